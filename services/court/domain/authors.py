"""The register of those who write reports: their grade, how they are employed and what they are trained for (¶12).

¶12: "Some court staff had not received sufficient training." What is not recorded here counts as not trained for.
"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.model import Contract
from shared.decisions import Decision, Fault, Invalid, Occasion, State
from shared.probation.calendar import london_date
from shared.probation.identifiers import OfficerCode, TeamCode, is_unallocated, provider_of
from shared.probation.organisations import is_nps
from shared.probation.vocabulary import EmploymentKind, StaffGrade, Training


class TrainingRecord(BaseModel):
    """What an author is trained for, and who recorded it when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    training_id: UUID
    author_id: UUID
    training: Training
    recorded_on: date
    recorded_by: str | None


class Author(State):
    """Somebody who writes reports for the courts of a division."""

    author_id: UUID
    officer: str
    division: str
    team: str
    grade: StaffGrade
    employment: EmploymentKind
    registered_at: datetime
    registered_by: str | None = None
    training: tuple[TrainingRecord, ...] = ()

    def seen_by(self) -> frozenset[str]:
        """The NPS division for which they write."""
        return frozenset({self.division})


class RegisterAuthor(Contract):
    """Enter an officer in the register of report authors."""

    officer: OfficerCode = Field(examples=["N07B960"])
    team: TeamCode
    grade: StaffGrade = Field(examples=["PO"])
    employment: EmploymentKind = Field(examples=["permanent"])
    training: Annotated[tuple[Training, ...], Field(max_length=len(Training), json_schema_extra={"uniqueItems": True})]


class RecordTraining(Contract):
    """An author has been trained for something more."""

    training: Training = Field(examples=["sara"])


def register_author(asked: RegisterAuthor, occasion: Occasion) -> Decision[Author]:
    """Enter an officer of the caller's own division. Raises Invalid."""
    if faults := _faults(asked, occasion):
        raise Invalid(faults)
    author_id = occasion.new_id()
    author = Author(
        author_id=author_id,
        officer=asked.officer,
        division=occasion.actor.organisation,
        team=asked.team,
        grade=asked.grade,
        employment=asked.employment,
        registered_at=occasion.now,
        registered_by=occasion.actor.officer,
        training=tuple(_recorded(author_id, training, occasion) for training in asked.training),
    )
    return Decision(author)


def record_training(author: Author, asked: RecordTraining, occasion: Occasion) -> Decision[Author]:
    """Record what an author has been trained for. Raises Invalid where it is recorded already."""
    if any(record.training is asked.training for record in author.training):
        raise Invalid.one("/training", "recordedAlready", f"{author.officer} is recorded as trained for it already.")
    records = (*author.training, _recorded(author.author_id, asked.training, occasion))
    return Decision(author.model_copy(update={"training": records}))


def _recorded(author_id: UUID, training: Training, occasion: Occasion) -> TrainingRecord:
    return TrainingRecord(
        training_id=occasion.new_id(),
        author_id=author_id,
        training=training,
        recorded_on=london_date(occasion.now),
        recorded_by=occasion.actor.officer,
    )


def _faults(asked: RegisterAuthor, occasion: Occasion) -> list[Fault]:
    division = occasion.actor.organisation
    if not is_nps(division):
        return [Fault("/officer", "notADivision", f"Reports are written by the NPS; {division} is no division of it.")]
    faults = []
    if provider_of(asked.officer) != division:
        faults.append(Fault("/officer", "officerOfAnother", f"{asked.officer} is not an officer of {division}."))
    elif is_unallocated(asked.officer):
        faults.append(Fault("/officer", "nobodyYet", f"{asked.officer} stands for nobody yet."))
    if provider_of(asked.team) != division:
        faults.append(Fault("/team", "teamOfAnother", f"Team {asked.team} is not of division {division}."))
    if len(set(asked.training)) != len(asked.training):
        faults.append(Fault("/training", "saidTwice", "Each training is named once."))
    return faults
