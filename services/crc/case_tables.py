"""The table of cases. Its constraints say what cannot be, whatever the code does."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.crc.domain.stages import (
    CaseState,
)
from shared.probation.vocabulary import (
    AllocationState,
    CustodyState,
    Disposal,
    RevocationCause,
    RoshLevel,
    StaffGrade,
)
from shared.runtime.columns import document, documents, instant, one_of, word


class CrcTable(SQLModel, registry=registry()):
    """Keeps these tables in metadata of their own."""


def of_a_case(table: str) -> ForeignKeyConstraint:
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
        one_of("custody", CustodyState, "supervised_case_custody_is_known"),
        CheckConstraint("state <> 'known' OR custody IS NULL", name="supervised_case_custody_is_of_an_opened_one"),
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
    sexual_offence: bool = Field(sa_column_kwargs={"server_default": text("false")})
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
    earlier_officers: list[dict[str, Any]] = documents()
    rosh_reviewed: str | None = word(nullable=True)
    custody: str | None = word(nullable=True)
    custody_turns: list[dict[str, Any]] = documents()
    owed: list[dict[str, Any]] = document()
    breaches: list[dict[str, Any]] = document()
