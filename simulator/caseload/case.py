"""One person's case as the caseload knows it, and what its parts are played with."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from simulator.calendar import at
from simulator.caseload.people import Team
from simulator.mix import Person
from simulator.staff import Officer, Staff
from simulator.topics import Subscriber, Told


@dataclass
class Case:
    """What is remembered of one person from part to part."""

    person: Person
    random: Random
    team: Team
    """Who at the CRC may come to have to do with the person."""
    officer: Officer = field(init=False)
    """Who is responsible at the CRC, once somebody is named."""
    report_id: str = ""
    sentence_id: str = ""
    holder: str = ""
    """The organisation that has the case now."""
    ended: bool = False
    checks: dict[str, str] = field(default_factory=dict)
    gaps: list[dict[str, Any]] = field(default_factory=list)
    appointment_id: str = ""
    contacts: list[str] = field(default_factory=list)
    """The appointments after the first."""
    recall_id: str = ""
    escalation_id: str = ""
    purchase_id: str = ""
    breach_id: str = ""
    presented: bool = False

    def __post_init__(self) -> None:
        self.officer = self.team.officer

    @property
    def crn(self) -> str:
        """The person."""
        return self.person.crn

    @property
    def sentenced(self) -> bool:
        """The court has sentenced, and somebody is to supervise."""
        return bool(self.sentence_id) and not self.ended

    def open_gaps(self, *causes: str) -> list[dict[str, Any]]:
        """The gaps at sentence with one of these causes."""
        return [gap for gap in self.gaps if gap["cause"] in causes]


@dataclass
class Play:
    """What every part of every case is played with."""

    staff: Staff
    topics: Subscriber
    first_day: date
    interventions: list[dict[str, Any]] = field(default_factory=list)
    """The court's copy of the local directory."""

    def day(self, number: int) -> date:
        """The n-th day; day 0 is a Monday."""
        return self.first_day + timedelta(days=number)

    def at(self, number: int, hour: int) -> str:
        """An hour of the n-th day, in London, as JSON writes it."""
        return at(self.day(number), hour).isoformat()

    async def court(self, officer: Officer, path: str, asked: Any = None) -> Any:
        """A command to the court service."""
        return await self.staff.post(officer, "court", path, asked)

    async def allocation(self, officer: Officer, path: str, asked: Any = None) -> Any:
        """A command to the allocation service."""
        return await self.staff.post(officer, "allocation", path, asked)

    async def crc(self, officer: Officer, path: str, asked: Any = None) -> Any:
        """A command to the crc service."""
        return await self.staff.post(officer, "crc", path, asked)

    async def breach(self, officer: Officer, path: str, asked: Any = None) -> Any:
        """A command to the breach service."""
        return await self.staff.post(officer, "breach", path, asked)

    async def told(self, case: Case, fact: str, **expected: Any) -> Told:
        """Wait for a fact about the case's person with these values."""
        return await self.topics.wait(
            case.crn, fact, lambda data: all(data.get(key) == value for key, value in expected.items())
        )
