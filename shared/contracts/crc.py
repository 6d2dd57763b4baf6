"""What the CRC supervision service tells the world: the officer, what was read, contact, failures, risk."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.model import Contract, EventData, Obligation, Overdue
from shared.probation.identifiers import EventNumber, OfficerCode, ProviderCode
from shared.probation.vocabulary import (
    AppointmentOutcome,
    CheckAnswer,
    CheckKind,
    ContactKind,
    EnforcementDecision,
    EscalationTrigger,
    InstructionProof,
    Need,
    NotEnforcedReason,
    PersonAtRisk,
    RiskReviewCause,
    RoshLevel,
    StaffGrade,
)
from shared.probation.written import Moment


class CaseOpened(EventData, name="probation.crc.case-opened.v1"):
    """The CRC has opened the case that it accepted; its clocks begin."""

    sentence_id: UUID
    event_number: EventNumber
    provider: ProviderCode
    provisional: bool
    gaps_to_read: tuple[UUID, ...]


class ResponsibleOfficerNamed(EventData, name="probation.crc.responsible-officer-named.v1"):
    """The case has its responsible officer."""

    sentence_id: UUID
    provider: ProviderCode
    officer: OfficerCode
    grade: StaffGrade


class GapAcknowledged(EventData, name="probation.crc.gap-acknowledged.v1"):
    """The responsible officer has read one gap that was open at sentence (¶11)."""

    sentence_id: UUID
    gap_id: UUID
    officer: OfficerCode


class AppointmentArranged(EventData, name="probation.crc.appointment-arranged.v1"):
    """The person has been instructed to attend."""

    sentence_id: UUID
    appointment_id: UUID
    kind: ContactKind
    at: AwareDatetime
    office: Annotated[str, Field(max_length=40)]
    instructed_by: OfficerCode
    instruction_proof: InstructionProof
    enforceable: bool
    rar: bool = Field(description="Whether attendance counts as a Rehabilitation Activity Requirement day.")


class AppointmentOutcomeRecorded(EventData, name="probation.crc.appointment-outcome-recorded.v1"):
    """What became of an appointment, in the national outcome codes."""

    sentence_id: UUID
    appointment_id: UUID
    kind: ContactKind
    at: AwareDatetime
    outcome: AppointmentOutcome
    rar: bool
    office: str
    instructed_by: OfficerCode
    instruction_proof: InstructionProof
    enforceable: bool
    failures_in_12_months: Annotated[int, Field(ge=0)]


class PlanAgreed(EventData, name="probation.crc.plan-agreed.v1"):
    """The initial plan is made: each RAR day ordered by the court is given a purpose, or is said to have none (¶12)."""

    sentence_id: UUID
    plan_id: UUID
    rar_days_ordered: int
    rar_days_planned: int
    purposes: tuple[Need, ...]


class LateAnswerReceived(EventData, name="probation.crc.late-answer-received.v1"):
    """An answer that was missing at sentence has reached the case, and its officer must look at the risk again."""

    sentence_id: UUID
    gap_id: UUID
    check_kind: CheckKind | None
    answer: CheckAnswer | None
    review_id: UUID | None = Field(description="The risk review that falls due because of it, if any.")


class RiskReviewDue(EventData, name="probation.crc.risk-review-due.v1"):
    """A risk review falls due though no gap was answered: the risk was assessed higher after sentence."""

    sentence_id: UUID
    review_id: UUID
    cause: RiskReviewCause


class RiskReviewed(EventData, name="probation.crc.risk-reviewed.v1"):
    """The responsible officer has reviewed the risk of serious harm, and said whether it changed."""

    sentence_id: UUID
    review_id: UUID
    cause: RiskReviewCause
    rosh_before: RoshLevel | None
    rosh_after: RoshLevel
    officer: OfficerCode


class WarningLetterSent(EventData, name="probation.crc.warning-letter-sent.v1"):
    """A warning has been sent for an unacceptable absence."""

    sentence_id: UUID
    appointment_id: UUID
    letter_id: UUID
    sent_on: date


class EnforcementDecisionDue(EventData, name="probation.crc.enforcement-decision-due.v1"):
    """The second failure within twelve months has been recorded: a decision is owed, and silence will be seen (¶14)."""

    sentence_id: UUID
    decision_id: UUID
    failures: tuple[UUID, ...]
    failures_in_12_months: int
    aware_at: AwareDatetime


class EnforcementDecided(EventData, name="probation.crc.enforcement-decided.v1"):
    """Breach, or not with a reason from the list and a senior probation officer's name (¶14)."""

    sentence_id: UUID
    decision_id: UUID
    provider: ProviderCode
    decision: EnforcementDecision
    reason: NotEnforcedReason | None
    manager: OfficerCode
    failures: tuple[UUID, ...]
    aware_at: AwareDatetime


class FailureCountReset(EventData, name="probation.crc.failure-count-reset.v1"):
    """A breach has ended, whatever its outcome, and the count of failures starts again at zero."""

    sentence_id: UUID
    breach_id: UUID
    failures_in_12_months: Literal[0] = 0


class PhoneCall(Contract):
    """The call that comes before the form where risk is imminent."""

    at: Moment
    spoken_to: OfficerCode


class RiskEscalated(EventData, name="probation.crc.risk-escalated.v1"):
    """The CRC asks the NPS to take the case; until the NPS has accepted, the CRC holds the risk."""

    sentence_id: UUID
    escalation_id: UUID
    provider: ProviderCode
    trigger: EscalationTrigger
    rosh_before: RoshLevel | None
    rosh_after: RoshLevel
    who_is_at_risk: tuple[PersonAtRisk, ...]
    imminent: bool
    phone_call: PhoneCall | None
    agreed_by_manager: OfficerCode
    risk_held_by: ProviderCode


class CaseClosed(EventData, name="probation.crc.case-closed.v1"):
    """The CRC's part has ended: the case has been transferred, or the order has ended."""

    sentence_id: UUID
    provider: ProviderCode
    transferred_to: ProviderCode | None = Field(description="Null where the order has ended.")


class ResponsibleOfficerOverdue(Overdue, name="probation.crc.responsible-officer-overdue.v1"):
    """No responsible officer has been named in time."""

    obligation: Literal[Obligation.OFFICER_NAMED]


class GapAcknowledgementOverdue(Overdue, name="probation.crc.gap-acknowledgement-overdue.v1"):
    """A gap at sentence has not been read by the responsible officer in time (¶11)."""

    obligation: Literal[Obligation.GAP_ACKNOWLEDGED]


class FirstAppointmentOverdue(Overdue, name="probation.crc.first-appointment-overdue.v1"):
    """No first appointment has been attended in time."""

    obligation: Literal[Obligation.FIRST_APPOINTMENT]


class InitialPlanOverdue(Overdue, name="probation.crc.initial-plan-overdue.v1"):
    """The initial plan has not been made in time."""

    obligation: Literal[Obligation.INITIAL_PLAN]


class WarningLetterOverdue(Overdue, name="probation.crc.warning-letter-overdue.v1"):
    """An unacceptable absence has had no warning letter in time."""

    obligation: Literal[Obligation.WARNING_LETTER]


class EnforcementDecisionOverdue(Overdue, name="probation.crc.enforcement-decision-overdue.v1"):
    """The threshold was passed and nobody has decided: 'none taken' (¶14)."""

    obligation: Literal[Obligation.ENFORCEMENT_DECISION]


class RiskReviewOverdue(Overdue, name="probation.crc.risk-review-overdue.v1"):
    """A risk review has not been made in time."""

    obligation: Literal[Obligation.RISK_REVIEW]
