"""The tables of CRC supervision. Their constraints say what cannot be, whatever the code does."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.crc.domain.stages import (
    AppointmentState,
    CaseState,
    DecisionState,
    EscalationState,
    GapState,
    ReviewState,
)
from shared.probation.vocabulary import (
    AllocationState,
    AppointmentOutcome,
    CheckAnswer,
    CheckKind,
    ContactKind,
    Disposal,
    EnforcementDecision,
    EscalationTrigger,
    GapCause,
    GapClosure,
    InstructionProof,
    Need,
    NotEnforcedReason,
    RevocationCause,
    RiskReviewCause,
    RoshLevel,
    Source,
    StaffGrade,
)
from shared.runtime.columns import document, documents, instant, one_of, word


class CrcTable(SQLModel, registry=registry()):
    """Keeps these tables in metadata of their own."""


def _of_a_case(table: str) -> ForeignKeyConstraint:
    """Every part belongs to a case; both are written in one statement."""
    return ForeignKeyConstraint(["sentence_id"], ["supervised_case.sentence_id"], name=f"{table}_is_of_a_case")


class CaseRow(CrcTable, table=True):
    """One sentence; without most of its columns until the case is open."""

    __tablename__ = "supervised_case"
    __table_args__ = (
        one_of("state", CaseState, "supervised_case_state_is_known"),
        one_of("disposal", Disposal, "supervised_case_disposal_is_known"),
        one_of("disposal_at_sentence", Disposal, "supervised_case_disposal_at_sentence_is_known"),
        one_of("allocation_result", AllocationState, "supervised_case_allocation_result_is_known"),
        one_of("officer_grade", StaffGrade, "supervised_case_officer_grade_is_known"),
        one_of("rosh_reviewed", RoshLevel, "supervised_case_rosh_reviewed_is_known"),
        one_of("ended_because", RevocationCause, "supervised_case_ended_because_is_known"),
        CheckConstraint(
            "(state = 'known') = (opened_at IS NULL) AND (state = 'known' OR num_nulls(disposal, sentenced_at, "
            "order_ends_on, risk, event_number, division, provider, provisional, allocated_at, accepted_at) = 0)",
            name="supervised_case_is_open_when_all_is_known",
        ),
        CheckConstraint(
            "num_nulls(disposal, disposal_at_sentence, sentenced_at, order_ends_on) IN (0, 4)",
            name="supervised_case_sentence_is_known_whole",
        ),
        CheckConstraint(
            "num_nulls(provider, provisional, allocated_at, accepted_at) IN (0, 4)",
            name="supervised_case_acceptance_is_known_whole",
        ),
        CheckConstraint("provider LIKE 'C%'", name="supervised_case_is_of_a_crc"),
        CheckConstraint(
            "num_nulls(transferred_to, transferred_at) = CASE WHEN state = 'transferred' THEN 0 ELSE 2 END",
            name="supervised_case_transferred_has_its_receiver",
        ),
        CheckConstraint(
            "num_nulls(ended_at, ended_on, ended_because) IN (0, 3) AND (state <> 'ended' OR ended_at IS NOT NULL) "
            "AND (state <> 'open' OR ended_at IS NULL)",
            name="supervised_case_ended_has_its_cause",
        ),
        CheckConstraint(
            "num_nulls(officer, officer_grade, officer_named_at) IN (0, 3) "
            "AND (officer IS NULL OR left(officer, 3) = provider)",
            name="supervised_case_officer_is_of_the_provider",
        ),
        CheckConstraint(
            "num_nulls(plan_id, plan_agreed_at, plan_agreed_by) IN (0, 3)", name="supervised_case_plan_has_its_author"
        ),
        CheckConstraint("state = 'open' OR jsonb_array_length(owed) = 0", name="supervised_case_owes_while_it_is_open"),
        Index("supervised_case_of_provider", "provider", "state", "opened_at", "sentence_id"),
        Index("supervised_case_of_officer", "officer", "state", "opened_at", "sentence_id"),
    )

    sentence_id: UUID = Field(primary_key=True)
    version: int
    crn: str = word()
    state: str = word()
    disposal: str | None = word(nullable=True)
    disposal_at_sentence: str | None = word(nullable=True)
    sentenced_at: datetime | None = instant(nullable=True)
    order_ends_on: date | None = None
    requirements: list[dict[str, Any]] = document()
    order_number: int
    risk: dict[str, Any] | None = document(nullable=True)
    assessments: list[dict[str, Any]] = documents()
    event_number: int | None = None
    division: str | None = word(nullable=True)
    allocation_number: int
    allocation_result: str | None = word(nullable=True)
    provider: str | None = word(nullable=True)
    provisional: bool | None = None
    allocated_at: datetime | None = instant(nullable=True)
    accepted_at: datetime | None = instant(nullable=True)
    moves: list[dict[str, Any]] = documents()
    earlier_providers: list[dict[str, Any]] = documents()
    transferred_to: str | None = word(nullable=True)
    transferred_at: datetime | None = instant(nullable=True)
    ended_at: datetime | None = instant(nullable=True)
    ended_on: date | None = None
    ended_because: str | None = word(nullable=True)
    opened_at: datetime | None = instant(nullable=True)
    officer: str | None = word(nullable=True)
    officer_grade: str | None = word(nullable=True)
    officer_named_at: datetime | None = instant(nullable=True)
    rosh_reviewed: str | None = word(nullable=True)
    plan_id: UUID | None = None
    plan_agreed_at: datetime | None = instant(nullable=True)
    plan_agreed_by: str | None = word(nullable=True)
    owed: list[dict[str, Any]] = document()
    breaches: list[dict[str, Any]] = document()


class GapRow(CrcTable, table=True):
    """One information gap, to be read by the responsible officer (¶11)."""

    __tablename__ = "case_gap"
    __table_args__ = (
        _of_a_case("case_gap"),
        one_of("cause", GapCause, "case_gap_cause_is_known"),
        one_of("check_kind", CheckKind, "case_gap_check_kind_is_known"),
        one_of("source", Source, "case_gap_source_is_known"),
        one_of("state", GapState, "case_gap_state_is_known"),
        one_of("closure", GapClosure, "case_gap_closure_is_known"),
        one_of("answer", CheckAnswer, "case_gap_answer_is_known"),
        one_of("indicates_rosh", RoshLevel, "case_gap_indicates_rosh_is_known"),
        CheckConstraint(
            "num_nulls(acknowledged_at, acknowledged_by) = CASE WHEN state = 'acknowledged' THEN 0 ELSE 2 END",
            name="case_gap_acknowledged_has_its_reader",
        ),
        CheckConstraint("(closure IS NULL) = (closed_at IS NULL)", name="case_gap_closure_has_its_time"),
        CheckConstraint(
            "closure IS NOT DISTINCT FROM 'lateAnswer' OR (answer IS NULL AND indicates_rosh IS NULL AND NOT told)",
            name="case_gap_answer_came_late",
        ),
        Index("case_gap_of_case", "sentence_id"),
    )

    gap_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    cause: str = word()
    check_kind: str | None = word(nullable=True)
    source: str | None = word(nullable=True)
    state: str = word()
    acknowledged_at: datetime | None = instant(nullable=True)
    acknowledged_by: str | None = word(nullable=True)
    earlier_readings: list[dict[str, Any]] = documents()
    closure: str | None = word(nullable=True)
    closed_at: datetime | None = instant(nullable=True)
    answer: str | None = word(nullable=True)
    indicates_rosh: str | None = word(nullable=True)
    told: bool


class AppointmentRow(CrcTable, table=True):
    """One appointment: the instruction, the outcome, and the letter where there was a failure."""

    __tablename__ = "case_appointment"
    __table_args__ = (
        _of_a_case("case_appointment"),
        one_of("kind", ContactKind, "case_appointment_kind_is_known"),
        one_of("instruction_proof", InstructionProof, "case_appointment_instruction_proof_is_known"),
        one_of("state", AppointmentState, "case_appointment_state_is_known"),
        one_of("outcome", AppointmentOutcome, "case_appointment_outcome_is_known"),
        CheckConstraint(
            "num_nulls(outcome, recorded_at, recorded_by) = CASE WHEN state = 'arranged' THEN 3 ELSE 0 END",
            name="case_appointment_recorded_has_its_outcome",
        ),
        CheckConstraint(
            "num_nulls(letter_id, letter_sent_on) = CASE WHEN state = 'warned' THEN 0 ELSE 2 END",
            name="case_appointment_warned_has_its_letter",
        ),
        CheckConstraint(
            "NOT (enforceable AND instruction_proof = 'none')", name="case_appointment_enforceable_is_proved"
        ),
        CheckConstraint(
            "state <> 'warned' OR (enforceable AND outcome IN ('UAAB', 'AFTC', 'ATSH'))",
            name="case_appointment_warned_is_a_failure",
        ),
        CheckConstraint("NOT rar OR kind = 'rehabilitationActivity'", name="case_appointment_rar_is_of_its_kind"),
        Index("case_appointment_of_case", "sentence_id"),
    )

    appointment_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    kind: str = word()
    at: datetime = instant()
    office: str = word()
    instructed_by: str = word()
    instruction_proof: str = word()
    enforceable: bool
    rar: bool
    arranged_at: datetime = instant()
    state: str = word()
    outcome: str | None = word(nullable=True)
    recorded_at: datetime | None = instant(nullable=True)
    recorded_by: str | None = word(nullable=True)
    letter_id: UUID | None = None
    letter_sent_on: date | None = None


class ObjectiveRow(CrcTable, table=True):
    """One objective of the plan: every RAR day planned has its purpose (¶12)."""

    __tablename__ = "case_objective"
    __table_args__ = (
        _of_a_case("case_objective"),
        one_of("need", Need, "case_objective_need_is_known"),
        CheckConstraint("rar_days >= 0", name="case_objective_rar_days_are_counted"),
        CheckConstraint("intervention <> ''", name="case_objective_has_its_intervention"),
        Index("case_objective_of_case", "sentence_id"),
    )

    objective_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    need: str = word()
    intervention: str = word()
    rar_days: int


class RiskReviewRow(CrcTable, table=True):
    """One risk review, due or made."""

    __tablename__ = "case_risk_review"
    __table_args__ = (
        _of_a_case("case_risk_review"),
        one_of("cause", RiskReviewCause, "case_risk_review_cause_is_known"),
        one_of("state", ReviewState, "case_risk_review_state_is_known"),
        one_of("rosh_before", RoshLevel, "case_risk_review_rosh_before_is_known"),
        one_of("rosh_after", RoshLevel, "case_risk_review_rosh_after_is_known"),
        CheckConstraint(
            "num_nulls(rosh_after, completed_at, completed_by) = CASE WHEN state = 'completed' THEN 0 ELSE 3 END",
            name="case_risk_review_completed_has_its_result",
        ),
        CheckConstraint("state = 'completed' OR due_at IS NOT NULL", name="case_risk_review_due_has_its_time"),
        CheckConstraint("(cause = 'lateAnswer') = (gap_id IS NOT NULL)", name="case_risk_review_names_its_gap"),
        Index("case_risk_review_of_case", "sentence_id"),
    )

    review_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    cause: str = word()
    gap_id: UUID | None = None
    state: str = word()
    raised_at: datetime = instant()
    due_at: datetime | None = instant(nullable=True)
    rosh_before: str | None = word(nullable=True)
    rosh_after: str | None = word(nullable=True)
    completed_at: datetime | None = instant(nullable=True)
    completed_by: str | None = word(nullable=True)


class EnforcementDecisionRow(CrcTable, table=True):
    """One enforcement decision: a manager stands behind each, and a reason behind each that does not enforce (¶14)."""

    __tablename__ = "case_enforcement_decision"
    __table_args__ = (
        _of_a_case("case_enforcement_decision"),
        one_of("state", DecisionState, "case_enforcement_decision_state_is_known"),
        one_of("decision", EnforcementDecision, "case_enforcement_decision_decision_is_known"),
        one_of("reason", NotEnforcedReason, "case_enforcement_decision_reason_is_known"),
        CheckConstraint(
            "num_nulls(decision, manager, decided_at, decided_by) = CASE WHEN state = 'decided' THEN 0 ELSE 4 END",
            name="case_enforcement_decision_decided_has_its_manager",
        ),
        CheckConstraint(
            "(reason IS NOT NULL) = (decision IS NOT DISTINCT FROM 'notEnforced')",
            name="case_enforcement_decision_not_enforced_has_its_reason",
        ),
        CheckConstraint("jsonb_array_length(failures) > 0", name="case_enforcement_decision_names_its_failures"),
        Index("case_enforcement_decision_of_case", "sentence_id"),
        Index(
            "case_enforcement_decision_is_owed_once",
            "sentence_id",
            unique=True,
            postgresql_where=text("state = 'due'"),
        ),
    )

    decision_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    state: str = word()
    failures: list[UUID] = document()
    failures_in_12_months: int
    aware_at: datetime = instant()
    due_at: datetime = instant()
    decision: str | None = word(nullable=True)
    reason: str | None = word(nullable=True)
    manager: str | None = word(nullable=True)
    decided_at: datetime | None = instant(nullable=True)
    decided_by: str | None = word(nullable=True)


class EscalationRow(CrcTable, table=True):
    """One risk escalation: at most one of a case is with the NPS."""

    __tablename__ = "case_escalation"
    __table_args__ = (
        _of_a_case("case_escalation"),
        one_of("state", EscalationState, "case_escalation_state_is_known"),
        one_of("trigger", EscalationTrigger, "case_escalation_trigger_is_known"),
        one_of("rosh_before", RoshLevel, "case_escalation_rosh_before_is_known"),
        one_of("rosh_after", RoshLevel, "case_escalation_rosh_after_is_known"),
        CheckConstraint("NOT imminent OR phone_call IS NOT NULL", name="case_escalation_imminent_has_its_call"),
        CheckConstraint(
            "rosh_after IN ('high', 'veryHigh') OR trigger = 'mappaChange'", name="case_escalation_is_for_the_nps"
        ),
        CheckConstraint(
            "(decided_at IS NULL) = (state IN ('undecided', 'overtaken'))", name="case_escalation_decided_has_its_time"
        ),
        Index("case_escalation_of_case", "sentence_id"),
        Index(
            "case_escalation_is_undecided_once",
            "sentence_id",
            unique=True,
            postgresql_where=text("state = 'undecided'"),
        ),
    )

    escalation_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    state: str = word()
    trigger: str = word()
    rosh_before: str | None = word(nullable=True)
    rosh_after: str = word()
    who_is_at_risk: list[str] = document()
    imminent: bool
    phone_call: dict[str, Any] | None = document(nullable=True)
    agreed_by_manager: str = word()
    escalated_at: datetime = instant()
    escalated_by: str = word()
    decided_at: datetime | None = instant(nullable=True)
    information_wanted: list[str] = document()
