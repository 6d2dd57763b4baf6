"""The register of officers: who works for the CRC, of which grade, how employed, trained for what (¶15, ¶17).

What is not recorded here counts as not so: who is in no register holds no case and signs nothing. Every version of an
entry is told.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from services.crc.domain.staff import Officer, officer_id_of
from services.crc.domain.stages import OFFICER
from shared.contracts.crc_staff import FullTimePercent
from shared.contracts.model import Contract
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.identifiers import OfficerCode, TeamCode, is_unallocated, provider_of
from shared.probation.organisations import is_crc
from shared.probation.vocabulary import EmploymentKind, StaffGrade, Training

SupervisedBy = Annotated[
    OfficerCode | None, Field(description="The PO or SPO who supervises a trainee or agency officer (¶17).")
]


class RegisterOfficer(Contract):
    """Enter an officer in the register."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "officer": "C17A001",
                    "team": "C17CRO",
                    "grade": "PO",
                    "employment": "permanent",
                    "training": ["sexualOffences"],
                }
            ]
        }
    )

    officer: OfficerCode
    team: TeamCode
    grade: StaffGrade
    employment: EmploymentKind
    training: Annotated[tuple[Training, ...], Field(max_length=len(Training), json_schema_extra={"uniqueItems": True})]
    full_time_percent: FullTimePercent = 100
    supervised_by: SupervisedBy = None


class ChangeTerms(Contract):
    """What is different now of how an officer works; what is left out stays as it is."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"fullTimePercent": 60}, {"grade": "PO", "supervisedBy": None}]}
    )

    team: TeamCode | None = None
    grade: StaffGrade | None = None
    employment: EmploymentKind | None = None
    full_time_percent: FullTimePercent | None = None
    supervised_by: Annotated[SupervisedBy, Field(description="Given as null, nobody supervises them any more.")] = None


class RecordTraining(Contract):
    """An officer has been trained for something more."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"training": "sexualOffences"}]})

    training: Training


def register_officer(asked: RegisterOfficer, occasion: Occasion) -> Decision[Officer]:
    """Enter an officer of the caller's own CRC. Raises Invalid."""
    provider = occasion.actor.organisation
    faults = [*_faults_of_identity(asked.officer, provider), *_faults(asked.officer, provider, asked)]
    if len(set(asked.training)) != len(asked.training):
        faults.append(Fault("/training", "namedTwice", "Each training is named once."))
    if faults:
        raise Invalid(faults)
    officer = Officer(
        officer_id=officer_id_of(asked.officer),
        officer=asked.officer,
        provider=provider,
        team=asked.team,
        grade=asked.grade,
        employment=asked.employment,
        training=_in_order(asked.training),
        full_time_percent=asked.full_time_percent,
        supervised_by=asked.supervised_by,
        registered_at=occasion.now,
        registered_by=occasion.actor.officer,
    )
    return Decision(officer, listings=(officer.listed(occasion),))


def change_terms(officer: Officer, asked: ChangeTerms, occasion: Occasion) -> Decision[Officer]:
    """Another team, grade, employment, working time or supervising officer.

    The cases that they hold stay with them; what the change means for them is read on each, and decided by a person.
    Raises NotAllowed for one who has left, Invalid where nothing would change.
    """
    OFFICER.next(officer.state, "changeTerms")
    given: dict[str, Any] = asked.model_dump(exclude_none=True)
    if "supervised_by" in asked.model_fields_set:
        given["supervised_by"] = asked.supervised_by
    if faults := [*_faults(officer.officer, officer.provider, asked)]:
        raise Invalid(faults)
    if officer.model_copy(update=given) == officer:
        raise Invalid.one("/", "nothingChanges", f"{officer.officer} works on these terms already.")
    return _listed(officer.changed(**given), occasion)


def record_training(officer: Officer, asked: RecordTraining, occasion: Occasion) -> Decision[Officer]:
    """Raises NotAllowed for an officer who has left, Invalid where the training is recorded already."""
    OFFICER.next(officer.state, "recordTraining")
    if asked.training in officer.training:
        raise Invalid.one("/training", "recordedAlready", f"{officer.officer} is recorded as trained for it already.")
    return _listed(officer.changed(training=_in_order((*officer.training, asked.training))), occasion)


def _listed(officer: Officer, occasion: Occasion) -> Decision[Officer]:
    return Decision(officer, listings=(officer.listed(occasion),))


def _in_order(training: tuple[Training, ...]) -> tuple[Training, ...]:
    return tuple(one for one in Training if one in training)


def _faults_of_identity(officer: str, provider: str) -> Iterator[Fault]:
    if not is_crc(provider):
        yield Fault("/officer", "notOfACrc", f"{provider} is no CRC: this is the register of the CRCs' officers.")
    elif provider_of(officer) != provider:
        yield Fault("/officer", "ofAnotherProvider", f"{officer} is not an officer of {provider}.")
    if is_unallocated(officer):
        yield Fault("/officer", "nobodyYet", f"{officer} stands for nobody yet; name a person.")


def _faults(officer: str, provider: str, asked: RegisterOfficer | ChangeTerms) -> Iterator[Fault]:
    if asked.team is not None and provider_of(asked.team) != provider:
        yield Fault("/team", "ofAnotherProvider", f"{asked.team} is not a team of {provider}.")
    if (by := asked.supervised_by) is not None:
        if provider_of(by) != provider:
            yield Fault("/supervisedBy", "ofAnotherProvider", f"{by} is not an officer of {provider}.")
        if by == officer:
            yield Fault("/supervisedBy", "notOneself", f"{by} is supervised by somebody else.")
