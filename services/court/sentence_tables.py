"""The tables of sentences and of what became of them. What a table forbids no code can do."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from services.court.domain.stages import SentenceState
from services.court.report_tables import CourtTable
from shared.probation.vocabulary import AmendmentCause, AppealOutcome, Disposal, RevocationCause
from shared.runtime.columns import document, instant, one_of, word


class SentenceRow(CourtTable, table=True):
    """A sentence. A person has one of each event number, and a report leads to one sentence."""

    __tablename__ = "sentence"
    __table_args__ = (
        ForeignKeyConstraint(["report_id"], ["report.report_id"], name="sentence_is_on_a_report"),
        UniqueConstraint("crn", "event_number", name="sentence_is_one_of_its_event_number"),
        UniqueConstraint("report_id", name="sentence_is_one_of_its_report"),
        one_of("disposal", Disposal, "sentence_disposal_is_known"),
        one_of("state", SentenceState, "sentence_state_is_known"),
        one_of("ended_because", RevocationCause, "sentence_ended_because_is_known"),
        CheckConstraint("event_number >= 1", name="sentence_event_number_counts_from_one"),
        CheckConstraint(
            "num_nulls(ended_on, ended_because, ended_at, ended_by, end_reason) "
            "= CASE WHEN state = 'ended' THEN 0 ELSE 5 END",
            name="sentence_ended_says_when_why_and_by_whom",
        ),
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
    state: str = word()
    disposal: str = word()
    order_ends_on: date
    requirements: list[dict[str, Any]] = document()
    sexual_offence: bool = Field(sa_column_kwargs={"server_default": text("false")})
    proposal_differences: list[str] | None = document(nullable=True)
    risk: dict[str, Any] = document()
    sara: dict[str, Any] | None = document(nullable=True)
    sara_completed: bool | None = None
    ended_on: date | None = None
    ended_because: str | None = word(nullable=True)
    ended_at: datetime | None = instant(nullable=True)
    ended_by: str | None = word(nullable=True)
    end_reason: str | None = word(nullable=True)


class AppealRow(CourtTable, table=True):
    """An appeal against a sentence; at most one of them is undecided."""

    __tablename__ = "sentence_appeal"
    __table_args__ = (
        ForeignKeyConstraint(["sentence_id"], ["sentence.sentence_id"], name="sentence_appeal_is_of_a_sentence"),
        one_of("outcome", AppealOutcome, "sentence_appeal_outcome_is_known"),
        CheckConstraint(
            "num_nulls(outcome, decided_at, decided_by) IN (0, 3)", name="sentence_appeal_is_decided_whole_or_not"
        ),
        Index("sentence_appeal_of_sentence", "sentence_id"),
        Index("sentence_appeal_is_one_at_a_time", "sentence_id", unique=True, postgresql_where=text("outcome IS NULL")),
    )

    appeal_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    lodged_at: datetime = instant()
    lodged_by: str = word()
    outcome: str | None = word(nullable=True)
    decided_at: datetime | None = instant(nullable=True)
    decided_by: str | None = word(nullable=True)


class OrderChangeRow(CourtTable, table=True):
    """A change of an order, with the order as it stood before it."""

    __tablename__ = "order_change"
    __table_args__ = (
        ForeignKeyConstraint(["sentence_id"], ["sentence.sentence_id"], name="order_change_is_of_a_sentence"),
        ForeignKeyConstraint(["appeal_id"], ["sentence_appeal.appeal_id"], name="order_change_is_of_an_appeal"),
        UniqueConstraint("sentence_id", "number", name="order_change_is_one_of_its_number"),
        one_of("cause", AmendmentCause, "order_change_cause_is_known"),
        CheckConstraint("number >= 1", name="order_change_number_counts_from_one"),
        CheckConstraint("(appeal_id IS NOT NULL) = (cause = 'appeal')", name="order_change_on_appeal_names_the_appeal"),
    )

    change_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    number: int
    cause: str = word()
    appeal_id: UUID | None = None
    changed_at: datetime = instant()
    changed_by: str = word()
    before: dict[str, Any] = document()


class LateAssessmentRow(CourtTable, table=True):
    """What was assessed after sentence, as it was given."""

    __tablename__ = "late_assessment"
    __table_args__ = (
        ForeignKeyConstraint(["sentence_id"], ["sentence.sentence_id"], name="late_assessment_is_of_a_sentence"),
        Index("late_assessment_of_sentence", "sentence_id"),
    )

    assessment_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    assessed_at: datetime = instant()
    assessed_by: str = word()
    given: dict[str, Any] = document()
