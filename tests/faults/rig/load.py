"""The load: the simulator's people, one court's day of cases after another, for as long as faults are injected."""

import asyncio
from dataclasses import dataclass, field
from datetime import date, timedelta

from simulator.caseload import Caseload, Part
from simulator.caseload.case import Case, Play
from simulator.journey.story import FIRST_DAY
from simulator.staff import Staff
from simulator.topics import Subscriber
from simulator.world import World

WEEKS_APART = 12
"""A caseload takes ten weeks of the clock; the next begins when they are over."""


@dataclass(frozen=True, slots=True)
class Unserved:
    """A person who was not served to the end of their story, and why."""

    crn: str
    why: str


class _Served(Caseload):
    """A caseload that goes on without whoever is refused, and notes them."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.unserved: dict[str, Unserved] = {}

    async def play_part(self, part: Part, play: Play, case: Case) -> None:
        if case.crn in self.unserved:
            return
        try:
            await part(play, case)
        except (
            Exception
        ) as error:  # whatever keeps a person from being served is a finding, and ends nobody else's story
            self.unserved[case.crn] = Unserved(case.crn, f"{part.__name__}: {type(error).__name__}: {error}"[:600])


@dataclass
class Load:
    """Plays until it is told that this caseload is the last."""

    world: World
    staff: Staff
    topics: Subscriber
    people: int
    seed: int
    played: int = 0
    unserved: list[Unserved] = field(default_factory=list)
    last: bool = False

    async def play(self) -> None:
        """One caseload after another; at least one, and each to its end."""
        number, first_day = 1, _first_day()
        while True:
            caseload = _Served(
                self.world, self.staff, self.topics, first_day, self.people, self.seed, first_number=number
            )
            try:
                await caseload.play()
            finally:
                self.unserved += caseload.unserved.values()
            self.played += self.people
            number, first_day = number + self.people, first_day + timedelta(weeks=WEEKS_APART)
            if self.last:
                return
            await asyncio.sleep(0)


def _first_day() -> date:
    return FIRST_DAY + timedelta(weeks=1)
