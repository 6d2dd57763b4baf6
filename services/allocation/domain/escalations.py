"""A CRC's risk escalation: received with its clock, whatever the services have heard of the sentence by then.

Invariant: until the NPS has accepted, the CRC holds the risk; who holds it is said by the allocation alone, so that the
two records cannot disagree.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.information_wanted import InformationWanted
from services.allocation.domain.stages import ESCALATION, AllocationStage, EscalationState
from shared.contracts.allocation import EscalationReceived
from shared.contracts.crc import PhoneCall, RiskEscalated
from shared.contracts.model import ClockChange, Obligation
from shared.decisions import Decision, Occasion, State
from shared.probation.calendar import due, london_date
from shared.probation.limits import LimitName
from shared.probation.organisations import division_of
from shared.probation.vocabulary import EscalationTrigger, EscalationWithdrawalReason, PersonAtRisk, RoshLevel


def days_at_risk(since: datetime, until: datetime) -> int:
    """Calendar days, in London, from the day on which the NPS had the question before it."""
    return max(0, (london_date(until) - london_date(since)).days)


class Escalation(State):
    """One risk escalation from a CRC to the NPS. The other way does not exist.

    `answers` is the returned one, of the same sentence, in whose place it is asked again; `asked_since` is when the NPS
    had the question before it for the first time: to return it for information ends no risk.
    """

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
    answers: UUID | None = None
    received_at: datetime
    asked_since: datetime
    due_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    advice: str | None = None
    information_wanted: tuple[InformationWanted, ...] = ()
    withdrawal_reason: EscalationWithdrawalReason | None = None

    def seen_by(self) -> frozenset[str]:
        """The CRC that asks and the division that answers."""
        return frozenset({self.division, self.from_provider})

    @property
    def url(self) -> str:
        """Where the record is read."""
        return f"/escalations/{self.escalation_id}"

    def days_at_risk(self, now: datetime) -> int | None:
        """Calendar days with the CRC since the NPS had the question before it: until acceptance, or until now.

        None where it has ended in any other way: then the case did not pass by it.
        """
        if self.state.is_undecided:
            return days_at_risk(self.asked_since, now)
        if self.state is EscalationState.ACCEPTED and self.decided_at is not None:
            return days_at_risk(self.asked_since, self.decided_at)
        return None


def shell(told: RiskEscalated) -> Allocation:
    """The allocation of a sentence that only its CRC has mentioned so far: what it says of the risk is all there is."""
    return Allocation(sentence_id=told.sentence_id, crn=told.crn, risk_held_by=told.risk_held_by)


def answering(allocation: Allocation, told: RiskEscalated) -> str:
    """The division that owes the answer: the sentence's; while that is unknown, that of the CRC's ground."""
    return allocation.division or division_of(told.provider)


def receive(
    allocation: Allocation, before: Escalation | None, told: RiskEscalated, at: datetime, occasion: Occasion
) -> tuple[Decision[Allocation], Decision[Escalation]]:
    """The NPS has it before it since `at`, when the CRC sent it; the clock runs from then, the same day if imminent.

    `before` is the sentence's last escalation before this one; where it was returned, this one answers it.
    """
    answers = before if before is not None and before.state is EscalationState.RETURNED else None
    if allocation.supervising_provider is None and allocation.reply is None:
        # Only who supervises escalates: its acceptance was lost or is under way, and the risk is where it says.
        allocation = allocation.model_copy(update={"risk_held_by": told.risk_held_by})
    if allocation.division is not None and allocation.supervising_provider == allocation.division:
        state = EscalationState.ALREADY_WITH_NPS
    elif allocation.state is AllocationStage.ENDED:
        state = EscalationState.ORDER_ENDED
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
        answers=None if answers is None else answers.escalation_id,
        received_at=at,
        asked_since=at if answers is None else answers.asked_since,
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
        return Decision(after, (_received(after, allocation, tuple(moot_clocks([after], occasion)), occasion),))
    state = ESCALATION.next(escalation.state, "sentenceHeard")
    after = escalation.model_copy(update={"state": state, "division": division})
    if division == escalation.division:
        return Decision(after)
    # Another division sentenced than the one on whose ground the CRC lies: the answer is owed by it. What has run out
    # by then stays the miss of the one that had it.
    clocks = (_clock(after),) if occasion.now <= after.due_at else ()
    return Decision(after, (_received(after, allocation, clocks, occasion),))


def overtaken(escalation: Escalation) -> Escalation:
    """With nothing left to decide, because the NPS supervises the sentence."""
    return escalation.model_copy(update={"state": ESCALATION.next(escalation.state, "overtaken")})


def order_ended(escalation: Escalation) -> Escalation:
    """With nothing left to decide, because nobody supervises the sentence any more."""
    return escalation.model_copy(update={"state": ESCALATION.next(escalation.state, "orderEnded")})


def moot_clocks(moot: Iterable[Escalation], occasion: Occasion) -> Iterator[ClockChange]:
    """The clocks of escalations to which nobody owes an answer any more; one that has run out stands as missed."""
    for one in moot:
        if occasion.now <= one.due_at:
            yield ClockChange.cancelled(Obligation.ESCALATION_DECIDED, one.escalation_id)


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
