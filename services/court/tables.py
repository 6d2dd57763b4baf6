"""The tables of the court service. Their constraints say what cannot be, whatever the code does."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.court.domain.stages import GapState, ReportState
from shared.probation.vocabulary import (
    CheckAnswer,
    CheckKind,
    Disposal,
    GapCause,
    GapClosure,
    ReportType,
    RoshLevel,
)
from shared.runtime.columns import document, instant, one_of, word


class CourtTable(SQLModel, registry=registry()):
    """Keeps these tables in metadata of their own."""


class ReportRow(CourtTable, table=True):
    """A pre-sentence report."""

    __tablename__ = "report"
    __table_args__ = (
        one_of("state", ReportState, "report_state_is_known"),
        one_of("requested_type", ReportType, "report_requested_type_is_known"),
        one_of("delivered_type", ReportType, "report_delivered_type_is_known"),
        CheckConstraint(
            "num_nulls(delivered_type, author, completed_at) IN (0, 3)", name="report_is_delivered_whole_or_not"
        ),
        CheckConstraint(
            "(state <> 'completed' OR completed_at IS NOT NULL) AND (state <> 'requested' OR completed_at IS NULL)",
            name="report_completed_has_its_time",
        ),
        CheckConstraint(
            "delivered_type IS NULL OR delivered_type = requested_type OR differs_because IS NOT NULL",
            name="report_of_another_type_says_why",
        ),
        CheckConstraint(
            "num_nulls(sentence_id, lacked_at_sentence) = CASE WHEN state = 'sentenced' THEN 0 ELSE 2 END",
            name="report_sentenced_names_its_sentence",
        ),
        Index("report_of_division", "division", "state", "due_at", "report_id"),
        Index("report_of_team", "team", "state", "due_at", "report_id"),
        Index("report_of_court", "court_code", "state", "due_at", "report_id"),
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
        CheckConstraint(
            "num_nulls(requested_at, due_at) = CASE WHEN state = 'notRequired' THEN 2 ELSE 0 END",
            name="report_check_asked_has_its_time",
        ),
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
    )

    check_id: UUID = Field(primary_key=True)
    report_id: UUID
    kind: str = word()
    state: str = word()
    not_required_because: str | None = word(nullable=True)
    requested_at: datetime | None = instant(nullable=True)
    due_at: datetime | None = instant(nullable=True)
    answered_at: datetime | None = instant(nullable=True)
    answered_by: str | None = word(nullable=True)
    answer: str | None = word(nullable=True)
    indicates_rosh: str | None = word(nullable=True)
    indicates_domestic_abuse: bool | None = None
    indicates_child_safeguarding: bool | None = None
    late: bool


class SentenceRow(CourtTable, table=True):
    """A sentence. A person has one of each event number, and a report leads to one sentence."""

    __tablename__ = "sentence"
    __table_args__ = (
        ForeignKeyConstraint(["report_id"], ["report.report_id"], name="sentence_is_on_a_report"),
        UniqueConstraint("crn", "event_number", name="sentence_is_one_of_its_event_number"),
        UniqueConstraint("report_id", name="sentence_is_one_of_its_report"),
        one_of("disposal", Disposal, "sentence_disposal_is_known"),
        CheckConstraint("event_number >= 1", name="sentence_event_number_counts_from_one"),
        Index("sentence_of_division", "division", "sentence_id"),
    )

    sentence_id: UUID = Field(primary_key=True)
    version: int
    crn: str = word()
    event_number: int
    report_id: UUID | None = None
    court_code: str = word()
    division: str = word()
    area_crc: str = word()
    sentenced_at: datetime = instant()
    recorded_by: str | None = word(nullable=True)
    disposal: str = word()
    order_ends_on: date
    requirements: list[dict[str, Any]] = document()
    risk: dict[str, Any] = document()


class GapRow(CourtTable, table=True):
    """An information gap: closed by an answer, or by a decision with its reason, and by nothing else (¶11)."""

    __tablename__ = "information_gap"
    __table_args__ = (
        ForeignKeyConstraint(["sentence_id"], ["sentence.sentence_id"], name="information_gap_is_of_a_sentence"),
        UniqueConstraint("check_id", name="information_gap_is_one_of_its_check"),
        one_of("cause", GapCause, "information_gap_cause_is_known"),
        one_of("check_kind", CheckKind, "information_gap_check_kind_is_known"),
        one_of("state", GapState, "information_gap_state_is_known"),
        one_of("closure", GapClosure, "information_gap_closure_is_known"),
        one_of("answer", CheckAnswer, "information_gap_answer_is_known"),
        one_of("indicates_rosh", RoshLevel, "information_gap_indicates_rosh_is_known"),
        CheckConstraint(
            "(check_kind IS NOT NULL) = (cause IN ('checkUnanswered', 'checkNeverRequested')) "
            "AND (check_id IS NULL OR check_kind IS NOT NULL)",
            name="information_gap_of_a_check_names_it",
        ),
        CheckConstraint(
            "num_nulls(closed_at, closed_by, closure) = CASE WHEN state = 'closed' THEN 0 ELSE 3 END",
            name="information_gap_closed_says_by_whom_and_how",
        ),
        CheckConstraint(
            "(answer IS NOT NULL) = (closure IS NOT DISTINCT FROM 'lateAnswer')",
            name="information_gap_late_answer_has_it",
        ),
        CheckConstraint(
            "closure IS DISTINCT FROM 'supervisedWithoutIt' OR reason IS NOT NULL",
            name="information_gap_decision_has_its_reason",
        ),
        Index("information_gap_of_sentence", "sentence_id"),
        Index("information_gap_of_division", "division", "state", "due_at", "gap_id"),
    )

    gap_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    division: str = word()
    cause: str = word()
    check_kind: str | None = word(nullable=True)
    check_id: UUID | None = None
    bears_on: list[str] = document()
    state: str = word()
    due_at: datetime = instant()
    closed_at: datetime | None = instant(nullable=True)
    closed_by: str | None = word(nullable=True)
    closure: str | None = word(nullable=True)
    reason: str | None = word(nullable=True)
    answer: str | None = word(nullable=True)
    indicates_rosh: str | None = word(nullable=True)
