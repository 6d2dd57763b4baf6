"""The parts of a case that are about risk: registers, reviews, and escalations to the NPS."""

from datetime import date, datetime
from uuid import UUID

from services.crc.domain.parts import Piece
from services.crc.domain.stages import AnswerState, EscalationState, RegistrationState, ReviewState
from shared.contracts.crc import PhoneCall
from shared.probation.vocabulary import (
    DeregistrationReason,
    EscalationTrigger,
    PersonAtRisk,
    RegisterType,
    RiskChange,
    RiskReviewCause,
    RoshLevel,
)


class Registration(Piece):
    """A risk register that applies to the case, or did; one that applies by rule has nobody who registered it."""

    sentence_id: UUID
    registration_id: UUID
    register_type: RegisterType
    state: RegistrationState = RegistrationState.REGISTERED
    registered_on: date
    registered_at: datetime
    registered_by: str | None = None
    reason: DeregistrationReason | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None


class RiskReview(Piece):
    """One review of the risk of serious harm, owed since `raised_at` or made unprompted (then it was never due)."""

    sentence_id: UUID
    review_id: UUID
    cause: RiskReviewCause
    gap_id: UUID | None = None
    registration_id: UUID | None = None
    register_type: RegisterType | None = None
    state: ReviewState
    raised_at: datetime
    due_at: datetime | None = None
    rosh_before: RoshLevel | None = None
    rosh_after: RoshLevel | None = None
    changes: tuple[RiskChange, ...] = ()
    completed_at: datetime | None = None
    completed_by: str | None = None


class Escalation(Piece):
    """One risk escalation to the NPS. `answer` is None until an answer that the officer has to read has been told."""

    sentence_id: UUID
    escalation_id: UUID
    state: EscalationState = EscalationState.UNDECIDED
    trigger: EscalationTrigger
    rosh_before: RoshLevel | None
    rosh_after: RoshLevel
    who_is_at_risk: tuple[PersonAtRisk, ...]
    imminent: bool
    phone_call: PhoneCall | None
    agreed_by_manager: str
    escalated_at: datetime
    escalated_by: str
    decided_at: datetime | None = None
    information_wanted: tuple[str, ...] = ()
    answer: AnswerState | None = None
    answer_read_at: datetime | None = None
    answer_read_by: str | None = None
