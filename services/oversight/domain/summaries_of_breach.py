"""Sentences for what the breach exchange tells."""

from collections.abc import Callable
from typing import Any

from services.oversight.domain.words import count, low, who
from shared.contracts import breach as b
from shared.contracts.model import EventData


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
    outcome = f": {low(e.outcome)}" if e.outcome else ""
    return f"Breach {low(e.state)}{outcome}."


SENTENCES: dict[type[EventData], Callable[[Any], str]] = {
    b.BreachInitiated: lambda e: f"Breach begun, on {count(len(e.failures), 'failure')} to comply.",
    b.PackPrepared: _prepared,
    b.PackChecked: _checked,
    b.BreachReferred: lambda e: f"{who(e.provider)} referred the breach to the NPS (version {e.version}).",
    b.PackReturned: _returned,
    b.PackAccepted: _accepted,
    b.BreachPresented: lambda e: "The NPS presented the breach to the court.",
    b.ProcessIssued: lambda e: f"{e.state.description}.",
    b.BreachConcluded: _concluded,
}
