"""Before the court: presenting the breach, and the process by which the person is brought there."""

from typing import Literal

from pydantic import Field

from services.breach.domain.breaches import Breach, only_for
from services.breach.domain.clocks import Clocks
from services.breach.domain.exchange import without_a_fatal_fault
from services.breach.domain.findings import ReviewKind
from services.breach.domain.pack import CourtCode
from shared.contracts.breach import BreachPresented, ProcessIssued
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Occasion
from shared.probation.vocabulary import BreachApplication, BreachState


class PresentationAsked(Contract):
    """Which court the breach was presented to, and what it was asked to issue."""

    court_code: CourtCode
    application: BreachApplication = Field(examples=["summons"])


class ProcessAsked(Contract):
    """What the court issued, or that it has been executed."""

    state: Literal[BreachState.SUMMONS_ISSUED, BreachState.WARRANT_ISSUED, BreachState.EXECUTED]


def present(breach: Breach, asked: PresentationAsked, occasion: Occasion) -> Decision[Breach]:
    """The NPS has laid the breach before the court: one that it accepted, or its own, which is referred to nobody.

    Its own is read by the same rules first, and refused as `Invalid` where a referral of it would be.
    """
    only_for(breach.division, occasion, "present the breach to the court")
    command = "presentOwn" if breach.is_own and breach.state is BreachState.PREPARED else "present"
    breach.must_allow(command)
    reviews = breach.reviews
    if command == "presentOwn":
        findings = without_a_fatal_fault(breach, occasion)
        reviews = (*reviews, breach.reviewed(ReviewKind.CHECK, findings, occasion))
    clocks = Clocks.of(breach)
    clocks.meet(Obligation.BREACH_PRESENTED)
    after = breach.moved(
        command,
        occasion,
        presented_to=asked.court_code,
        application=asked.application,
        reviews=reviews,
        owed=clocks.owed,
    )
    presented = BreachPresented(
        **breach.facts(occasion),
        court_code=asked.court_code,
        application=asked.application,
        clocks=clocks.told,
    )
    return Decision(after, (presented,))


def process(breach: Breach, asked: ProcessAsked, occasion: Occasion) -> Decision[Breach]:
    """The court has issued a summons or a warrant, or it has been executed."""
    only_for(breach.division, occasion, "record the court's process")
    issued = breach.process if asked.state is BreachState.EXECUTED else asked.state
    after = breach.moved(asked.state.value, occasion, process=issued)
    return Decision(after, (ProcessIssued(**breach.facts(occasion), state=asked.state),))
