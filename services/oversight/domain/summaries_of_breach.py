"""Sentences for what the breach exchange tells."""

from collections.abc import Callable
from typing import Any

from services.oversight.domain.words import count, day, low, who
from shared.contracts import breach as b
from shared.contracts.model import EventData
from shared.probation.vocabulary import BreachPenalty


def _prepared(e: b.PackPrepared) -> str:
    changed = "" if e.recommendation is e.first_recommendation else f"; at first it was {low(e.first_recommendation)}"
    return f"Breach pack version {e.version} prepared; it recommends: {low(e.recommendation)}{changed}."


def _checked(e: b.PackChecked) -> str:
    if e.passed:
        return f"Breach pack version {e.version} checked: nothing fatal, {count(len(e.findings), 'finding')}."
    return f"Breach pack version {e.version} checked: not fit to be referred, {count(len(e.findings), 'finding')}."


def _returned(e: b.PackReturned) -> str:
    return f"The NPS returned the pack: {', '.join(low(one.reason) for one in e.reasons)}."


def _accepted(e: b.PackAccepted) -> str:
    minor = f" with {count(len(e.corrections), 'minor correction')}" if e.corrections else ""
    return f"The NPS accepted the pack{minor}."


def _concluded(e: b.BreachConcluded) -> str:
    what = f": {low(e.outcome)}" if e.outcome else ""
    with_it = f", {low(e.penalty)}" if e.penalty not in (None, BreachPenalty.NONE) else ""
    why = f": {low(e.withdrawal_reason)}" if e.withdrawal_reason else ""
    return f"Breach {low(e.state)}{what}{with_it}{why}."


def _changed(e: b.RecommendationChanged) -> str:
    by = "Its author" if e.by_first_author else "Somebody other than its author"
    return f"{by} changed the recommendation from {low(e.before)} to {low(e.after)}: {low(e.reason)}."


def _disputed(e: b.ReturnDisputed) -> str:
    return f"{who(e.provider)} disputed the return of the pack ({count(len(e.reasons), 'reason')})."


def _passed_on(e: b.BreachPassedOn) -> str:
    return f"The breach passed with the case from {who(e.from_provider)} to {who(e.to_provider)}."


SENTENCES: dict[type[EventData], Callable[[Any], str]] = {
    b.BreachInitiated: lambda e: f"Breach begun, on {count(len(e.failures), 'failure')} to comply.",
    b.PackPrepared: _prepared,
    b.PackChecked: _checked,
    b.BreachReferred: lambda e: f"{who(e.provider)} referred the breach to the NPS (version {e.version}).",
    b.PackReturned: _returned,
    b.RecommendationChanged: _changed,
    b.PackCountersigned: lambda e: f"A manager countersigned breach pack version {e.version}.",
    b.ReturnDisputed: _disputed,
    b.ReturnDisputeDecided: lambda e: f"The disputed return was decided: {low(e.outcome)}.",
    b.ReturnDisputeWithdrawn: lambda e: "The dispute of the return was withdrawn.",
    b.PackAccepted: _accepted,
    b.BreachPresented: lambda e: "The NPS presented the breach to the court.",
    b.HearingListed: lambda e: f"The court listed the breach for {day(e.hearing_on)}.",
    b.BreachPassedOn: _passed_on,
    b.ProcessIssued: lambda e: f"{e.state.description}.",
    b.BreachConcluded: _concluded,
}
