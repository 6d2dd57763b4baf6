"""Whether the requirements proposed for, or ordered in, a sentence are within the law and say what they are for.

Pure: the caller decides what a violation does. At proposal it refuses; on what the court has already ordered it flags.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from shared.probation.court import Disposal
from shared.probation.limits import LimitName, limit
from shared.probation.supervision import Need, RequirementKind


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement as proposed or ordered. Only what the kind is measured in is filled."""

    kind: RequirementKind
    days: int | None = None
    """Rehabilitation activity: the most days; the court sets the number."""
    hours: int | None = None
    """Unpaid work and attendance centre: hours in all."""
    hours_a_day: Decimal | None = None
    """Curfew: the most hours in any day."""
    least_hours_a_day: Decimal | None = None
    """Curfew: the fewest hours in any day of curfew, where the days differ."""
    months: int | None = None
    """Curfew, exclusion and other lasting requirements: length in months, a part of a month counted as one."""
    need: Need | None = None
    """Rehabilitation activity: the need it answers."""
    intervention: str | None = None
    """Rehabilitation activity: the intervention, from the local provider's directory."""


class Violation(NamedTuple):
    """One thing wrong: where (a JSON pointer into the order), which rule, and a sentence for a person."""

    place: str
    code: str
    sentence: str


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.lower()))


_SAYS_NOTHING = frozenset(
    _letters(phrase)
    for phrase in (
        "address offending behaviour",
        "addressing offending behaviour",
        "offending behaviour",
        "offending behaviour work",
        "address offending",
        "reduce re-offending",
        "rehabilitation",
    )
)


def violations(
    disposal: Disposal, months: int, requirements: Sequence[Requirement], *, age: int, on: date
) -> list[Violation]:
    """What is wrong with an order of that many months, for a person of that age, by the limits of the London day `on`.

    An empty list means that nothing is. Limits of the statute are [C]; the rule on rehabilitation activity is ours,
    from the inspectorate's ¶12. Raises LimitNotInForce for a day before the statute.
    """
    found = list(_of_the_order(disposal, months, requirements, on))
    for index, requirement in enumerate(requirements):
        found.extend(_of_one(requirement, f"/requirements/{index}", age, on))
    return found


def names_only_offending_behaviour(text: str) -> bool:
    """Whether a purpose says no more than "to address offending behaviour" (¶12)."""
    return _letters(text).removeprefix("to") in _SAYS_NOTHING


def _of_the_order(
    disposal: Disposal, months: int, requirements: Sequence[Requirement], on: date
) -> Iterator[Violation]:
    longest = {
        Disposal.COMMUNITY_ORDER: LimitName.COMMUNITY_ORDER_MAXIMUM,
        Disposal.SUSPENDED_SENTENCE_ORDER: LimitName.SUSPENDED_SENTENCE_SUPERVISION_MAXIMUM,
    }.get(disposal)
    if longest is None:
        if requirements:
            yield Violation("/requirements", "requirementsNotAvailable", f"{disposal.description} has no requirements.")
        return
    yield from _within("/months", months, None, longest, "months", on)
    if disposal is Disposal.COMMUNITY_ORDER and not requirements:
        yield Violation("/requirements", "requirementMissing", "A community order has at least one requirement.")


def _of_one(requirement: Requirement, place: str, age: int, on: date) -> Iterator[Violation]:
    match requirement.kind:
        case RequirementKind.UNPAID_WORK:
            yield from _within(
                f"{place}/hours",
                requirement.hours,
                LimitName.UNPAID_WORK_MINIMUM,
                LimitName.UNPAID_WORK_MAXIMUM,
                "hours",
                on,
            )
        case RequirementKind.CURFEW:
            yield from _of_a_curfew(requirement, place, on)
        case RequirementKind.EXCLUSION:
            yield from _within(f"{place}/months", requirement.months, None, LimitName.EXCLUSION_MAXIMUM, "months", on)
        case RequirementKind.ATTENDANCE_CENTRE:
            yield from _of_an_attendance_centre(requirement, place, age, on)
        case RequirementKind.REHABILITATION_ACTIVITY:
            yield from _of_rehabilitation_activity(requirement, place)


def _of_a_curfew(requirement: Requirement, place: str, on: date) -> Iterator[Violation]:
    least, most = LimitName.CURFEW_MINIMUM, LimitName.CURFEW_MAXIMUM
    yield from _within(f"{place}/hoursADay", requirement.hours_a_day, least, most, "hours a day", on)
    if requirement.least_hours_a_day is not None:
        yield from _within(f"{place}/leastHoursADay", requirement.least_hours_a_day, least, most, "hours a day", on)
    yield from _within(f"{place}/months", requirement.months, None, LimitName.CURFEW_LENGTH_MAXIMUM, "months", on)


def _of_an_attendance_centre(requirement: Requirement, place: str, age: int, on: date) -> Iterator[Violation]:
    under = limit(LimitName.ATTENDANCE_CENTRE_AGE, on).value
    if age >= under:
        yield Violation(f"{place}/kind", "tooOld", f"An attendance centre is for people under {under}, not {age}.")
    yield from _within(
        f"{place}/hours",
        requirement.hours,
        LimitName.ATTENDANCE_CENTRE_MINIMUM,
        LimitName.ATTENDANCE_CENTRE_MAXIMUM,
        "hours",
        on,
    )


def _of_rehabilitation_activity(requirement: Requirement, place: str) -> Iterator[Violation]:
    if requirement.days is None or requirement.days < 1:
        yield Violation(f"{place}/days", "quantityMissing", "Rehabilitation activity needs its most days, from 1.")
    if requirement.need is None:
        yield Violation(f"{place}/need", "rarNeedMissing", "Rehabilitation activity must name the need it answers.")
    if not (requirement.intervention or "").strip():
        yield Violation(
            f"{place}/intervention",
            "rarInterventionMissing",
            "Rehabilitation activity must name an intervention from the local provider's directory.",
        )
    elif names_only_offending_behaviour(requirement.intervention or ""):
        yield Violation(
            f"{place}/intervention",
            "rarNotTargeted",
            '"To address offending behaviour" names no intervention; choose one from the local provider\'s directory.',
        )


def _within(
    place: str, value: int | Decimal | None, least: LimitName | None, most: LimitName, unit: str, on: date
) -> Iterator[Violation]:
    lowest = limit(least, on).value if least else Decimal(1)
    highest = limit(most, on).value
    if value is None:
        yield Violation(place, "quantityMissing", f"The number of {unit} is missing; it is from {lowest} to {highest}.")
    elif value < lowest:
        yield Violation(place, "belowMinimum", f"{value} {unit} is below the least, {lowest}.")
    elif value > highest:
        yield Violation(place, "aboveMaximum", f"{value} {unit} is above the most, {highest}.")
