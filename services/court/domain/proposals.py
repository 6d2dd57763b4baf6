"""What a report proposes to the court: within the law, and saying what each requirement is for (¶12)."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from pydantic import Field

from services.court.domain.directory import Intervention, directory_faults
from shared.contracts.court import Requirement
from shared.contracts.model import Contract
from shared.decisions import Fault
from shared.probation import requirements as law
from shared.probation.identifiers import ProviderCode
from shared.probation.organisations import is_crc
from shared.probation.vocabulary import Disposal, Need, RequirementKind, Sex


class Proposal(Contract):
    """A proposal to the court."""

    disposal: Disposal = Field(examples=["communityOrder"])
    months: int | None = Field(default=None, ge=1, description="Length of the order, where one is proposed.")
    age: int | None = Field(default=None, ge=10, le=120, description="Needed where an attendance centre is proposed.")
    area_crc: ProviderCode | None = Field(
        default=None,
        description="The CRC of the area in which the person lives. Needed where rehabilitation activity is proposed.",
        examples=["C17"],
    )
    sex: Sex | None = Field(default=None, description="Needed where rehabilitation activity is proposed.")
    requirements: tuple[Requirement, ...] = Field(default=(), max_length=20)

    @property
    def interventions(self) -> tuple[str, ...]:
        """The interventions that it names for rehabilitation activity."""
        return tuple(one.intervention for one in self._rehabilitation if one.intervention)

    @property
    def needs(self) -> tuple[Need, ...]:
        """The needs that it names for rehabilitation activity, each once."""
        return tuple(dict.fromkeys(one.need for one in self._rehabilitation if one.need is not None))

    @property
    def _rehabilitation(self) -> tuple[Requirement, ...]:
        return tuple(one for one in self.requirements if one.kind is RequirementKind.REHABILITATION_ACTIVITY)


def faults_of(proposal: Proposal, on: date, directory: Iterable[Intervention]) -> Iterator[Fault]:
    """What is unlawful or says too little, at its place below `/proposal`, by the limits of the London day `on`.

    `directory` holds the entries that the proposal names, and those that could take their place.
    """
    wants_age = any(one.kind is RequirementKind.ATTENDANCE_CENTRE for one in proposal.requirements)
    if wants_age and proposal.age is None:
        yield Fault("/proposal/age", "ageMissing", "An attendance centre is proposed: the age is needed.")
    found = law.violations(
        proposal.disposal,
        proposal.months or 1,  # a length that is not proposed is the court's to set, and breaks no limit
        [as_measured(one) for one in proposal.requirements],
        age=proposal.age or 0,
        on=on,
    )
    for violation in found:
        yield Fault(f"/proposal{_place(violation, proposal)}", violation.code, violation.sentence)
    yield from _of_the_directory(proposal, on, tuple(directory))


def _of_the_directory(proposal: Proposal, on: date, directory: tuple[Intervention, ...]) -> Iterator[Fault]:
    wanted = RequirementKind.REHABILITATION_ACTIVITY
    if all(one.kind is not wanted for one in proposal.requirements):
        return
    area_crc, sex = proposal.area_crc, proposal.sex
    if area_crc is None:
        yield Fault("/proposal/areaCrc", "areaMissing", f"{wanted.description} is proposed: the area is needed.")
    elif not is_crc(area_crc):
        yield Fault("/proposal/areaCrc", "notACrc", f"{area_crc} is not a CRC.")
    if sex is None:
        yield Fault("/proposal/sex", "sexMissing", f"{wanted.description} is proposed: the sex is needed.")
    for index, one in enumerate(proposal.requirements):
        # What names no need or no intervention has been refused above, where the law's own limits were read.
        if one.kind is wanted and one.need is not None and not says_too_little(one) and area_crc and sex:
            place = f"/proposal/requirements/{index}/intervention"
            yield from directory_faults(place, (one.intervention or "").strip(), one.need, area_crc, sex, on, directory)


def as_measured(requirement: Requirement) -> law.Requirement:
    """The requirement as the law measures it: the amount under the unit that it is given in."""
    amount, unit = requirement.amount, requirement.unit
    return law.Requirement(
        requirement.kind,
        days=amount if unit == "days" else None,
        hours=amount if unit == "hours" else None,
        hours_a_day=Decimal(amount) if unit == "hoursADay" else None,
        months=amount if unit == "months" else requirement.months,
        need=requirement.need,
        intervention=requirement.intervention,
    )


def says_too_little(requirement: Requirement) -> bool:
    """A RAR that names no need or no intervention, or no more than "to address offending behaviour" (¶12)."""
    if requirement.kind is not RequirementKind.REHABILITATION_ACTIVITY:
        return False
    intervention = (requirement.intervention or "").strip()
    return requirement.need is None or not intervention or law.names_only_offending_behaviour(intervention)


def _place(violation: law.Violation, proposal: Proposal) -> str:
    """The law speaks of days, hours and months; the request says an amount and its unit."""
    parent, _, measure = violation.place.rpartition("/")
    if not parent.startswith("/requirements/") or measure not in ("days", "hours", "hoursADay", "months"):
        return violation.place
    unit = proposal.requirements[int(parent.rpartition("/")[2])].unit
    if measure == unit:
        return f"{parent}/amount"
    # Missing because it is measured in something else; the length of a curfew has a field of its own.
    return violation.place if measure == "months" and unit == "hoursADay" else f"{parent}/unit"
