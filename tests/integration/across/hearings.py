"""A service that hears what a journey told: the journey is played once, and a service listens in whatever order."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations
from typing import Any

from shared.runtime.clock import FixedClock
from shared.runtime.inbox import Message
from tests.integration.across.orders import Act, every_end, named_in, number_of_orders, state, tried, undone
from tests.support.carrying import Carrier
from tests.support.playing import Asked, IdsOf, StaffHere, headers_of, story_on, told
from tests.support.postgres import Databases
from tests.support.running import MONDAY, Running, running

CRN = "X320741"
EARLY = MONDAY.replace(hour=5)
"""Before anything of a journey happens."""


@dataclass(frozen=True)
class Played:
    """What a journey commanded and told."""

    asked: list[Asked]
    carrier: Carrier

    def about_the_person(self, publisher: str) -> list[Message]:
        """What a service told about the person."""
        return self.carrier.shelves[publisher].by_key[CRN]

    def about_the_directory(self) -> list[Message]:
        """What allocation told about no person."""
        keys = self.carrier.shelves["allocation"].by_key
        return [message for key, messages in keys.items() if key != CRN for message in messages]

    def known(self) -> frozenset[str]:
        """Every identifier that was told on the way."""
        every = (m.value.decode() for shelf in self.carrier.shelves.values() for m in shelf.by_key[CRN])
        return named_in(*every)


@dataclass(frozen=True)
class Hearing:
    """A service that hears two topics, with the commands that it is given; commands are named by the ends of paths."""

    service: str
    topics: tuple[str, str]
    orders: int
    among: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The commands that come among the events, each with what has to be heard before it can be given."""
    before: tuple[str, ...] = ()
    """The commands that it has had before any of the events."""
    heard_before: tuple[str, ...] = ()
    """The facts that it has heard before any of the events, each when it was told; a service's name for its topic."""
    told_after: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The facts of others that cannot be told before a command here has been carried out."""


async def played(databases: Databases, names: Sequence[str], parts: Sequence[Callable[[Any], Any]]) -> Played:
    """Some parts of the journey, played on services that hear each other at once."""
    async with AsyncExitStack() as stack:
        services = {name: await stack.enter_async_context(running(databases, name)) for name in names}
        clock = FixedClock(EARLY)
        for service in services.values():
            service.clock = service.runtime.clock = service.runtime.work.clock = clock
        carrier = Carrier(services.values())
        story = story_on(services, carrier, clock, CRN)
        for part in parts:
            await part(story)
        assert isinstance(story.staff, StaffHere)
        return Played(story.staff.asked, carrier)


async def ask(service: Running, asked: Asked) -> None:
    """Give the command again."""
    answer = await service.client.post(asked.path, json=asked.body, headers=headers_of(asked.officer))
    assert answer.is_success, f"{asked.path}: {answer.text}"


async def hear(service: Running, messages: Sequence[Message]) -> None:
    """Give events as one batch, and then all of them again."""
    for _ in range(2):
        assert (await service.runtime.inbox.apply(messages)).parked == 0


def wanted(service: Running, story: Played, publisher: str) -> list[tuple[str, Message]]:
    """The events of one topic that the service wants, in order, by their facts."""
    every = story.about_the_person(publisher)
    reactions = service.runtime.service.reactions
    return [(told(one).fact, one) for one in every if reactions.wants(told(one).envelope.event_type)]


def events(service: Running, hearing: Hearing, story: Played, publisher: str) -> list[Act]:
    """The events of one topic that the service wants and has not heard before, in order."""
    acts: list[Act] = []
    for fact, message in wanted(service, story, publisher):
        if fact not in hearing.heard_before:
            name = numbered(fact, [act.name for act in acts])
            after = hearing.told_after.get(fact, frozenset())
            acts.append(Act(name, partial(hear, service, [message]), after, (message,)))
    return acts


def commands(service: Running, hearing: Hearing, story: Played) -> list[Act]:
    """The commands that come among the events, in order."""
    acts: dict[str, Act] = {}
    for asked in story.asked:
        name = numbered(f"/{asked.path.rsplit('/')[-1]}", list(acts))
        if asked.service == hearing.service and name in hearing.among:
            acts[name] = Act(name, partial(ask, service, asked), hearing.among[name])
    assert list(acts) == list(hearing.among), "the journey gives other commands"
    return list(acts.values())


def numbered(name: str, taken: list[str]) -> str:
    """The name, with its number from the second on."""
    again = sum(one.split(" ")[0] == name for one in taken)
    return f"{name} {again + 1}" if again else name


@asynccontextmanager
async def listening(databases: Databases, hearing: Hearing, story: Played) -> AsyncIterator[Running]:
    """The service as it was when the first of the events came; time stands from then on."""
    asked = [one for one in story.asked if one.service == hearing.service]
    async with running(databases, hearing.service, EARLY) as service:
        await service.deliver(story.about_the_directory())
        earlier = [
            (told(message).envelope.time, message)
            for publisher in story.carrier.shelves
            for fact, message in wanted(service, story, publisher)
            if publisher in hearing.heard_before or fact in hearing.heard_before
        ]
        for one in asked:
            if one.path.endswith(hearing.before):
                service.clock.move_to(one.at)
                await service.deliver([message for at, message in earlier if at <= one.at])
                earlier = [(at, message) for at, message in earlier if at > one.at]
                service.runtime.work.ids = IdsOf(one.name)
                await ask(service, one)
        await service.deliver([message for _, message in earlier])
        among = tuple(name.split(" ")[0] for name in hearing.among)
        latest = [one.at for one in asked if one.path.endswith((*hearing.before, *among))]
        service.clock.move_to(max(latest, default=service.clock.now()))
        async with undone(service):
            yield service


def together(topics: Sequence[Sequence[Act]]) -> Iterator[tuple[Act, ...]]:
    """Every order of the events of two topics."""
    first, second = topics
    for places in combinations(range(len(first) + len(second)), len(first)):
        one, other = iter(first), iter(second)
        yield tuple(next(one if place in places else other) for place in range(len(first) + len(second)))


async def one_by_one(databases: Databases, hearing: Hearing, story: Played) -> None:
    """Every order, each event twice; AssertionError where they do not all end in one state."""
    async with listening(databases, hearing, story) as service:
        topics = [events(service, hearing, story, publisher) for publisher in hearing.topics]
        assert all(topics), "a topic has nothing that the service wants to hear"
        sequences = [*topics, commands(service, hearing, story)]
        assert hearing.orders == number_of_orders(sequences), [[act.name for act in one] for one in sequences]
        ends = await every_end(service, sequences, story.known())
        assert len(ends) == 1, difference(ends)


async def in_one_batch(databases: Databases, hearing: Hearing, story: Played) -> None:
    """Every order of the two topics as one batch, and one by one; AssertionError where they end in several states."""
    ends: dict[str, list[str]] = {}
    async with listening(databases, hearing, story) as service:
        topics = [events(service, hearing, story, publisher) for publisher in hearing.topics]
        after = commands(service, hearing, story)
        for order in together(topics):
            batch = Act("one batch", partial(hear, service, [message for act in order for message in act.messages]))
            for acts in ([batch, *after], [*order, *after]):
                async with tried(service, "(an order)"):
                    for act in acts:
                        service.runtime.work.ids = IdsOf(act.name)
                        await act.do()
                    names = [act.name for act in (*order, *acts)]
                    ends.setdefault(await state(service, story.known()), names)
    assert len(ends) == 1, difference(ends)


def difference(ends: dict[str, list[str]]) -> str:
    """Two orders that end differently, and the rows that only one of them has."""
    (first, one), (second, other), *_ = ends.items()
    lines = set(first.splitlines()) ^ set(second.splitlines())
    shown = "\n".join(f"{'first ' if line in first else 'second'} {line}" for line in sorted(lines))
    return f"{len(ends)} ends.\nfirst:  {', '.join(one)}\nsecond: {', '.join(other)}\n{shown}"
