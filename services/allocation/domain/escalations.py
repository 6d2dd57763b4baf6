"""A CRC's risk escalation: received with its clock, whatever the services have heard of the sentence by then.

Invariant: until the NPS has accepted, the CRC holds the risk; who holds it is said by the allocation alone, so that the
two records cannot disagree.
"""

from datetime import datetime
from uuid import UUID

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.information_wanted import InformationWanted
from services.allocation.domain.stages import AllocationStage
from shared.contracts.allocation import EscalationReceived
from shared.contracts.crc import PhoneCall, RiskEscalated
from shared.contracts.model import ClockChange, Obligation
from shared.decisions import Decision, Occasion, State, Transitions
from shared.probation.calendar import due
from shared.probation.described import Described
from shared.probation.limits import LimitName
from shared.probation.organisations import division_of
from shared.probation.vocabulary import EscalationTrigger, PersonAtRisk, RoshLevel


class EscalationState(Described):
    """Where an escalation stands. A returned one is answered by a new one, which names the information."""

    AWAITING_SENTENCE = "awaitingSentence", "Received; its sentence has not been heard here yet"
    RECEIVED = "received", "Received, undecided"
    ACCEPTED = "accepted", "Accepted: the case has transferred to the NPS"
    NOT_ACCEPTED = "notAccepted", "Not accepted, with advice"
    RETURNED = "returned", "Returned for named information"
    ALREADY_WITH_NPS = "alreadyWithNps", "Nothing to decide: the NPS supervises the sentence already"

    @property
    def is_undecided(self) -> bool:
        """Somebody owes an answer."""
        return self in (EscalationState.AWAITING_SENTENCE, EscalationState.RECEIVED)


_S = EscalationState
TRANSITIONS = Transitions(
    {
        (_S.RECEIVED, "accepted"): _S.ACCEPTED,
        (_S.RECEIVED, "notAccepted"): _S.NOT_ACCEPTED,
        (_S.RECEIVED, "returned"): _S.RETURNED,
        (_S.RECEIVED, "overtaken"): _S.ALREADY_WITH_NPS,
        (_S.AWAITING_SENTENCE, "notAccepted"): _S.NOT_ACCEPTED,
        (_S.AWAITING_SENTENCE, "returned"): _S.RETURNED,
        (_S.AWAITING_SENTENCE, "sentenceHeard"): _S.RECEIVED,
        (_S.AWAITING_SENTENCE, "overtaken"): _S.ALREADY_WITH_NPS,
    }
)


class Escalation(State):
    """One risk escalation from a CRC to the NPS. The other way does not exist."""

    escalation_id: UUID
    sentence_id: UUID
    crn: str
    state: EscalationState
    division: str
    from_provider: str
    trigger: EscalationTrigger
    rosh_before: RoshLevel | None
    rosh_after: RoshLevel
    who_is_at_risk: tuple[PersonAtRisk, ...]
    imminent: bool
    phone_call: PhoneCall | None
    agreed_by_manager: str
    received_at: datetime
    due_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    advice: str | None = None
    information_wanted: tuple[InformationWanted, ...] = ()

    def seen_by(self) -> frozenset[str]:
        """The CRC that asks and the division that answers."""
        return frozenset({self.division, self.from_provider})

    @property
    def url(self) -> str:
        """Where the record is read."""
        return f"/escalations/{self.escalation_id}"


def shell(told: RiskEscalated) -> Allocation:
    """The allocation of a sentence that only its CRC has mentioned so far: what it says of the risk is all there is."""
    return Allocation(sentence_id=told.sentence_id, crn=told.crn, risk_held_by=told.risk_held_by)


def answering(allocation: Allocation, told: RiskEscalated) -> str:
    """The division that owes the answer: the sentence's; while that is unknown, that of the CRC's ground."""
    return allocation.division or division_of(told.provider)


def receive(
    allocation: Allocation, told: RiskEscalated, at: datetime, occasion: Occasion
) -> tuple[Decision[Allocation], Decision[Escalation]]:
    """The NPS has it before it since `at`, when the CRC sent it; the clock runs from then, the same day if imminent."""
    if allocation.state in (AllocationStage.AWAITING_SENTENCE, AllocationStage.AWAITING_REPLY):
        # Only who supervises escalates: its acceptance was lost or is under way, and the risk is where it says.
        allocation = allocation.model_copy(update={"risk_held_by": told.risk_held_by})
    if allocation.state.is_with_nps:
        state = EscalationState.ALREADY_WITH_NPS
    elif allocation.division is None:
        state = EscalationState.AWAITING_SENTENCE
    else:
        state = EscalationState.RECEIVED
    limit = LimitName.ESCALATION_DECISION_IMMINENT if told.imminent else LimitName.ESCALATION_DECISION
    escalation = Escalation(
        escalation_id=told.escalation_id,
        sentence_id=told.sentence_id,
        crn=told.crn,
        state=state,
        division=answering(allocation, told),
        from_provider=told.provider,
        trigger=told.trigger,
        rosh_before=told.rosh_before,
        rosh_after=told.rosh_after,
        who_is_at_risk=told.who_is_at_risk,
        imminent=told.imminent,
        phone_call=told.phone_call,
        agreed_by_manager=told.agreed_by_manager,
        received_at=at,
        due_at=due(limit, at),
    )
    allocation = allocation.model_copy(update={"escalations": (*allocation.escalations, told.escalation_id)})
    clocks = (_clock(escalation),) if state.is_undecided else ()
    return Decision(allocation), Decision(escalation, (_received(escalation, allocation, clocks, occasion),))


def hear_sentence(escalation: Escalation, allocation: Allocation, occasion: Occasion) -> Decision[Escalation]:
    """The sentence of an escalation that came first has been heard: it stands as if they had come in order."""
    division = allocation.heard.division
    if allocation.state.is_with_nps:
        after = overtaken(escalation).model_copy(update={"division": division})
        clock = ClockChange.cancelled(Obligation.ESCALATION_DECIDED, after.escalation_id)
        return Decision(after, (_received(after, allocation, (clock,), occasion),))
    state = TRANSITIONS.next(escalation.state, "sentenceHeard")
    after = escalation.model_copy(update={"state": state, "division": division})
    if division == escalation.division:
        return Decision(after)
    # Another division sentenced than the one on whose ground the CRC lies: the answer is owed by it.
    return Decision(after, (_received(after, allocation, (_clock(after),), occasion),))


def overtaken(escalation: Escalation) -> Escalation:
    """With nothing left to decide, because the NPS supervises the sentence."""
    return escalation.model_copy(update={"state": TRANSITIONS.next(escalation.state, "overtaken")})


def _clock(escalation: Escalation) -> ClockChange:
    return ClockChange.started(
        Obligation.ESCALATION_DECIDED, escalation.escalation_id, escalation.due_at, escalation.division
    )


def _received(
    escalation: Escalation, allocation: Allocation, clocks: tuple[ClockChange, ...], occasion: Occasion
) -> EscalationReceived:
    return EscalationReceived(
        crn=escalation.crn,
        detail_url=escalation.url,
        recorded_by=occasion.actor,
        clocks=clocks,
        sentence_id=escalation.sentence_id,
        escalation_id=escalation.escalation_id,
        from_provider=escalation.from_provider,
        imminent=escalation.imminent,
        risk_held_by=allocation.risk_held_by,
    )
