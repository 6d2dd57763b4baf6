"""The register of report authors (¶12)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from services.court.report_tables import CourtTable
from shared.probation.vocabulary import EmploymentKind, StaffGrade, Training
from shared.runtime.columns import instant, one_of, word


class AuthorRow(CourtTable, table=True):
    """An officer in the register of report authors (¶12)."""

    __tablename__ = "author"
    __table_args__ = (
        UniqueConstraint("officer", name="author_is_one_of_its_officer"),
        one_of("grade", StaffGrade, "author_grade_is_known"),
        one_of("employment", EmploymentKind, "author_employment_is_known"),
        CheckConstraint(
            "left(officer, 3) = division AND left(team, 3) = division", name="author_is_of_the_division_of_their_team"
        ),
        Index("author_of_division", "division", "officer"),
        Index("author_of_team", "team", "officer"),
    )

    author_id: UUID = Field(primary_key=True)
    version: int
    officer: str = word()
    division: str = word()
    team: str = word()
    grade: str = word()
    employment: str = word()
    registered_at: datetime = instant()
    registered_by: str | None = word(nullable=True)


class AuthorTrainingRow(CourtTable, table=True):
    """What an author is recorded as trained for."""

    __tablename__ = "author_training"
    __table_args__ = (
        ForeignKeyConstraint(["author_id"], ["author.author_id"], name="author_training_is_of_an_author"),
        UniqueConstraint("author_id", "training", name="author_training_is_recorded_once"),
        one_of("training", Training, "author_training_is_known"),
    )

    training_id: UUID = Field(primary_key=True)
    author_id: UUID
    training: str = word()
    recorded_on: date
    recorded_by: str | None = word(nullable=True)
