"""What callers see of risk: registers, reviews, and escalations with their answers."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.crc.domain.stages import AnswerState, EscalationState, RegistrationState, ReviewState
from shared.contracts.crc import PhoneCall
from shared.contracts.model import Contract
from shared.probation.identifiers import Crn, EventNumber, OfficerCode, ProviderCode
from shared.probation.vocabulary import (
    DeregistrationReason,
    EscalationTrigger,
    PersonAtRisk,
    RegisterType,
    RiskChange,
    RiskReviewCause,
    RoshLevel,
)


class RegistrationView(Contract):
    """A risk register that applies to the case, or did."""

    registration_id: UUID
    register_type: RegisterType
    state: RegistrationState
    registered_on: date
    registered_at: datetime
    registered_by: str | None = Field(description="Null for the register that applies to every case.")
    reason: DeregistrationReason | None
    ended_at: datetime | None
    ended_by: str | None


class RiskReviewView(Contract):
    """A risk review, due or made."""

    review_id: UUID
    cause: RiskReviewCause
    gap_id: UUID | None
    registration_id: UUID | None = Field(description="The register whose interval it is due at, where that is why.")
    register_type: RegisterType | None
    state: ReviewState
    raised_at: datetime
    due_at: datetime | None = Field(description="Null for one made unasked: it was never due.")
    rosh_before: RoshLevel | None
    rosh_after: RoshLevel | None
    changes: tuple[RiskChange, ...]
    completed_at: datetime | None
    completed_by: str | None


class RiskReviewOfCase(RiskReviewView):
    """A risk review as the work list shows it."""

    sentence_id: UUID
    crn: Crn
    event_number: EventNumber
    provider: ProviderCode
    officer: str | None = Field(description="The responsible officer of the case.")
    due_at: datetime
    overdue: bool = Field(description="Due, and its time has run out.")


class EscalationView(Contract):
    """A risk escalation, what the NPS has answered, and whether the officer has read it."""

    escalation_id: UUID
    state: EscalationState
    trigger: EscalationTrigger
    rosh_before: RoshLevel | None
    rosh_after: RoshLevel
    who_is_at_risk: tuple[PersonAtRisk, ...]
    imminent: bool
    phone_call: PhoneCall | None
    agreed_by_manager: OfficerCode
    escalated_at: datetime
    escalated_by: str
    decided_at: datetime | None
    information_wanted: tuple[str, ...]
    answer: AnswerState | None = Field(description="Null where there is no answer that leaves the case with the CRC.")
    answer_read_at: datetime | None
    answer_read_by: str | None
