"""The tables of allocation. Their constraints say what cannot be, whatever the code does."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.allocation.domain.stages import AllocationStage
from shared.probation.vocabulary import (
    AllocationReply,
    AllocationState,
    Disposal,
    MisallocationCause,
    RejectionReason,
    RevocationCause,
    RoshLevel,
)
from shared.runtime.columns import document, documents, instant, one_of, word


class AllocationTable(SQLModel, registry=registry()):
    """Keeps these tables in metadata of their own."""


class AllocationRow(AllocationTable, table=True):
    """The allocation of one sentence; a shell without most of its columns until the sentence has been heard."""

    __tablename__ = "allocation"
    __table_args__ = (
        one_of("state", AllocationStage, "allocation_state_is_known"),
        one_of("result", AllocationState, "allocation_result_is_known"),
        one_of("disposal", Disposal, "allocation_disposal_is_known"),
        one_of("indicated_rosh", RoshLevel, "allocation_indicated_rosh_is_known"),
        one_of("misallocation_cause", MisallocationCause, "allocation_misallocation_cause_is_known"),
        one_of("reply", AllocationReply, "allocation_reply_is_known"),
        one_of("rejection_reason", RejectionReason, "allocation_rejection_reason_is_known"),
        one_of("ended_because", RevocationCause, "allocation_ended_because_is_known"),
        CheckConstraint(
            "num_nulls(event_number, division, area_crc, disposal, sentenced_at, decided_at, risk, receiving_provider, "
            "result, provisional, rules_version) = CASE WHEN state = 'awaitingSentence' THEN 11 ELSE 0 END",
            name="allocation_is_a_shell_or_whole",
        ),
        CheckConstraint(
            "state = 'ended' "
            "OR (supervising_provider IS NULL) = (state IN ('awaitingSentence', 'awaitingReply', 'rejected'))",
            name="allocation_is_supervised_once_settled",
        ),
        CheckConstraint(
            "supervising_provider IS NULL OR risk_held_by = supervising_provider",
            name="allocation_risk_is_with_the_supervisor",
        ),
        CheckConstraint(
            "state NOT IN ('keptByNps', 'transferred') OR supervising_provider = division",
            name="allocation_with_nps_is_with_the_division",
        ),
        CheckConstraint("(reply IS NULL) = (replied_at IS NULL)", name="allocation_reply_has_its_time"),
        CheckConstraint(
            "(state <> 'accepted' OR reply IS NOT DISTINCT FROM 'accepted') "
            "AND (state <> 'rejected' OR reply IS NOT DISTINCT FROM 'rejected') "
            "AND (state NOT IN ('awaitingSentence', 'awaitingReply', 'keptByNps') OR reply IS NULL)",
            name="allocation_state_follows_the_reply",
        ),
        CheckConstraint(
            "(rejection_reason IS NOT NULL) = (reply IS NOT DISTINCT FROM 'rejected')",
            name="allocation_rejection_has_its_reason",
        ),
        CheckConstraint(
            "(proposed_provider IS NOT NULL) = (result IS NOT DISTINCT FROM 'wronglyAllocated') "
            "AND (proposed_provider IS NULL OR misallocation_cause IS NOT NULL)",
            name="allocation_wrong_one_has_cause_and_proposal",
        ),
        CheckConstraint(
            "num_nulls(misallocation_cause, misallocated_at, misallocated_to) IN (0, 3)",
            name="allocation_wrong_one_is_counted_whole",
        ),
        CheckConstraint(
            "num_nulls(ended_on, ended_because, ended_at) = CASE WHEN state = 'ended' THEN 0 ELSE 3 END",
            name="allocation_ended_has_its_end",
        ),
        CheckConstraint("provisional = (result = 'provisional')", name="allocation_provisional_is_its_result"),
        CheckConstraint(
            "(indicated_rosh IS NULL) = (indicated_by IS NULL)", name="allocation_indication_has_its_source"
        ),
        CheckConstraint(
            "state IN ('keptByNps', 'transferred') OR jsonb_array_length(owed) = 0",
            name="allocation_nps_owes_while_it_supervises",
        ),
        Index("allocation_of_division", "division", "state", "sentenced_at", "sentence_id"),
        Index(
            "allocation_of_division_to_provider",
            "division",
            "receiving_provider",
            "state",
            "sentenced_at",
            "sentence_id",
        ),
        Index("allocation_of_receiving_provider", "receiving_provider", "state", "sentenced_at", "sentence_id"),
        *(
            Index(
                f"allocation_wrong_one_of_{column}",
                party,
                "misallocated_at",
                postgresql_include=["misallocation_cause", "misallocated_to"],
                postgresql_where=text("misallocated_at IS NOT NULL"),
            )
            for column, party in (("division", "division"), ("provider", "misallocated_to"))
        ),
    )

    sentence_id: UUID = Field(primary_key=True)
    version: int
    crn: str = word()
    state: str = word()
    risk_held_by: str = word()
    event_number: int | None = None
    division: str | None = word(nullable=True)
    area_crc: str | None = word(nullable=True)
    disposal: str | None = word(nullable=True)
    sentenced_at: datetime | None = instant(nullable=True)
    decided_at: datetime | None = instant(nullable=True)
    risk: dict[str, Any] | None = document(nullable=True)
    gaps: list[dict[str, Any]] = document()
    indicated_rosh: str | None = word(nullable=True)
    indicated_by: str | None = word(nullable=True)
    receiving_provider: str | None = word(nullable=True)
    supervising_provider: str | None = word(nullable=True)
    result: str | None = word(nullable=True)
    provisional: bool | None = None
    misallocation_cause: str | None = word(nullable=True)
    misallocated_at: datetime | None = instant(nullable=True)
    misallocated_to: str | None = word(nullable=True)
    proposed_provider: str | None = word(nullable=True)
    rules_version: str | None = word(nullable=True)
    reply: str | None = word(nullable=True)
    rejection_reason: str | None = word(nullable=True)
    replied_at: datetime | None = instant(nullable=True)
    replied_by: str | None = word(nullable=True)
    replies: list[dict[str, Any]] = documents()
    ended_on: date | None = None
    ended_because: str | None = word(nullable=True)
    ended_at: datetime | None = instant(nullable=True)
    custody: list[dict[str, Any]] = documents()
    owed: list[dict[str, Any]] = documents()
    escalations: list[UUID] = document()
