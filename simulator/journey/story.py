"""The story of one person: who acts in it, what it remembers, and how it sees what was told.

Every step asserts what it saw: the answer of the API that took the command, and the event that told the others. Nothing
is looked up behind an API.
"""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from simulator.calendar import at
from simulator.staff import Officer, Staff
from simulator.topics import Subscriber, Told
from simulator.world import World

COURT = Officer("N07B960", "N07", ("courtOfficer",))
COURT_MANAGER = Officer("N07S410", "N07", ("seniorProbationOfficer",))
POLICE = Officer("POLICE1", "police", ("checkAgency",))
ALLOCATION = Officer("N07A210", "N07", ("allocationOfficer",))
ENFORCEMENT = Officer("N07E510", "N07", ("enforcementOfficer",))
OFFICER = Officer("C17A101", "C17", ("responsibleOfficer",))
MANAGER = Officer("C17S201", "C17", ("seniorProbationOfficer",))
OTHER_CRC = Officer("C21A101", "C21", ("responsibleOfficer",))
INSPECTOR = Officer("HMIP001", "HMIP", ("inspector",))

FIRST_DAY = date(2016, 9, 5)
"""A Monday in the first autumn after the inspectorate's evidence."""

Step = Callable[[str], Awaitable[None]]


class NotSeen(AssertionError):
    """The story expected to see something, and saw something else."""


def expect(what: str, seen: Any, expected: Any) -> None:
    """`NotSeen` in a plain sentence unless the two are equal."""
    if seen != expected:
        raise NotSeen(f"{what}: expected {expected!r}, saw {seen!r}")


async def nothing(_: str) -> None:
    """Between steps, do nothing."""


@dataclass
class Story:
    """What is remembered from step to step; `step` is called with a sentence before each is played."""

    world: World
    staff: Staff
    topics: Subscriber
    step: Step = nothing
    crn: str = field(default_factory=lambda: f"X{random.randrange(10**6):06}")
    report_id: str = ""
    sentence_id: str = ""
    breach_id: str = ""
    gaps: dict[str, str] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)

    def day(self, number: int) -> date:
        """The n-th day of the story; day 0 is a Monday."""
        return FIRST_DAY + timedelta(days=number)

    async def time(self, number: int, hour: int, minute: int = 0) -> datetime:
        """Move the clock on to a time of the n-th day, and say which it is."""
        then = at(self.day(number), hour, minute)
        self.world.clock.advance_to(then)
        return then

    async def told(self, fact: str, **expected: Any) -> Told:
        """Wait for an event about this person with these values."""
        return await self.topics.wait(
            self.crn, fact, lambda data: all(data.get(key) == value for key, value in expected.items())
        )

    @property
    def case(self) -> str:
        """The path of the case in the CRC's service."""
        return f"/cases/{self.sentence_id}"

    async def crc(self, officer: Officer, path: str, asked: Any = None, status: int | None = None) -> Any:
        """Command something on the case in the CRC's service."""
        return await self.staff.post(officer, "crc", self.case + path, asked, status)

    async def nps(self, officer: Officer, path: str, asked: Any = None, status: int | None = None) -> Any:
        """Command something on the breach."""
        return await self.staff.post(officer, "breach", f"/breaches/{self.breach_id}{path}", asked, status)
