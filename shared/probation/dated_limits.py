"""What a dated limit is, and a table of them: a value holds from its day until a later row of the same name begins."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal


class Unit(StrEnum):
    """What a value counts. The first five are clocks and can give a due time; the others are quantities."""

    WORKING_DAYS = "workingDays"
    CALENDAR_DAYS = "calendarDays"
    HOURS = "hours"
    MINUTES = "minutes"
    MONTHS = "months"
    DAYS_ORDERED = "daysOrdered"
    HOURS_ORDERED = "hoursOrdered"
    HOURS_A_DAY = "hoursADay"
    MONTHS_ORDERED = "monthsOrdered"
    YEARS_OF_AGE = "yearsOfAge"
    COUNT = "count"
    CASES = "cases"
    SCORE = "score"
    HUNDREDTHS = "hundredths"
    POUNDS = "pounds"


Mark = Literal["S", "C", "D"]
"""S: published. C: common knowledge of the field, not verified. D: our design."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One value in force from `effective_from` until a later row of the same name begins."""

    name: str
    value: Decimal
    unit: Unit
    effective_from: date
    source: str
    mark: Mark

    @property
    def whole(self) -> int:
        """The value as a whole number. Raises ValueError where it has a fraction (an RSR band has)."""
        if self.value != self.value.to_integral_value():
            raise ValueError(f"{self.name} is {self.value}, not a whole number.")
        return int(self.value)


class UnknownLimit(LookupError):
    """No limit has this name: a mistake in the caller."""


class LimitNotInForce(LookupError):
    """The limit exists, and not yet on that day."""


class Limits:
    """A table of dated limits. Raises ValueError when two rows share a name and a date."""

    def __init__(self, rows: Iterable[Limit]) -> None:
        by_name: dict[str, list[Limit]] = defaultdict(list)
        for row in rows:
            if any(other.effective_from == row.effective_from for other in by_name[row.name]):
                raise ValueError(f"{row.name} has two values from {row.effective_from}.")
            by_name[row.name].append(row)
        self._newest_first = {
            name: tuple(sorted(dated, key=lambda row: row.effective_from, reverse=True))
            for name, dated in by_name.items()
        }

    def limit(self, name: str, on: date) -> Limit:
        """The limit of that name in force on that London day. Raises UnknownLimit or LimitNotInForce."""
        dated = self._of(name)
        for row in dated:
            if row.effective_from <= on:
                return row
        raise LimitNotInForce(f"{name} was not in force on {on}: it begins on {dated[-1].effective_from}.")

    def latest(self, name: str) -> Limit:
        """The newest row of that name, for a reader with no date in hand. Raises UnknownLimit."""
        return self._of(name)[0]

    def _of(self, name: str) -> tuple[Limit, ...]:
        try:
            return self._newest_first[name]
        except KeyError:
            raise UnknownLimit(f"There is no limit named {name!r}.") from None
