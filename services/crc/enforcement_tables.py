"""The table of enforcement decisions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.crc.case_tables import CrcTable, of_a_case
from services.crc.domain.stages import (
    DecisionState,
)
from shared.probation.vocabulary import (
    EnforcementDecision,
    NotEnforcedReason,
)
from shared.runtime.columns import document, instant, one_of, word


class EnforcementDecisionRow(CrcTable, table=True):
    """One enforcement decision: a manager stands behind each, and a reason behind each that does not enforce (¶14)."""

    __tablename__ = "case_enforcement_decision"
    __table_args__ = (
        of_a_case("case_enforcement_decision"),
        one_of("state", DecisionState, "case_enforcement_decision_state_is_known"),
        one_of("decision", EnforcementDecision, "case_enforcement_decision_decision_is_known"),
        one_of("reason", NotEnforcedReason, "case_enforcement_decision_reason_is_known"),
        CheckConstraint(
            "num_nulls(decision, manager, decided_at, decided_by) = CASE WHEN state = 'decided' THEN 0 ELSE 4 END",
            name="case_enforcement_decision_decided_has_its_manager",
        ),
        CheckConstraint(
            "(reason IS NOT NULL) = (decision IS NOT DISTINCT FROM 'notEnforced')",
            name="case_enforcement_decision_not_enforced_has_its_reason",
        ),
        CheckConstraint("jsonb_array_length(failures) > 0", name="case_enforcement_decision_names_its_failures"),
        Index("case_enforcement_decision_of_case", "sentence_id"),
        Index("case_enforcement_decision_of_provider", "provider", "state", "due_at", "decision_id"),
        Index("case_enforcement_decision_of_officer", "officer", "state", "due_at", "decision_id"),
        Index(
            "case_enforcement_decision_is_owed_once",
            "sentence_id",
            unique=True,
            postgresql_where=text("state = 'due'"),
        ),
    )

    decision_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    provider: str = word()
    officer: str | None = word(nullable=True)
    state: str = word()
    failures: list[UUID] = document()
    failures_in_12_months: int
    aware_at: datetime = instant()
    due_at: datetime = instant()
    decision: str | None = word(nullable=True)
    reason: str | None = word(nullable=True)
    manager: str | None = word(nullable=True)
    decided_at: datetime | None = instant(nullable=True)
    decided_by: str | None = word(nullable=True)
