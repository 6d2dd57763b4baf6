"""The tables of how a case passes between organisations: transfers, and risk escalations from a CRC to the NPS."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from services.allocation.domain.stages import EscalationState, TransferState
from services.allocation.tables import AllocationTable
from shared.probation.vocabulary import (
    EscalationTrigger,
    EscalationWithdrawalReason,
    RoshLevel,
    TransferReason,
    TransferRejectionReason,
)
from shared.runtime.columns import document, instant, one_of, word


class TransferRow(AllocationTable, table=True):
    """One transfer of a case from a CRC; never of one that the NPS has."""

    __tablename__ = "allocation_transfer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["sentence_id"], ["allocation.sentence_id"], name="allocation_transfer_is_of_an_allocation"
        ),
        one_of("state", TransferState, "allocation_transfer_state_is_known"),
        one_of("reason", TransferReason, "allocation_transfer_reason_is_known"),
        one_of("rejection_reason", TransferRejectionReason, "allocation_transfer_rejection_reason_is_known"),
        CheckConstraint(
            "from_provider LIKE 'C%' AND to_provider <> from_provider", name="allocation_transfer_is_from_a_crc"
        ),
        CheckConstraint(
            "CASE reason WHEN 'moveOfResidence' THEN to_provider LIKE 'C%' WHEN 'wronglyAllocated' "
            "THEN to_provider = division ELSE false END",
            name="allocation_transfer_is_to_whom_its_reason_says",
        ),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="allocation_transfer_ended_has_its_time"),
        CheckConstraint(
            "(state = 'rejected') = (rejection_reason IS NOT NULL)", name="allocation_transfer_rejected_has_its_reason"
        ),
        CheckConstraint(
            "state <> 'withdrawn' OR proposed_by_officer IS NOT NULL",
            name="allocation_transfer_of_the_rules_is_not_withdrawn",
        ),
        # Looked at when the statement has ended: one may be overtaken and another proposed in the same.
        ExcludeConstraint(
            ("sentence_id", "="),
            where=text("state = 'proposed'"),
            using="btree",
            deferrable=True,
            initially="IMMEDIATE",
            name="allocation_transfer_open_is_one",
        ),
        Index("allocation_transfer_of_sentence", "sentence_id"),
        *(
            Index(f"allocation_transfer_of_{who}", column, "state", "due_at", "transfer_id")
            for who, column in (("division", "division"), ("sender", "from_provider"), ("receiver", "to_provider"))
        ),
    )

    transfer_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    state: str = word()
    reason: str = word()
    division: str = word()
    from_provider: str = word()
    to_provider: str = word()
    proposed_at: datetime = instant()
    proposed_by: str = word()
    proposed_by_officer: str | None = word(nullable=True)
    due_at: datetime = instant()
    decided_at: datetime | None = instant(nullable=True)
    decided_by: str | None = word(nullable=True)
    rejection_reason: str | None = word(nullable=True)


class EscalationRow(AllocationTable, table=True):
    """One risk escalation. Who holds the risk meanwhile is in `allocation` alone."""

    __tablename__ = "escalation"
    __table_args__ = (
        ForeignKeyConstraint(["sentence_id"], ["allocation.sentence_id"], name="escalation_is_of_an_allocation"),
        one_of("state", EscalationState, "escalation_state_is_known"),
        one_of("trigger", EscalationTrigger, "escalation_trigger_is_known"),
        one_of("rosh_before", RoshLevel, "escalation_rosh_before_is_known"),
        one_of("rosh_after", RoshLevel, "escalation_rosh_after_is_known"),
        one_of("withdrawal_reason", EscalationWithdrawalReason, "escalation_withdrawal_reason_is_known"),
        CheckConstraint(
            "(withdrawal_reason IS NOT NULL) = (state = 'withdrawn')", name="escalation_withdrawn_has_its_reason"
        ),
        CheckConstraint("asked_since <= received_at", name="escalation_was_asked_when_received_or_before"),
        CheckConstraint(
            "answers IS NOT NULL OR asked_since = received_at", name="escalation_asked_before_answers_another"
        ),
        CheckConstraint(
            "(decided_at IS NOT NULL) = (state IN ('accepted', 'notAccepted', 'returned', 'withdrawn'))",
            name="escalation_decided_has_its_time",
        ),
        CheckConstraint("state <> 'notAccepted' OR advice IS NOT NULL", name="escalation_not_accepted_has_advice"),
        CheckConstraint(
            "(state = 'returned') = (jsonb_array_length(information_wanted) > 0)",
            name="escalation_returned_names_information",
        ),
        Index("escalation_of_sentence", "sentence_id"),
        *(
            Index(f"escalation_of_{who}", column, "state", text("(NOT imminent)"), "due_at", "escalation_id")
            for who, column in (("division", "division"), ("provider", "from_provider"))
        ),
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
    answers: UUID | None = None
    received_at: datetime = instant()
    asked_since: datetime = instant()
    due_at: datetime = instant()
    decided_at: datetime | None = instant(nullable=True)
    decided_by: str | None = word(nullable=True)
    advice: str | None = word(nullable=True)
    information_wanted: list[str] = document()
    withdrawal_reason: str | None = word(nullable=True)
