"""The NPS breaches a person whom it supervises itself: no CRC decides, and nothing is referred.

Invariant: only the division that supervises begins one, while no other breach of the sentence runs, and of an order
that a court can hear the breach of. Its failures are recorded here: the events bring no contact log of the NPS.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.breach.domain.acting import officer_of
from services.breach.domain.asked import Office
from services.breach.domain.assembling import order_of
from services.breach.domain.breaches import ActsForTheOtherSide, Breach
from services.breach.domain.clocks import Clocks
from services.breach.domain.known_case import KnownCase
from services.breach.domain.parts import BreachStep, OwnFailure
from shared.contracts.breach import BreachInitiated
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, NotAllowed, Occasion
from shared.probation.calendar import due, london_date
from shared.probation.identifiers import OfficerCode
from shared.probation.limits import LimitName
from shared.probation.organisations import is_nps
from shared.probation.vocabulary import AppointmentOutcome, BreachState, ContactKind, ExcuseDecision, InstructionProof
from shared.probation.written import Day, Moment


class OwnFailureAsked(Contract):
    """One failure to comply, as the division's officer recorded it."""

    at: Moment = Field(examples=["2016-09-02T10:00:00Z"])
    kind: ContactKind = Field(examples=["officerAppointment"])
    office: Office
    outcome: AppointmentOutcome = Field(description="One that counts as a failure to comply.", examples=["UAAB"])
    instructed_by: OfficerCode = Field(examples=["N07B960"])
    instruction_proof: InstructionProof = Field(examples=["letter"])
    warned_on: Day | None = Field(
        default=None, description="The day on which a warning was sent for it.", examples=["2016-09-05"]
    )
    excuse_decision: Literal[ExcuseDecision.NOT_ACCEPTED, ExcuseDecision.NONE_GIVEN] = Field(
        description="What became of an excuse; of a failure that was excused there is no breach.",
        examples=["noneGiven"],
    )


class OwnBreachAsked(Contract):
    """A breach of an order that the division supervises itself."""

    sentence_id: UUID = Field(examples=["0b1f4c1a-54f4-4f0c-9d2c-6b3b9f1f2a10"])
    aware_at: Moment = Field(
        description="When the last failure relied on was known as one; the time to present runs from here.",
        examples=["2016-09-05T09:00:00Z"],
    )
    failures: Annotated[tuple[OwnFailureAsked, ...], Field(min_length=1, max_length=20)]


def begin(
    known: KnownCase, running: Sequence[BreachState], asked: OwnBreachAsked, occasion: Occasion
) -> Decision[Breach]:
    """Begin the breach; the division owes its presentation from awareness [S]. `running` are those of the sentence.

    Raises `ActsForTheOtherSide` where another supervises, `NotAllowed` while a breach of the sentence runs, `Invalid`
    with every fault.
    """
    division = occasion.actor.organisation
    if known.provider != division or not is_nps(division):
        raise ActsForTheOtherSide(
            f"Only the NPS division that supervises begins a breach here; {known.provider or 'nobody yet'} supervises."
        )
    officer = officer_of(occasion, "A breach is begun by a person")
    if running:
        raise NotAllowed(running[0], "initiate", ())
    if faults := [*_of_the_order(known, asked, occasion), *_of_the_failures(known, asked, occasion)]:
        raise Invalid(faults)
    breach_id = occasion.new_id()
    failures = tuple(
        OwnFailure(breach_id=breach_id, appointment_id=occasion.new_id(), **dict(one)) for one in asked.failures
    )
    clocks = Clocks(())
    due_at = due(LimitName.BREACH_PRESENTED_NPS, asked.aware_at)
    clocks.start(Obligation.BREACH_PRESENTED, breach_id, due_at, division)
    breach = Breach(
        breach_id=breach_id,
        sentence_id=known.sentence_id,
        crn=known.crn,
        decision_id=None,
        provider=division,
        division=division,
        manager=None,
        failures=tuple(one.appointment_id for one in failures),
        aware_at=asked.aware_at,
        initiated_at=occasion.now,
        owed=clocks.owed,
        own_failures=failures,
        steps=(
            BreachStep(
                breach_id=breach_id,
                number=1,
                state=BreachState.INITIATED,
                at=occasion.now,
                organisation=division,
                officer=officer,
            ),
        ),
        known=(known,),
    )
    initiated = BreachInitiated(
        **breach.facts(occasion),
        provider=division,
        division=division,
        decision_id=None,
        failures=breach.failures,
        clocks=clocks.told,
    )
    return Decision(breach, (initiated,))


def _of_the_order(known: KnownCase, asked: OwnBreachAsked, occasion: Occasion) -> Iterator[Fault]:
    order = order_of(known)
    if known.ended_on is not None:
        yield Fault("/sentenceId", "orderEnded", f"The order ended on {known.ended_on}.")
    elif order is None or order.kind is None:
        yield Fault("/sentenceId", "orderNotKnown", "No order is known of this sentence that can be breached.")
    elif order.sentenced_at <= asked.aware_at <= occasion.now and _on_licence(known, asked):
        wrong = f"The person is on licence until {known.licence_ends_on}: its breach is answered by recall."
        yield Fault("/sentenceId", "onLicence", wrong)


def _on_licence(known: KnownCase, asked: OwnBreachAsked) -> bool:
    return known.licence_ends_on is not None and london_date(asked.aware_at) <= known.licence_ends_on


def _of_the_failures(known: KnownCase, asked: OwnBreachAsked, occasion: Occasion) -> Iterator[Fault]:
    if asked.aware_at > occasion.now:
        yield Fault("/awareAt", "inTheFuture", "Nobody is aware yet of what is still to come.")
    if asked.aware_at < max(one.at for one in asked.failures):
        yield Fault("/awareAt", "beforeTheFailure", "Nobody was aware of the last failure before it happened.")
    seen = set()
    for index, one in enumerate(asked.failures):
        place = f"/failures/{index}"
        if not one.outcome.counts_as_failure:
            wrong = f"'{one.outcome.description}' is not a failure to comply."
            yield Fault(f"{place}/outcome", "notAFailure", wrong)
        if one.at in seen:
            yield Fault(f"{place}/at", "namedTwice", "Another failure is of the same moment.")
        seen.add(one.at)
        if one.at > occasion.now:
            yield Fault(f"{place}/at", "inTheFuture", "The appointment is still to come.")
        elif known.sentenced_at is not None and one.at < known.sentenced_at:
            yield Fault(f"{place}/at", "beforeSentence", "The order was not made yet.")
        elif one.warned_on is not None and not london_date(one.at) <= one.warned_on <= london_date(occasion.now):
            yield Fault(f"{place}/warnedOn", "notThen", "A warning is sent after the failure, and not in the future.")
