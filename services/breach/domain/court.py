"""Before the court: presenting the breach, the court's process, and how it ends.

Invariant: a proven breach has its outcome, one that this kind of order can have; any other end has none.
"""

from typing import Literal

from pydantic import Field

from services.breach.domain.assembling import order_of
from services.breach.domain.breaches import TRANSITIONS, Breach, only_for
from services.breach.domain.pack import CourtCode
from shared.contracts.breach import BreachConcluded, BreachPresented, ProcessIssued
from shared.contracts.model import Contract
from shared.decisions import Decision, Invalid, Occasion
from shared.probation.vocabulary import BreachApplication, BreachOutcome, BreachState, OrderKind

_OUTCOMES = {
    OrderKind.COMMUNITY_ORDER: frozenset({BreachOutcome.CONTINUE, BreachOutcome.RE_SENTENCED, BreachOutcome.CUSTODY}),
    # The sentence has been passed already: it is activated or goes on [C].
    OrderKind.SUSPENDED_SENTENCE_ORDER: frozenset({BreachOutcome.CONTINUE, BreachOutcome.CUSTODY}),
    OrderKind.POST_SENTENCE_SUPERVISION: frozenset(
        {BreachOutcome.CONTINUE, BreachOutcome.CUSTODY, BreachOutcome.SUPERVISION_DEFAULT_ORDER}
    ),
}


class PresentationAsked(Contract):
    """Which court the breach was presented to."""

    court_code: CourtCode


class ProcessAsked(Contract):
    """What the court issued, or that it has been executed."""

    state: Literal[BreachState.SUMMONS_ISSUED, BreachState.WARRANT_ISSUED, BreachState.EXECUTED]


class OutcomeAsked(Contract):
    """How the breach ended; a proven one says what the court did."""

    state: Literal[BreachState.PROVEN, BreachState.NOT_PROVEN, BreachState.WITHDRAWN]
    outcome: BreachOutcome | None = Field(default=None, description="Required with `proven`, absent otherwise.")


def present(breach: Breach, asked: PresentationAsked, occasion: Occasion) -> Decision[Breach]:
    """The NPS has laid the breach before the court."""
    only_for(breach.division, occasion, "present the breach to the court")
    after = breach.moved("present", occasion, presented_to=asked.court_code)
    presented = BreachPresented(
        **breach.facts(occasion),
        court_code=asked.court_code,
        application=BreachApplication.SUMMONS,
        clocks=breach.clock_met(),
    )
    return Decision(after, (presented,))


def process(breach: Breach, asked: ProcessAsked, occasion: Occasion) -> Decision[Breach]:
    """The court has issued a summons or a warrant, or it has been executed."""
    only_for(breach.division, occasion, "record the court's process")
    after = breach.moved(asked.state.value, occasion)
    issued = ProcessIssued(
        **breach.facts(occasion),
        state=asked.state,
    )
    return Decision(after, (issued,))


def conclude(breach: Breach, asked: OutcomeAsked, occasion: Occasion) -> Decision[Breach]:
    """The breach ends. The court's answer is the NPS's to record; who has the pack before them may withdraw it."""
    TRANSITIONS.next(breach.state, asked.state.value)
    withdrawn = asked.state is BreachState.WITHDRAWN
    only_for(
        breach.holder if withdrawn else breach.division,
        occasion,
        "withdraw the breach now" if withdrawn else "record the court's answer",
    )
    _outcome_fits(breach, asked)
    after = breach.moved(asked.state.value, occasion, outcome=asked.outcome, concluded_at=occasion.now)
    concluded = BreachConcluded(
        **breach.facts(occasion),
        provider=breach.provider,
        division=breach.division,
        state=asked.state,
        outcome=asked.outcome,
        penalty=None,
        order_after=None,
        order_ends=False,
        ended_on=None,
        withdrawal_reason=None,
        recommendation_followed=None,
        first_recommendation=breach.first_recommendation,
        recommendation=breach.recommendation,
        clocks=breach.clock_cancelled(),
    )
    return Decision(after, (concluded,))


def _outcome_fits(breach: Breach, asked: OutcomeAsked) -> None:
    if asked.state is not BreachState.PROVEN:
        if asked.outcome is not None:
            raise Invalid.one("/outcome", "noOutcome", "Only a proven breach has an outcome.")
        return
    if asked.outcome is None:
        raise Invalid.one("/outcome", "outcomeMissing", "A proven breach needs what the court did.")
    order = order_of(breach.case)
    kind = order.kind if order is not None else None
    if kind is not None and asked.outcome not in _OUTCOMES[kind]:
        raise Invalid.one(
            "/outcome",
            "notOpenToTheCourt",
            f"'{asked.outcome.description}' is not an outcome of a breach of a {kind.description.lower()}.",
        )
