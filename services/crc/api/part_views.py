"""What callers see of the parts of a case."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.crc.domain.stages import AppointmentState, DecisionState, EscalationState, GapState, ReviewState
from shared.contracts.crc import PhoneCall
from shared.contracts.model import Contract, Obligation
from shared.probation.identifiers import OfficerCode, ProviderCode
from shared.probation.vocabulary import (
    AppointmentOutcome,
    CheckAnswer,
    CheckKind,
    ContactKind,
    EnforcementDecision,
    EscalationTrigger,
    GapCause,
    GapClosure,
    InstructionProof,
    Need,
    NotEnforcedReason,
    PersonAtRisk,
    RiskReviewCause,
    RoshLevel,
    Source,
)


class ReadingView(Contract):
    """An officer who was responsible before has read the gap."""

    officer: str
    at: datetime


class GapView(Contract):
    """A gap at sentence, whether its officer has read it, and what has come of it (¶11)."""

    gap_id: UUID
    cause: GapCause
    check_kind: CheckKind | None
    source: Source | None = Field(description="The source that was not consulted, where that is the gap.")
    state: GapState = Field(description="Whether the officer who is responsible now has read it.")
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    earlier_readings: tuple[ReadingView, ...] = Field(
        description="By officers who were responsible before; each reads anew."
    )
    closure: GapClosure | None = Field(description="How the court closed it, if it has.")
    closed_at: datetime | None
    answer: CheckAnswer | None
    indicates_rosh: RoshLevel | None


class AppointmentView(Contract):
    """An appointment and what became of it."""

    appointment_id: UUID
    kind: ContactKind
    at: datetime
    office: str
    instructed_by: str
    instruction_proof: InstructionProof
    enforceable: bool
    rar: bool
    arranged_at: datetime
    state: AppointmentState
    outcome: AppointmentOutcome | None
    recorded_at: datetime | None
    recorded_by: str | None
    failure_to_comply: bool
    letter_id: UUID | None
    letter_sent_on: date | None


class ObjectiveView(Contract):
    """A need, the intervention that answers it, and its RAR days."""

    objective_id: UUID
    need: Need
    intervention: str
    rar_days: int


class PlanView(Contract):
    """The initial plan."""

    plan_id: UUID
    agreed_at: datetime
    agreed_by: str
    objectives: tuple[ObjectiveView, ...]


class RarDaysView(Contract):
    """RAR days: ordered as the most by the court, planned with a purpose, and delivered (¶12)."""

    ordered: int
    planned: int
    without_purpose: int = Field(description="Ordered, and in no objective of the plan.")
    delivered: int = Field(description="Distinct dates with a RAR contact attended and complied with.")


class RiskReviewView(Contract):
    """A risk review, due or made."""

    review_id: UUID
    cause: RiskReviewCause
    gap_id: UUID | None
    state: ReviewState
    raised_at: datetime
    due_at: datetime | None
    rosh_before: RoshLevel | None
    rosh_after: RoshLevel | None
    completed_at: datetime | None
    completed_by: str | None


class EnforcementDecisionView(Contract):
    """A decision at the threshold, owed or taken (¶14)."""

    decision_id: UUID
    state: DecisionState
    failures: tuple[UUID, ...]
    failures_in_12_months: int = Field(description="As counted when the decision fell due.")
    aware_at: datetime
    due_at: datetime
    decision: EnforcementDecision | None
    reason: NotEnforcedReason | None
    manager: str | None
    decided_at: datetime | None
    decided_by: str | None


class EscalationView(Contract):
    """A risk escalation and what the NPS has answered."""

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


class EarlierProviderView(Contract):
    """A CRC that had the case before it moved; it may still read it."""

    provider: ProviderCode
    officer: str | None = Field(description="The last who was responsible there.")
    opened_at: datetime
    closed_at: datetime


class OwedView(Contract):
    """A clock that runs on the case."""

    obligation: Obligation
    subject_id: UUID
    due_at: datetime
