"""The tables of what a case lacked at sentence, of risk reviews and of escalations."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.crc.case_tables import CrcTable, of_a_case
from services.crc.domain.stages import (
    AnswerState,
    EscalationState,
    GapState,
    RegistrationState,
    ReviewState,
)
from shared.probation.vocabulary import (
    CheckAnswer,
    CheckKind,
    DeregistrationReason,
    EscalationTrigger,
    GapCause,
    GapClosure,
    RegisterType,
    RiskReviewCause,
    RoshLevel,
    Source,
)
from shared.runtime.columns import document, documents, instant, one_of, word


class GapRow(CrcTable, table=True):
    """One information gap, to be read by the responsible officer (¶11)."""

    __tablename__ = "case_gap"
    __table_args__ = (
        of_a_case("case_gap"),
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


class RegistrationRow(CrcTable, table=True):
    """One risk register that applies to a case, or did; one of a type applies at a time."""

    __tablename__ = "case_registration"
    __table_args__ = (
        of_a_case("case_registration"),
        one_of("register_type", RegisterType, "case_registration_register_type_is_known"),
        one_of("state", RegistrationState, "case_registration_state_is_known"),
        one_of("reason", DeregistrationReason, "case_registration_reason_is_known"),
        CheckConstraint(
            "num_nulls(reason, ended_at, ended_by) = CASE WHEN state = 'ended' THEN 0 ELSE 3 END",
            name="case_registration_ended_has_its_reason",
        ),
        CheckConstraint(
            "(registered_by IS NULL) = (register_type = 'rosh')", name="case_registration_of_an_officer_names_them"
        ),
        Index("case_registration_of_case", "sentence_id"),
        Index(
            "case_registration_applies_once",
            "sentence_id",
            "register_type",
            unique=True,
            postgresql_where=text("state = 'registered'"),
        ),
    )

    registration_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    register_type: str = word()
    state: str = word()
    registered_on: date
    registered_at: datetime = instant()
    registered_by: str | None = word(nullable=True)
    reason: str | None = word(nullable=True)
    ended_at: datetime | None = instant(nullable=True)
    ended_by: str | None = word(nullable=True)


class RiskReviewRow(CrcTable, table=True):
    """One risk review, due or made. It repeats who has the case, for the work lists."""

    __tablename__ = "case_risk_review"
    __table_args__ = (
        of_a_case("case_risk_review"),
        one_of("cause", RiskReviewCause, "case_risk_review_cause_is_known"),
        one_of("state", ReviewState, "case_risk_review_state_is_known"),
        one_of("rosh_before", RoshLevel, "case_risk_review_rosh_before_is_known"),
        one_of("rosh_after", RoshLevel, "case_risk_review_rosh_after_is_known"),
        one_of("register_type", RegisterType, "case_risk_review_register_type_is_known"),
        CheckConstraint(
            "num_nulls(rosh_after, completed_at, completed_by) = CASE WHEN state = 'completed' THEN 0 ELSE 3 END",
            name="case_risk_review_completed_has_its_result",
        ),
        CheckConstraint("state = 'completed' OR due_at IS NOT NULL", name="case_risk_review_due_has_its_time"),
        CheckConstraint("(cause = 'lateAnswer') = (gap_id IS NOT NULL)", name="case_risk_review_names_its_gap"),
        CheckConstraint(
            "num_nulls(registration_id, register_type) IN (0, 2) "
            "AND (registration_id IS NULL OR cause = 'registerInterval')",
            name="case_risk_review_names_its_register",
        ),
        Index("case_risk_review_of_case", "sentence_id"),
        Index(
            "case_risk_review_of_a_register_is_due_once",
            "registration_id",
            unique=True,
            postgresql_where=text("state = 'due'"),
        ),
        Index("case_risk_review_of_provider", "provider", "state", "due_at", "review_id"),
        Index("case_risk_review_of_officer", "officer", "state", "due_at", "review_id"),
    )

    review_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    cause: str = word()
    gap_id: UUID | None = None
    registration_id: UUID | None = None
    register_type: str | None = word(nullable=True)
    state: str = word()
    raised_at: datetime = instant()
    due_at: datetime | None = instant(nullable=True)
    rosh_before: str | None = word(nullable=True)
    rosh_after: str | None = word(nullable=True)
    changes: list[str] = documents()
    completed_at: datetime | None = instant(nullable=True)
    completed_by: str | None = word(nullable=True)
    provider: str = word()
    officer: str | None = word(nullable=True)


class EscalationRow(CrcTable, table=True):
    """One risk escalation: at most one of a case is with the NPS."""

    __tablename__ = "case_escalation"
    __table_args__ = (
        of_a_case("case_escalation"),
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
        one_of("answer", AnswerState, "case_escalation_answer_is_known"),
        CheckConstraint(
            "answer IS NULL OR state IN ('notAccepted', 'returned')", name="case_escalation_answer_leaves_the_risk_here"
        ),
        CheckConstraint(
            "num_nulls(answer_read_at, answer_read_by) = CASE WHEN answer = 'read' THEN 0 ELSE 2 END",
            name="case_escalation_answer_read_has_its_reader",
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
    answer: str | None = word(nullable=True)
    answer_read_at: datetime | None = instant(nullable=True)
    answer_read_by: str | None = word(nullable=True)
