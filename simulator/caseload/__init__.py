"""A day of a court's cases and the ten weeks after it: many people at once, at the national mix, through the APIs.

Cases are played part by part so that time, which all share, runs forwards; within a part they run side by side.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from simulator import mix
from simulator.calendar import at
from simulator.caseload import (
    allocation,
    breaches,
    contact,
    court,
    custody,
    managing,
    plans,
    purchases,
    risk,
    supervision,
)
from simulator.caseload.case import Case, Play
from simulator.caseload.people import (
    COURT,
    CRC,
    DIVISION,
    NEXT_CRC,
    NEXT_OFFICER,
    OFFICER,
    register_crc_officers,
    team_of,
)
from simulator.directory import court_has_heard, crc_has_heard, every, fill_directory, set_budget
from simulator.staff import Staff
from simulator.topics import Subscriber
from simulator.world import World

SIDE_BY_SIDE = 8
BUDGET_PENCE = 25_000_000
Part = Callable[[Play, Case], Awaitable[None]]

_PLAYED: Sequence[tuple[int, int, Part]] = (
    (0, 9, court.request_report),
    (0, 12, court.answer_checks),
    (1, 9, court.chase_and_adjourn),
    (1, 10, court.complete_on_the_day),
    (1, 14, court.sentence_on_the_day),
    (2, 10, court.complete_the_adjourned),
    (2, 14, court.sentence_the_adjourned),
    (3, 10, allocation.reply_in_time),
    (3, 14, supervision.name_officer_and_read_gaps),
    (3, 15, allocation.nps_officer_reads),
    (4, 11, court.assess_late),
    (7, 9, allocation.reply_late),
    (7, 11, court.answer_late),
    (8, 11, supervision.first_appointment),
    (8, 15, allocation.take_the_wrongly_allocated),
    (9, 10, supervision.escalate),
    (9, 11, risk.register),
    (9, 12, plans.agree),
    (9, 15, allocation.decide_the_escalation),
    (9, 16, managing.review_overrides),
    (10, 10, supervision.change_of_officer),
    (10, 14, risk.read_the_answer),
    (11, 10, allocation.move_to_the_next_area),
    (14, 10, purchases.refer),
    (18, 10, purchases.work_it_through),
    (19, 10, plans.review),
    (21, 10, court.back_before_the_court),
    (30, 10, risk.review),
    (42, 10, risk.review_late),
)
PARTS = sorted(
    (*_PLAYED, *managing.SIGN_OFFS, *contact.CONTACT, *custody.THROUGH_THE_GATE, *breaches.BEFORE_THE_COURT),
    key=lambda part: part[:2],
)
"""On which day, at what hour, what happens."""


@dataclass
class Caseload:
    """People of one court's day in London. `done` is called after each case's part."""

    world: World
    staff: Staff
    topics: Subscriber
    first_day: date
    people: int
    seed: int = 2016
    first_number: int = 1
    done: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        random = Random(self.seed)
        numbers = range(self.first_number, self.first_number + self.people)
        # Each case draws from a source of its own, so that what happens to one does not hang on who came first.
        self.cases = [
            Case(mix.person(random, number), Random(f"{self.seed}/{number}"), team_of(number)) for number in numbers
        ]

    @property
    def steps(self) -> int:
        """How many times `done` will be called."""
        return len(PARTS) * self.people

    async def play(self) -> None:
        """Play all of it; any refusal that a case did not expect ends it."""
        play = Play(self.staff, self.topics, self.first_day)
        self.world.clock.advance_to(at(self.first_day, 8))
        await court.register_authors(play)
        await self._fill_the_directory(play)
        await register_crc_officers(self.staff, {case.team for case in self.cases})
        limit = asyncio.Semaphore(SIDE_BY_SIDE)

        async def one(part: Part, case: Case) -> None:
            async with limit:
                await self.play_part(part, play, case)
            self.done()

        for number, hour, part in PARTS:
            self.world.clock.advance_to(at(play.day(number), hour))
            async with asyncio.TaskGroup() as group:
                for case in self.cases:
                    group.create_task(one(part, case))

    async def play_part(self, part: Part, play: Play, case: Case) -> None:
        """One part of one case. Whoever wants the others to go on where one cannot says so here."""
        await part(play, case)

    async def _fill_the_directory(self, play: Play) -> None:
        """Both CRCs say what they offer, the division what it may spend; the court and both CRCs have heard of it."""
        codes = await fill_directory(self.staff, CRC)
        next_codes = await fill_directory(self.staff, NEXT_CRC)
        await set_budget(self.staff, DIVISION, financial_year_of(self.first_day), BUDGET_PENCE)
        await court_has_heard(self.staff, COURT, CRC, codes)
        await crc_has_heard(self.staff, OFFICER, codes)
        await crc_has_heard(self.staff, NEXT_OFFICER, next_codes)
        play.interventions = await every(self.staff, COURT, "court", "/interventions", areaCrc=CRC)


def financial_year_of(day: date) -> str:
    """The year of a budget, from April to March: 2016/17."""
    first = day.year if day.month >= 4 else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"
