"""The table of decisions on allocations: each with what was weighed, and the evidence to run it again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field

from services.allocation.tables import AllocationTable
from shared.probation.vocabulary import AllocationCause, AllocationState, OverrideReason
from shared.runtime.columns import document, instant, one_of, word


class AllocationDecisionRow(AllocationTable, table=True):
    """One decision on an allocation as it was taken, with every criterion weighed; written once (¶10-11)."""

    __tablename__ = "allocation_decision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["sentence_id"], ["allocation.sentence_id"], name="allocation_decision_is_of_an_allocation"
        ),
        one_of("cause", AllocationCause, "allocation_decision_cause_is_known"),
        one_of("override_reason", OverrideReason, "allocation_decision_override_reason_is_known"),
        one_of("result", AllocationState, "allocation_decision_result_is_known"),
        CheckConstraint("number >= 1", name="allocation_decision_number_counts_from_one"),
        CheckConstraint(
            "(cause = 'riskEscalation') = (escalation_id IS NOT NULL) "
            "AND (cause = 'transfer') = (transfer_id IS NOT NULL) "
            "AND (cause = 'lateInformation') = (gap_id IS NOT NULL) "
            "AND (cause = 'scoreChanged') = (assessment_id IS NOT NULL) "
            "AND (cause = 'orderAmended') = (change_number IS NOT NULL)",
            name="allocation_decision_names_its_cause",
        ),
        CheckConstraint(
            "num_nonnulls(override_reason, note) = CASE WHEN cause IN ('override', 'rejection') THEN 2 ELSE 0 END "
            "AND (override_reason IS NULL OR decided_by_officer IS NOT NULL)",
            name="allocation_decision_of_a_person_has_reason_and_name",
        ),
        CheckConstraint(
            "num_nulls(rules_provider, rules_provisional, evidence, area_crc) IN (0, 4)",
            name="allocation_decision_evidence_is_whole_or_older",
        ),
        CheckConstraint("provisional = (result = 'provisional')", name="allocation_decision_provisional_is_its_result"),
    )

    sentence_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    cause: str = word()
    gap_id: UUID | None = None
    escalation_id: UUID | None = None
    transfer_id: UUID | None = None
    assessment_id: UUID | None = None
    change_number: int | None = None
    override_reason: str | None = word(nullable=True)
    note: str | None = word(nullable=True)
    result: str = word()
    provider: str = word()
    provisional: bool
    criteria: list[dict[str, Any]] = document()
    rules_version: str = word()
    rules_provider: str | None = word(nullable=True)
    rules_provisional: bool | None = None
    evidence: dict[str, Any] | None = document(nullable=True)
    area_crc: str | None = word(nullable=True)
    decided_at: datetime = instant()
    decided_by: str = word()
    decided_by_officer: str | None = word(nullable=True)
