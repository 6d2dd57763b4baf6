"""The tables of information gaps and of their history. What a table forbids no code can do (¶11)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from services.court.domain.history import GapStep
from services.court.domain.stages import GapState
from services.court.report_tables import CourtTable
from shared.probation.vocabulary import CheckAnswer, CheckKind, GapCause, GapClosure, RoshLevel, Source
from shared.runtime.columns import document, instant, one_of, word


class GapRow(CourtTable, table=True):
    """An information gap: closed by an answer, by a decision with its reason, or with the order (¶11)."""

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
        one_of("source", Source, "information_gap_source_is_known"),
        CheckConstraint(
            "(source IS NOT NULL) = (cause = 'sourceNotConsulted')", name="information_gap_of_a_source_names_it"
        ),
        CheckConstraint(
            "num_nonnulls(answer, assessment_id) "
            "= CASE WHEN closure IS NOT DISTINCT FROM 'lateAnswer' THEN 1 ELSE 0 END",
            name="information_gap_late_answer_has_it",
        ),
        CheckConstraint(
            "assessment_id IS NULL OR check_kind IS NULL", name="information_gap_of_a_check_is_answered_by_it"
        ),
        CheckConstraint(
            "closure IS NOT DISTINCT FROM 'lateAnswer' OR closure IS NULL OR reason IS NOT NULL",
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
    source: str | None = word(nullable=True)
    bears_on: list[str] = document()
    state: str = word()
    due_at: datetime = instant()
    closed_at: datetime | None = instant(nullable=True)
    closed_by: str | None = word(nullable=True)
    closure: str | None = word(nullable=True)
    reason: str | None = word(nullable=True)
    answer: str | None = word(nullable=True)
    indicates_rosh: str | None = word(nullable=True)
    indicates_domestic_abuse: bool | None = None
    indicates_child_safeguarding: bool | None = None
    assessment_id: UUID | None = None


class GapHistoryRow(CourtTable, table=True):
    """What came to pass with a gap: who knew what when (¶11). Rows are added and never changed."""

    __tablename__ = "gap_history"
    __table_args__ = (
        ForeignKeyConstraint(["sentence_id"], ["sentence.sentence_id"], name="gap_history_is_of_a_sentence"),
        ForeignKeyConstraint(["gap_id"], ["information_gap.gap_id"], name="gap_history_is_of_a_gap"),
        one_of("what", GapStep, "gap_history_what_is_known"),
        Index("gap_history_of_sentence", "sentence_id"),
    )

    entry_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    gap_id: UUID
    at: datetime = instant()
    what: str = word()
    organisation: str = word()
    officer: str | None = word(nullable=True)
