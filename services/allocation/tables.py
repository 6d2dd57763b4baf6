"""The tables of allocation. Their constraints say what cannot be, whatever the code does."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.allocation.domain.escalations import EscalationState
from services.allocation.domain.record import DecisionCause
from services.allocation.domain.stages import AllocationStage
from shared.probation.vocabulary import (
    AllocationReply,
    AllocationState,
    Disposal,
    EscalationTrigger,
    MisallocationCause,
    RejectionReason,
    RoshLevel,
)
from shared.runtime.columns import document, instant, one_of, word


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
        CheckConstraint(
            "num_nulls(event_number, division, area_crc, disposal, sentenced_at, decided_at, risk, receiving_provider, "
            "result, provisional, rules_version) = CASE WHEN state = 'awaitingSentence' THEN 11 ELSE 0 END",
            name="allocation_is_a_shell_or_whole",
        ),
        CheckConstraint(
            "(supervising_provider IS NULL) = (state IN ('awaitingSentence', 'awaitingReply', 'rejected'))",
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
        CheckConstraint("provisional = (result = 'provisional')", name="allocation_provisional_is_its_result"),
        CheckConstraint(
            "(indicated_rosh IS NULL) = (indicated_by IS NULL)", name="allocation_indication_has_its_source"
        ),
        Index("allocation_of_division", "division", "state", "sentenced_at", "sentence_id"),
        Index("allocation_of_receiving_provider", "receiving_provider", "state", "sentenced_at", "sentence_id"),
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
    proposed_provider: str | None = word(nullable=True)
    rules_version: str | None = word(nullable=True)
    reply: str | None = word(nullable=True)
    rejection_reason: str | None = word(nullable=True)
    replied_at: datetime | None = instant(nullable=True)
    replied_by: str | None = word(nullable=True)
    escalations: list[UUID] = document()


class AllocationDecisionRow(AllocationTable, table=True):
    """One decision on an allocation as it was taken, with every criterion weighed; written once (¶10-11)."""

    __tablename__ = "allocation_decision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["sentence_id"], ["allocation.sentence_id"], name="allocation_decision_is_of_an_allocation"
        ),
        one_of("cause", DecisionCause, "allocation_decision_cause_is_known"),
        one_of("result", AllocationState, "allocation_decision_result_is_known"),
        CheckConstraint("number >= 1", name="allocation_decision_number_counts_from_one"),
        CheckConstraint(
            "(cause = 'riskEscalation') = (escalation_id IS NOT NULL) "
            "AND (cause = 'lateInformation') = (gap_id IS NOT NULL)",
            name="allocation_decision_names_its_cause",
        ),
        CheckConstraint("provisional = (result = 'provisional')", name="allocation_decision_provisional_is_its_result"),
    )

    sentence_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    cause: str = word()
    gap_id: UUID | None = None
    escalation_id: UUID | None = None
    result: str = word()
    provider: str = word()
    provisional: bool
    criteria: list[dict[str, Any]] = document()
    rules_version: str = word()
    decided_at: datetime = instant()
    decided_by: str = word()
    decided_by_officer: str | None = word(nullable=True)


class EscalationRow(AllocationTable, table=True):
    """One risk escalation. Who holds the risk meanwhile is in `allocation` alone."""

    __tablename__ = "escalation"
    __table_args__ = (
        ForeignKeyConstraint(["sentence_id"], ["allocation.sentence_id"], name="escalation_is_of_an_allocation"),
        one_of("state", EscalationState, "escalation_state_is_known"),
        one_of("trigger", EscalationTrigger, "escalation_trigger_is_known"),
        one_of("rosh_before", RoshLevel, "escalation_rosh_before_is_known"),
        one_of("rosh_after", RoshLevel, "escalation_rosh_after_is_known"),
        CheckConstraint(
            "(decided_at IS NOT NULL) = (state IN ('accepted', 'notAccepted', 'returned'))",
            name="escalation_decided_has_its_time",
        ),
        CheckConstraint("state <> 'notAccepted' OR advice IS NOT NULL", name="escalation_not_accepted_has_advice"),
        CheckConstraint(
            "(state = 'returned') = (jsonb_array_length(information_wanted) > 0)",
            name="escalation_returned_names_information",
        ),
        Index("escalation_of_sentence", "sentence_id"),
        Index("escalation_of_division", "division", "state", "received_at", "escalation_id"),
        Index("escalation_of_provider", "from_provider", "state", "received_at", "escalation_id"),
    )

    escalation_id: UUID = Field(primary_key=True)
    version: int
    sentence_id: UUID
    crn: str = word()
    state: str = word()
    division: str = word()
    from_provider: str = word()
    trigger: str = word()
    rosh_before: str | None = word(nullable=True)
    rosh_after: str = word()
    who_is_at_risk: list[str] = document()
    imminent: bool
    phone_call: dict[str, Any] | None = document(nullable=True)
    agreed_by_manager: str = word()
    received_at: datetime = instant()
    due_at: datetime = instant()
    decided_at: datetime | None = instant(nullable=True)
    decided_by: str | None = word(nullable=True)
    advice: str | None = word(nullable=True)
    information_wanted: list[str] = document()
