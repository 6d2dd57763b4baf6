"""The tables of reports, of their deliveries and of the checks on them. What a table forbids no code can do."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.court.domain.stages import ReportState
from shared.probation.vocabulary import (
    Agency,
    CheckAnswer,
    CheckKind,
    ReportType,
    ReportWithdrawalReason,
    RoshLevel,
    StaffGrade,
)
from shared.runtime.columns import document, documents, instant, one_of, word


class CourtTable(SQLModel, registry=registry()):
    """Keeps these tables in metadata of their own."""


class ReportRow(CourtTable, table=True):
    """A pre-sentence report."""

    __tablename__ = "report"
    __table_args__ = (
        one_of("state", ReportState, "report_state_is_known"),
        one_of("requested_type", ReportType, "report_requested_type_is_known"),
        one_of("delivered_type", ReportType, "report_delivered_type_is_known"),
        one_of("author_grade", StaffGrade, "report_author_grade_is_known"),
        one_of("withdrawal_reason", ReportWithdrawalReason, "report_withdrawal_reason_is_known"),
        # A report delivered before authors were registered has one of whom no more is recorded.
        CheckConstraint(
            "num_nulls(author_grade, author_training, countersignature_needed) IN (0, 3) "
            "AND (author IS NOT NULL OR author_grade IS NULL)",
            name="report_author_is_named_with_grade_and_training",
        ),
        CheckConstraint(
            "num_nulls(delivered_type, completed_at) IN (0, 2) AND (completed_at IS NULL OR author IS NOT NULL)",
            name="report_is_delivered_whole_or_not",
        ),
        CheckConstraint(
            "(state NOT IN ('completed', 'addendumWanted') OR completed_at IS NOT NULL) "
            "AND (state <> 'requested' OR completed_at IS NULL)",
            name="report_completed_has_its_time",
        ),
        CheckConstraint(
            "state <> 'awaitingCountersignature' OR written IS NOT NULL",
            name="report_awaiting_countersignature_is_written",
        ),
        CheckConstraint(
            "state IN ('sentenced', 'withdrawn') OR (addendum_id IS NOT NULL) = "
            "(state = 'addendumWanted' OR (state = 'awaitingCountersignature' AND completed_at IS NOT NULL))",
            name="report_addendum_is_owed_while_it_is_wanted",
        ),
        CheckConstraint(
            "num_nulls(withdrawn_at, withdrawal_reason) = CASE WHEN state = 'withdrawn' THEN 0 ELSE 2 END",
            name="report_withdrawn_says_when_and_why",
        ),
        CheckConstraint(
            "delivered_type IS NULL OR delivered_type = requested_type OR differs_because IS NOT NULL",
            name="report_of_another_type_says_why",
        ),
        CheckConstraint("sara IS NULL OR sara_completed", name="report_sara_is_completed"),
        CheckConstraint(
            "num_nulls(sentence_id, lacked_at_sentence) = CASE WHEN state = 'sentenced' THEN 0 ELSE 2 END",
            name="report_sentenced_names_its_sentence",
        ),
        Index("report_of_division", "division", "state", "due_at", "report_id"),
        Index("report_of_team_in_division", "team", "division", "state", "due_at", "report_id"),
        Index("report_of_court_in_division", "court_code", "division", "state", "due_at", "report_id"),
        Index("report_of_team_at_court_in_division", "team", "court_code", "division", "state", "due_at", "report_id"),
        Index("report_of_author_in_division", "author", "division", "state", "due_at", "report_id"),
        Index("report_of_person", "crn"),
    )

    report_id: UUID = Field(primary_key=True)
    version: int
    crn: str = word()
    court_code: str = word()
    division: str = word()
    team: str = word()
    requested_type: str = word()
    court_date: date
    due_at: datetime = instant()
    state: str = word()
    requested_at: datetime = instant()
    requested_by: str | None = word(nullable=True)
    delivered_type: str | None = word(nullable=True)
    differs_because: str | None = word(nullable=True)
    author: str | None = word(nullable=True)
    completed_at: datetime | None = instant(nullable=True)
    risk: dict[str, Any] = document()
    sara_completed: bool | None = None
    sources_consulted: list[str] = document()
    proposal: dict[str, Any] | None = document(nullable=True)
    sentence_id: UUID | None = None
    lacked_at_sentence: list[dict[str, Any]] | None = document(nullable=True)
    author_grade: str | None = word(nullable=True)
    author_training: list[str] | None = document(nullable=True)
    countersignature_needed: bool | None = None
    written: dict[str, Any] | None = document(nullable=True)
    returns: list[dict[str, Any]] = documents()
    sara: dict[str, Any] | None = document(nullable=True)
    offences: list[dict[str, Any]] = documents()
    factors: list[str] = documents()
    analysis: str | None = word(nullable=True)
    addendum_id: UUID | None = None
    adjournments: list[dict[str, Any]] = documents()
    withdrawn_at: datetime | None = instant(nullable=True)
    withdrawal_reason: str | None = word(nullable=True)


class DeliveryRow(CourtTable, table=True):
    """A delivery of a report, or of an addendum to it; added, and never changed (¶10)."""

    __tablename__ = "report_delivery"
    __table_args__ = (
        ForeignKeyConstraint(["report_id"], ["report.report_id"], name="report_delivery_is_of_a_report"),
        UniqueConstraint("report_id", "number", name="report_delivery_is_one_of_its_number"),
        one_of("type", ReportType, "report_delivery_type_is_known"),
        one_of("author_grade", StaffGrade, "report_delivery_author_grade_is_known"),
        CheckConstraint("number >= 1", name="report_delivery_number_counts_from_one"),
        CheckConstraint(
            "countersigned_by IS DISTINCT FROM author", name="report_delivery_is_countersigned_by_another_officer"
        ),
        CheckConstraint(
            "needed >= 1 AND had BETWEEN 0 AND needed AND jsonb_array_length(lacked) = needed - had",
            name="report_delivery_figure_is_that_of_its_list",
        ),
        Index(
            "report_delivery_of_division",
            "division",
            "delivered_at",
            postgresql_include=["type", "needed", "had", "lacked"],
        ),
        Index("report_delivery_of_court", "court_code", "delivered_at"),
        Index("report_delivery_of_team", "team", "delivered_at"),
    )

    delivery_id: UUID = Field(primary_key=True)
    report_id: UUID
    number: int
    division: str = word()
    court_code: str = word()
    team: str = word()
    type: str = word()
    author: str = word()
    author_grade: str = word()
    countersigned_by: str | None = word(nullable=True)
    delivered_at: datetime = instant()
    needed: int
    had: int
    lacked: list[dict[str, Any]] = document()
    assessment: dict[str, Any] = document()
    proposal: dict[str, Any] | None = document(nullable=True)


class CheckRow(CourtTable, table=True):
    """A pre-sentence check; at most one of a kind on a report (¶11)."""

    __tablename__ = "report_check"
    __table_args__ = (
        ForeignKeyConstraint(["report_id"], ["report.report_id"], name="report_check_is_of_a_report"),
        UniqueConstraint("report_id", "kind", name="report_check_is_one_of_its_kind"),
        one_of("kind", CheckKind, "report_check_kind_is_known"),
        one_of("answer", CheckAnswer, "report_check_answer_is_known"),
        one_of("indicates_rosh", RoshLevel, "report_check_indicates_rosh_is_known"),
        CheckConstraint("state IN ('notRequired', 'requested', 'received')", name="report_check_state_is_known"),
        CheckConstraint(
            "state <> 'notRequired' OR not_required_because IS NOT NULL", name="report_check_not_required_says_why"
        ),
        one_of("asked_of", Agency, "report_check_asked_of_is_known"),
        CheckConstraint(
            "num_nulls(requested_at, due_at, asked_of) = CASE WHEN state = 'notRequired' THEN 3 ELSE 0 END",
            name="report_check_asked_has_its_time",
        ),
        CheckConstraint("NOT awaited OR state = 'requested'", name="report_check_awaited_is_unanswered"),
        CheckConstraint("chases = '[]' OR requested_at IS NOT NULL", name="report_check_chased_was_asked_for"),
        CheckConstraint("reference IS NULL OR state = 'received'", name="report_check_reference_is_of_an_answer"),
        CheckConstraint(
            "num_nulls(answered_at, answered_by, answer) = CASE WHEN state = 'received' THEN 0 ELSE 3 END",
            name="report_check_received_has_its_answer",
        ),
        CheckConstraint(
            "answer IS NOT DISTINCT FROM 'information' OR (indicates_rosh IS NULL "
            "AND indicates_domestic_abuse IS NOT TRUE AND indicates_child_safeguarding IS NOT TRUE)",
            name="report_check_only_information_indicates",
        ),
        CheckConstraint("NOT late OR state = 'received'", name="report_check_late_is_an_answer"),
        Index("report_check_of_division", "division", "kind", "state", "awaited", "due_at", "check_id"),
        Index("report_check_of_agency", "asked_of", "due_at", "check_id", postgresql_where=text("awaited")),
    )

    check_id: UUID = Field(primary_key=True)
    report_id: UUID
    division: str = word()
    kind: str = word()
    state: str = word()
    awaited: bool
    not_required_because: str | None = word(nullable=True)
    asked_of: str | None = word(nullable=True)
    requested_at: datetime | None = instant(nullable=True)
    requested_by: str | None = word(nullable=True)
    due_at: datetime | None = instant(nullable=True)
    chases: list[dict[str, Any]] = documents()
    answered_at: datetime | None = instant(nullable=True)
    answered_by: str | None = word(nullable=True)
    answer: str | None = word(nullable=True)
    indicates_rosh: str | None = word(nullable=True)
    indicates_domestic_abuse: bool | None = None
    indicates_child_safeguarding: bool | None = None
    reference: str | None = word(nullable=True)
    late: bool
