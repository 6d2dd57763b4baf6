"""What callers see of the parts of a case."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.crc.domain.stages import AppointmentState, DecisionState, GapState
from shared.contracts.model import Contract, Obligation
from shared.probation.identifiers import ProviderCode
from shared.probation.vocabulary import (
    AppointmentOutcome,
    CheckAnswer,
    CheckKind,
    ContactKind,
    EnforcementDecision,
    GapCause,
    GapClosure,
    InstructionProof,
    NotEnforcedReason,
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
    objective_id: UUID | None = Field(description="The objective of the plan that it serves (¶12).")


class RarDaysView(Contract):
    """RAR days: ordered as the most by the court, planned with a purpose, and delivered (¶12)."""

    ordered: int
    planned: int = Field(description="With a purpose: in the plan, or delivered under an objective that is over.")
    without_purpose: int = Field(description="Ordered, and with no purpose.")
    delivered: int = Field(description="Distinct dates with a RAR contact attended and complied with.")


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
