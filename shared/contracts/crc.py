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
    CorrectionReason,
    DeregistrationReason,
    EnforcementDecision,
    EscalationDecision,
    EscalationTrigger,
    ExcuseDecision,
    FollowUpKind,
    HandoverReason,
    InstructionProof,
    InterventionOutcome,
    Need,
    NotEnforcedReason,
    PersonAtRisk,
    RegisterType,
    RiskChange,
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
    """The case has its responsible officer, the first or, by a handover, another."""

    sentence_id: UUID
    provider: ProviderCode
    officer: OfficerCode
    grade: StaffGrade
    supervised_by: OfficerCode | None = Field(description="The PO who supervises a trainee or agency officer (¶17).")
    caseload: Annotated[int, Field(ge=1, description="The officer's cases, with this one.")]
    handed_over_by: OfficerCode | None = Field(description="The officer before; null at the first naming.")
    handover_reason: HandoverReason | None


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
    face_to_face: bool
    objective_id: UUID | None = Field(description="The objective of the plan that it serves (¶12).")
    purpose: Need | None = Field(description="The need of that objective.")


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
    face_to_face: bool
    purpose: Need | None
    unpaid_work_minutes: Annotated[int, Field(ge=0)] | None = Field(description="Credited for an unpaid work session.")
    excuse_until: AwareDatetime | None = Field(
        description="The end of the window in which an excuse for a failure to comply is taken; null for no failure."
    )
    failures_in_12_months: Annotated[int, Field(ge=0)]


class AppointmentOutcomeCorrected(EventData, name="probation.crc.appointment-outcome-corrected.v1"):
    """What became of an appointment was recorded anew: a manager stands behind it, and what was said before is kept."""

    sentence_id: UUID
    appointment_id: UUID
    number: Annotated[int, Field(ge=2, description="Which recording of the outcome it is.")]
    before: AppointmentOutcome
    outcome: AppointmentOutcome
    unpaid_work_minutes: Annotated[int, Field(ge=0)] | None
    excuse_until: AwareDatetime | None
    reason: CorrectionReason
    manager: OfficerCode
    failures_in_12_months: Annotated[int, Field(ge=0)]


class ExcuseDecided(EventData, name="probation.crc.excuse-decided.v1"):
    """Whether the excuse for an absence is accepted; an accepted one makes the absence an acceptable one."""

    sentence_id: UUID
    appointment_id: UUID
    given_on: date
    decision: Literal[ExcuseDecision.ACCEPTED, ExcuseDecision.NOT_ACCEPTED]
    outcome: AppointmentOutcome = Field(description="As it stands now.")
    failures_in_12_months: Annotated[int, Field(ge=0)]


class FollowUpStarted(EventData, name="probation.crc.follow-up-started.v1"):
    """A missed contact is being followed up."""

    sentence_id: UUID
    appointment_id: UUID
    kind: FollowUpKind


class ContactMonthMissed(EventData, name="probation.crc.contact-month-missed.v1"):
    """A calendar month has passed with no face-to-face contact, and no missed one followed up; the next month runs."""

    sentence_id: UUID
    month: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$", examples=["2016-10"])]
    last_contact_on: date | None


class PlannedWork(Contract):
    """One objective of a plan: a need, the intervention that answers it, and the RAR days given to it (¶12)."""

    objective_id: UUID
    need: Need
    intervention: Annotated[str, Field(max_length=40)]
    rar_days: int


class PlanAgreed(EventData, name="probation.crc.plan-agreed.v1"):
    """A plan is made, the initial one or a review of it: each RAR day ordered has a purpose, or is said to have none.

    Source: ¶12.
    """

    sentence_id: UUID
    plan_id: UUID
    number: Annotated[int, Field(ge=1, description="1 is the initial plan.")]
    rar_days_ordered: int
    rar_days_planned: int
    purposes: tuple[Need, ...]
    objectives: tuple[PlannedWork, ...]
    needs_without_objective: tuple[Need, ...] = Field(description="Named as needs, and nothing is planned for them.")


class ObjectiveEnded(EventData, name="probation.crc.objective-ended.v1"):
    """The work on one objective has ended."""

    sentence_id: UUID
    objective_id: UUID
    need: Need
    intervention: Annotated[str, Field(max_length=40)]
    outcome: InterventionOutcome
    rar_days_planned: int
    rar_days_delivered: int


class LateAnswerReceived(EventData, name="probation.crc.late-answer-received.v1"):
    """An answer that was missing at sentence has reached the case, and its officer must look at the risk again."""

    sentence_id: UUID
    gap_id: UUID
    check_kind: CheckKind | None
    answer: CheckAnswer | None
    review_id: UUID | None = Field(description="The risk review that falls due because of it, if any.")


class RiskReviewDue(EventData, name="probation.crc.risk-review-due.v1"):
    """A risk review falls due with no gap answered: assessed higher, another officer, or a register's interval."""

    sentence_id: UUID
    review_id: UUID
    cause: RiskReviewCause
    register_type: RegisterType | None = Field(description="The register whose interval runs, where that is the cause.")


class RiskReviewed(EventData, name="probation.crc.risk-reviewed.v1"):
    """The responsible officer has reviewed the risk of serious harm, and said whether it changed."""

    sentence_id: UUID
    review_id: UUID
    cause: RiskReviewCause
    rosh_before: RoshLevel | None
    rosh_after: RoshLevel
    changes: tuple[RiskChange, ...] = Field(description="What changed; never empty where the level has changed.")
    register_type: RegisterType | None
    officer: OfficerCode


class RiskRegistered(EventData, name="probation.crc.risk-registered.v1"):
    """A risk register applies to the case from now: it is reviewed at its own interval."""

    sentence_id: UUID
    registration_id: UUID
    register_type: RegisterType
    registered_on: date


class RiskDeregistered(EventData, name="probation.crc.risk-deregistered.v1"):
    """A risk register no longer applies."""

    sentence_id: UUID
    registration_id: UUID
    register_type: RegisterType
    reason: DeregistrationReason


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


class EnforcementDecisionWithdrawn(EventData, name="probation.crc.enforcement-decision-withdrawn.v1"):
    """Nobody has to decide any more: an excuse or a correction has brought the count below the threshold."""

    sentence_id: UUID
    decision_id: UUID
    failures_in_12_months: int


class EnforcementDecided(EventData, name="probation.crc.enforcement-decided.v1"):
    """Breach, recall, or neither with a reason from the list and a senior probation officer's name (¶14)."""

    sentence_id: UUID
    decision_id: UUID
    provider: ProviderCode
    decision: EnforcementDecision
    reason: NotEnforcedReason | None
    manager: OfficerCode
    failures: tuple[UUID, ...]
    failures_in_12_months: int
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


class EscalationAnswerReceived(EventData, name="probation.crc.escalation-answer-received.v1"):
    """The NPS has not taken the case: its advice, or what it still wants to know, is for the officer to read."""

    sentence_id: UUID
    escalation_id: UUID
    decision: Literal[EscalationDecision.NOT_ACCEPTED, EscalationDecision.RETURNED]


class EscalationAnswerRead(EventData, name="probation.crc.escalation-answer-read.v1"):
    """The responsible officer has read what the NPS answered."""

    sentence_id: UUID
    escalation_id: UUID
    officer: OfficerCode


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


class MonthlyContactOverdue(Overdue, name="probation.crc.monthly-contact-overdue.v1"):
    """A calendar month has ended without a face-to-face contact or a follow-up of a missed one."""

    obligation: Literal[Obligation.MONTHLY_CONTACT]


class ContactFollowUpOverdue(Overdue, name="probation.crc.contact-follow-up-overdue.v1"):
    """A missed contact has not been followed up in time."""

    obligation: Literal[Obligation.CONTACT_FOLLOW_UP]


class EscalationAnswerOverdue(Overdue, name="probation.crc.escalation-answer-overdue.v1"):
    """What the NPS answered to an escalation has not been read in time (¶9)."""

    obligation: Literal[Obligation.ESCALATION_ANSWER_READ]
