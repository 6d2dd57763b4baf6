"""The table of objectives."""

from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from services.crc.case_tables import CrcTable, of_a_case
from shared.probation.vocabulary import (
    Need,
)
from shared.runtime.columns import one_of, word


class ObjectiveRow(CrcTable, table=True):
    """One objective of the plan: every RAR day planned has its purpose (¶12)."""

    __tablename__ = "case_objective"
    __table_args__ = (
        of_a_case("case_objective"),
        one_of("need", Need, "case_objective_need_is_known"),
        CheckConstraint("rar_days >= 0", name="case_objective_rar_days_are_counted"),
        CheckConstraint("intervention <> ''", name="case_objective_has_its_intervention"),
        Index("case_objective_of_case", "sentence_id"),
    )

    objective_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    need: str = word()
    intervention: str = word()
    rar_days: int
