"""The simulator's journey, played on services in the test's process: what they tell is what they tell for real."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import httpx
import orjson

from shared.contracts.envelope import decode_envelope
from shared.decisions import IdSource
from shared.runtime.clock import FixedClock
from shared.runtime.inbox import Message
from simulator.journey.story import Story
from simulator.staff import Officer, Refused, Staff
from simulator.topics import NeverTold, Subscriber, Told
from simulator.world import World
from tests.support import tokens
from tests.support.carrying import Carrier
from tests.support.running import Running


@dataclass(frozen=True)
class Asked:
    """A command of the journey that was carried out: by whom, where, what, and when."""

    officer: Officer
    service: str
    path: str
    body: Any
    at: datetime
    name: str
    """Its place among the commands to the service: the identifiers that it made are made of it (`IdsOf`)."""


class IdsOf(IdSource):
    """Identifiers made of a name: the same ones in the same order, whenever what has the name happens."""

    def __init__(self, name: str) -> None:
        self._name, self._count = name, 0

    def __call__(self) -> UUID:
        self._count += 1
        return uuid5(UUID(int=0), f"{self._name}, {self._count}")


class StandingClock:
    """The clock of all services; the story moves it."""

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """The time that every service has."""
        return self._clock.now()

    def advance_to(self, then: datetime) -> None:
        """Move time on."""
        self._clock.move_to(then)


class StaffHere(Staff):
    """People who ask the services of this process; what they command and get is kept in `asked`."""

    def __init__(self, world: World, services: Mapping[str, Running], carry: Callable[[], Any]) -> None:
        self.world, self.services, self.carry = world, services, carry
        self.asked: list[Asked] = []

    async def _call(
        self,
        officer: Officer,
        service: str,
        method: str,
        path: str,
        status: int | None,
        headers: dict[str, str],
        **more: Any,
    ) -> httpx.Response:
        await self.carry()
        at, name = self.world.clock.now(), f"{service} {sum(one.service == service for one in self.asked)}"
        if method == "POST":
            self.services[service].runtime.work.ids = IdsOf(name)
        answer = await self.services[service].client.request(method, path, headers=headers_of(officer), **more)
        if not (answer.is_success if status is None else answer.status_code == status):
            raise Refused(f"{method} {path} ({service})", answer.status_code, answer.text)
        if method == "POST" and answer.is_success:
            self.asked.append(Asked(officer, service, path, more["json"], at, name))
        return answer


class TopicsHere(Subscriber):
    """The topics as they stand on the shelves; whoever waits lets everybody tell and hear first."""

    def __init__(self, carrier: Carrier, carry: Callable[[], Any]) -> None:
        self.carrier, self.carry = carrier, carry

    def about(self, crn: str) -> list[Told]:
        """Everything told about a person so far, topic by topic."""
        return [told(one) for shelf in self.carrier.shelves.values() for one in shelf.facts(crn)]

    async def wait(self, crn: str, fact: str, matches: Callable[[dict[str, Any]], bool] = lambda _: True) -> Told:
        """The first event that matches; `NeverTold` where nobody has it to tell."""
        await self.carry()
        for one in self.about(crn):
            if one.fact == fact and matches(one.data):
                return one
        raise NeverTold(f"no {fact} about {crn}; told were: {', '.join(t.fact for t in self.about(crn))}")

    async def pause(self, seconds: float = 0.1) -> None:
        """Let everybody tell and hear."""
        await self.carry()


def headers_of(officer: Officer) -> dict[str, str]:
    """Who asks."""
    return tokens.headers(officer.organisation, officer.code, *officer.roles)


def told(message: Message) -> Told:
    """A message as a subscriber sees it."""
    return Told(decode_envelope(message.headers), orjson.loads(message.value), message.headers, message.value)


def story_on(services: Mapping[str, Running], carrier: Carrier, clock: FixedClock, crn: str = "X320741") -> Story:
    """A story about one person, on services that share the clock; its staff is a `StaffHere`."""

    async def carry() -> None:
        for service in services.values():
            await service.tick()
        await carrier.deliver_everything()

    nowhere = World(urls={}, issuer="", kafka_bootstrap_servers="", clock=StandingClock(clock))
    return Story(nowhere, StaffHere(nowhere, services, carry), TopicsHere(carrier, carry), crn=crn)
