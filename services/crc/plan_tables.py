"""The tables of plans and objectives."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from services.crc.case_tables import CrcTable, of_a_case
from services.crc.domain.stages import ObjectiveState
from shared.probation.vocabulary import InterventionOutcome, Need
from shared.runtime.columns import document, instant, one_of, word


class PlanRow(CrcTable, table=True):
    """One plan, or a review of it: the needs, and who made it when. One of a case has each number."""

    __tablename__ = "case_plan"
    __table_args__ = (
        of_a_case("case_plan"),
        UniqueConstraint("sentence_id", "number", name="case_plan_has_its_number"),
        CheckConstraint("number >= 1", name="case_plan_number_counts_from_one"),
        CheckConstraint("jsonb_array_length(needs) > 0", name="case_plan_names_its_needs"),
    )

    plan_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    number: int
    needs: list[str] = document()
    agreed_at: datetime = instant()
    agreed_by: str = word()


class ObjectiveRow(CrcTable, table=True):
    """One objective of a plan: every RAR day planned has its purpose, and every end its outcome (¶12)."""

    __tablename__ = "case_objective"
    __table_args__ = (
        of_a_case("case_objective"),
        one_of("need", Need, "case_objective_need_is_known"),
        one_of("state", ObjectiveState, "case_objective_state_is_known"),
        one_of("outcome", InterventionOutcome, "case_objective_outcome_is_known"),
        CheckConstraint("rar_days >= 0", name="case_objective_rar_days_are_counted"),
        CheckConstraint("intervention <> ''", name="case_objective_has_its_intervention"),
        CheckConstraint(
            "num_nulls(outcome, ended_at, ended_by) = CASE WHEN state = 'current' THEN 3 ELSE 0 END",
            name="case_objective_ended_has_its_outcome",
        ),
        Index("case_objective_of_case", "sentence_id"),
    )

    objective_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    plan_id: UUID
    need: str = word()
    intervention: str = word()
    rar_days: int
    state: str = word()
    outcome: str | None = word(nullable=True)
    ended_at: datetime | None = instant(nullable=True)
    ended_by: str | None = word(nullable=True)
