"""The register of officers (¶15, ¶17)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from services.crc.case_tables import CrcTable
from shared.probation.vocabulary import EmploymentKind, StaffGrade
from shared.runtime.columns import documents, instant, one_of, word


class OfficerRow(CrcTable, table=True):
    """An officer of a CRC: what grade they have, how they are employed, what they are trained for."""

    __tablename__ = "officer"
    __table_args__ = (
        UniqueConstraint("officer", name="officer_is_registered_once"),
        one_of("grade", StaffGrade, "officer_grade_is_known"),
        one_of("employment", EmploymentKind, "officer_employment_is_known"),
        CheckConstraint(
            "provider LIKE 'C%' AND left(officer, 3) = provider AND left(team, 3) = provider",
            name="officer_is_of_the_provider_of_their_team",
        ),
        CheckConstraint("supervised_by <> officer", name="officer_is_supervised_by_another"),
        CheckConstraint("full_time_percent BETWEEN 1 AND 100", name="officer_works_some_of_full_time"),
        Index("officer_of_provider", "provider", "officer"),
        Index("officer_of_team", "team", "officer"),
    )

    officer_id: UUID = Field(primary_key=True)
    version: int
    officer: str = word()
    provider: str = word()
    team: str = word()
    number: int
    grade: str = word()
    employment: str = word()
    training: list[str] = documents()
    full_time_percent: int
    supervised_by: str | None = word(nullable=True)
    left_on: date | None = None
    registered_at: datetime = instant()
    registered_by: str | None = word(nullable=True)
