"""Officers as the CRC's register has them: grade, employment, training, and whether they are still there (¶15, ¶17)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from services.crc.domain.cases import Case
from services.crc.domain.stages import OfficerState
from shared.contracts.crc_staff import OfficerListed
from shared.decisions import Fault, Occasion, State
from shared.probation.vocabulary import EmploymentKind, StaffGrade, Training


def officer_id_of(officer: str) -> UUID:
    """The key of an officer's entry, found from the code alone: an entry can be locked without looking it up."""
    return uuid5(NAMESPACE_URL, f"urn:officer:{officer}")


class Officer(State):
    """An entry of the register. `number` counts its versions as they are told."""

    officer_id: UUID
    officer: str
    provider: str
    team: str
    number: int = 1
    grade: StaffGrade
    employment: EmploymentKind
    training: tuple[Training, ...] = ()
    full_time_percent: int = 100
    supervised_by: str | None = None
    left_on: date | None = None
    registered_at: datetime
    registered_by: str | None = None

    def seen_by(self) -> frozenset[str]:
        """The provider that employs them."""
        return frozenset({self.provider})

    @property
    def state(self) -> OfficerState:
        """Whether they work for the CRC."""
        return OfficerState.EMPLOYED if self.left_on is None else OfficerState.LEFT

    def has_left(self, on: date) -> bool:
        """Whether they are gone on that London day."""
        return self.left_on is not None and self.left_on < on

    def changed(self, **changes: Any) -> "Officer":
        """The next version of the entry."""
        return self.model_copy(update={**changes, "number": self.number + 1})

    def listed(self, occasion: Occasion) -> OfficerListed:
        """The entry as it is told."""
        return OfficerListed(
            detail_url=f"/officers/{self.officer}",
            recorded_by=occasion.actor,
            **self.model_dump(exclude={"version", "officer_id", "registered_at", "registered_by"}),
        )


Staff = Mapping[str, Officer]
"""The officers that a decision concerns, by code; one who is not in the register is not in it."""


def staff_of(rows: Iterable[Mapping[str, Any]]) -> Staff:
    """The officers out of rows of the register."""
    return {row["officer"]: Officer.model_validate(row, extra="ignore") for row in rows}


def faults_of_manager(case: Case, manager: str, staff: Staff, place: str, on: date) -> list[Fault]:
    """What is wrong with the manager named: a senior probation officer of the provider's register who is still there,
    and not whose work it is (¶14, ¶16).
    """
    entry = staff.get(manager)
    if entry is None or entry.provider != case.provider:
        return [Fault(place, "notRegistered", f"{manager} is not in the register of {case.provider}.")]
    if not entry.grade.is_manager:
        return [Fault(place, "notAManager", f"{manager} is no senior probation officer.")]
    if entry.has_left(on):
        return [Fault(place, "hasLeft", f"{manager} left on {entry.left_on}.")]
    if manager == case.officer:
        sentence = f"{manager} is the responsible officer: somebody else has to agree, a manager of {case.provider}."
        return [Fault(place, "notTheOfficer", sentence)]
    return []
