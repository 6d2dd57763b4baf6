"""The base that every story begins from: a directory, officers, and people at different points of their cases.

Invariant: it is made by the services themselves, through their APIs and topics, without a fault.
"""

from datetime import timedelta
from functools import partial
from typing import Any

from simulator.directory import fill_directory, set_budget
from simulator.journey.story import COURT, COURT_MANAGER, MANAGER, OFFICER
from simulator.officers import Entry, register_officers
from simulator.staff import Officer
from tests.faults.simulation.course import COURSE, steps_before
from tests.faults.simulation.gates import Actor
from tests.faults.simulation.people import Asked, Person, ask, headers_of
from tests.faults.simulation.rest import deliver_everything
from tests.faults.simulation.world import World, simulated

AUTHOR = {
    "officer": COURT.code,
    "team": "N07DTX",
    "grade": "PO",
    "employment": "permanent",
    "training": ["courtReports", "sara"],
}
BEGIN_AT = {"X100001": 0, "X100002": 1, "X100003": 2, "X100004": 3, "X100005": 4}
"""The chapter that each person's case has come to."""


class _Staff:
    """Who fills the directory, asking the services here."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def post(self, officer: Officer, service: str, path: str, asked: Any) -> Any:
        return await self._call("POST", officer, service, path, json=asked)

    async def get(self, officer: Officer, service: str, path: str, **query: Any) -> Any:
        return await self._call("GET", officer, service, path, params=query)

    async def _call(self, method: str, officer: Officer, service: str, path: str, **more: Any) -> Any:
        place = self._world.places[service]
        place.app.state.runtime = self._world.processes[service][0].runtime
        answer = await place.client.request(method, path, headers=headers_of(officer), **more)
        assert answer.is_success, answer.text
        return answer.json()


async def make_base(world: World) -> None:
    """Play it, and keep it."""
    with simulated(world.time):
        await _play(world)
        await world.keep()


async def _play(world: World) -> None:
    staff: Any = _Staff(world)

    async def directory() -> None:
        await fill_directory(staff, "C17")
        await set_budget(staff, "N07", "2016/17", 25_000_000)
        await register_officers(staff, MANAGER, [Entry(MANAGER, "SPO"), Entry(OFFICER)])
        await staff.post(COURT_MANAGER, "court", "/authors", AUTHOR)

    await world.act(Actor("the directory", world, process=world.processes["court"][0]), directory)
    await deliver_everything(world, "the base, first")
    for crn, chapter in BEGIN_AT.items():
        person = person_of(world, crn, 0)
        for number in range(steps_before(chapter)):
            await _take(world, person, number)


async def _take(world: World, person: Person, number: int) -> None:
    """Take a step, later if need be."""
    for turn in range(30):
        process = world.processes[COURSE[number].service][0]
        if (found := person.next(world.now)) is not None:
            actor = Actor(f"{person.crn}, {number}, {turn}", world, process=process)
            await world.act(actor, partial(ask, world, process, person, *found, Asked()))
            person.refusals.clear()
        await deliver_everything(world, f"{person.crn}, {number}, {turn}, after")
        if number in person.done:
            return
        world.clock.advance(timedelta(hours=4))
    raise AssertionError(f"{person.crn} never came to step {number}: {COURSE[number].name}")


def person_of(world: World, crn: str, chapter: int) -> Person:
    """A person whose case has come to a chapter."""
    return Person(crn, COURSE, world.facts[crn], done=set(range(steps_before(chapter))))


def people(world: World) -> list[Person]:
    """Everybody, as a story begins."""
    return [person_of(world, crn, chapter) for crn, chapter in BEGIN_AT.items()]
