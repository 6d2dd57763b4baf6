"""The journey's steps 1 to 4 tell facts on three topics; in whatever order two of them are read, all ends the same.

Not a sample: every order that keeps each topic's own is tried, and among the events the commands that the journey gives
meanwhile to the service that hears them. Each event is given twice, as Kafka may.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations

import pytest

from shared.runtime.clock import FixedClock
from shared.runtime.inbox import Message
from simulator.journey import allocation, court, directory, escalation, supervision
from tests.integration.across.orders import Act, every_end, named_in, number_of_orders, state, tried, undone
from tests.support.carrying import Carrier
from tests.support.playing import Asked, IdsOf, StaffHere, headers_of, story_on, told
from tests.support.postgres import Databases
from tests.support.running import MONDAY, Running, running

CRN = "X320741"
STEPS_1_TO_4 = (
    directory.the_court_knows_what_the_crc_offers,
    court.court_sentences_without_knowing,
    allocation.allocation_is_provisional,
    supervision.crc_reads_what_was_missing,
    supervision.the_late_answer_arrives,
)
WITH_THE_ESCALATION = (*STEPS_1_TO_4, escalation.the_risk_rises_and_the_case_transfers)


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
    among: Mapping[str, frozenset[str]]
    """The commands that come among the events, each with what has to be heard before it can be given."""
    before: tuple[str, ...] = ()
    """The commands that it has had before any of the events."""
    told_after: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The facts of others that cannot be told before a command here has been carried out."""


SENTENCED = frozenset({"sentence-passed"})
OPENED = SENTENCED | {"allocation-accepted"}
COURT = Hearing(
    "court",
    ("allocation", "crc"),
    30,
    {"/answer": frozenset()},
    before=("/authors", "/reports", "/author", "/checks", "/completion", "/sentences"),
)
ALLOCATION = Hearing("allocation", ("court", "crc"), 40, {"/acceptance": SENTENCED})
CRC = Hearing(
    "crc",
    ("court", "allocation"),
    76,
    {"/responsible-officer": OPENED, "/acknowledgement": OPENED, "/acknowledgement 2": OPENED},
)
ESCALATED = Hearing(
    "allocation",
    ("court", "crc"),
    50,
    {"/acceptance": SENTENCED},
    told_after={"risk-escalated": frozenset({"/acceptance"})},
)


@pytest.fixture(scope="module")
async def journeys(databases: Databases) -> dict[bool, Played]:
    """The journey, without and with the escalation of its step 7."""
    found = {}
    for escalated, parts in ((False, STEPS_1_TO_4), (True, WITH_THE_ESCALATION)):
        async with AsyncExitStack() as stack:
            names = ("court", "allocation", "crc")
            services = {name: await stack.enter_async_context(running(databases, name)) for name in names}
            clock = FixedClock(MONDAY.replace(hour=5))
            for service in services.values():
                service.clock = service.runtime.clock = service.runtime.work.clock = clock
            carrier = Carrier(services.values())
            story = story_on(services, carrier, clock, CRN)
            for part in parts:
                await part(story)
            assert isinstance(story.staff, StaffHere)
            found[escalated] = Played(story.staff.asked, carrier)
    return found


async def ask(service: Running, asked: Asked) -> None:
    """Give the command again."""
    answer = await service.client.post(asked.path, json=asked.body, headers=headers_of(asked.officer))
    assert answer.is_success, f"{asked.path}: {answer.text}"


async def hear(service: Running, messages: Sequence[Message]) -> None:
    """Give events as one batch, and then all of them again."""
    for _ in range(2):
        assert (await service.runtime.inbox.apply(messages)).parked == 0


def events(service: Running, hearing: Hearing, played: Played, publisher: str) -> list[Act]:
    """The events of one topic that the service wants, in order."""
    acts: list[Act] = []
    for message in played.about_the_person(publisher):
        if service.runtime.service.reactions.wants(told(message).envelope.event_type):
            fact = told(message).fact
            name = numbered(fact, [act.name for act in acts])
            after = hearing.told_after.get(fact, frozenset())
            acts.append(Act(name, partial(hear, service, [message]), after, (message,)))
    return acts


def commands(service: Running, hearing: Hearing, played: Played) -> list[Act]:
    """The commands that come among the events, in order."""
    acts: dict[str, Act] = {}
    for asked in played.asked:
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
async def listening(databases: Databases, hearing: Hearing, played: Played) -> AsyncIterator[Running]:
    """The service as it was when the first of the events came; time stands from then on."""
    asked = [one for one in played.asked if one.service == hearing.service]
    async with running(databases, hearing.service, MONDAY.replace(hour=5)) as service:
        await service.deliver(played.about_the_directory())
        for one in asked:
            if one.path.endswith(hearing.before):
                service.clock.move_to(one.at)
                service.runtime.work.ids = IdsOf(one.name)
                await ask(service, one)
        among = tuple(name.split(" ")[0] for name in hearing.among)
        service.clock.move_to(max(one.at for one in asked if one.path.endswith(among)))
        async with undone(service):
            yield service


def together(topics: Sequence[Sequence[Act]]) -> Iterator[tuple[Act, ...]]:
    """Every order of the events of two topics."""
    first, second = topics
    for places in combinations(range(len(first) + len(second)), len(first)):
        one, other = iter(first), iter(second)
        yield tuple(next(one if place in places else other) for place in range(len(first) + len(second)))


HEARINGS = [
    pytest.param(False, COURT, id="court"),
    pytest.param(False, ALLOCATION, id="allocation"),
    pytest.param(False, CRC, id="crc"),
]
WITH_STEP_7 = pytest.param(True, ESCALATED, id="allocation, with the escalation of step 7")


@pytest.mark.parametrize(("escalated", "hearing"), [*HEARINGS, WITH_STEP_7])
async def test_every_order_of_two_topics_ends_alike(
    databases: Databases, journeys: dict[bool, Played], escalated: bool, hearing: Hearing
) -> None:
    played = journeys[escalated]
    async with listening(databases, hearing, played) as service:
        topics = [events(service, hearing, played, publisher) for publisher in hearing.topics]
        assert all(topics), "a topic has nothing that the service wants to hear"
        sequences = [*topics, commands(service, hearing, played)]
        assert number_of_orders(sequences) == hearing.orders
        ends = await every_end(service, sequences, played.known())
        assert len(ends) == 1, difference(ends)


@pytest.mark.parametrize(("escalated", "hearing"), HEARINGS)
async def test_every_order_in_one_batch_ends_as_one_by_one(
    databases: Databases, journeys: dict[bool, Played], escalated: bool, hearing: Hearing
) -> None:
    played = journeys[escalated]
    ends: dict[str, list[str]] = {}
    async with listening(databases, hearing, played) as service:
        topics = [events(service, hearing, played, publisher) for publisher in hearing.topics]
        after = commands(service, hearing, played)
        for order in together(topics):
            batch = Act("one batch", partial(hear, service, [message for act in order for message in act.messages]))
            for acts in ([batch, *after], [*order, *after]):
                async with tried(service, "(an order)"):
                    for act in acts:
                        service.runtime.work.ids = IdsOf(act.name)
                        await act.do()
                    names = [act.name for act in (*order, *acts)]
                    ends.setdefault(await state(service, played.known()), names)
    assert len(ends) == 1, difference(ends)


def difference(ends: dict[str, list[str]]) -> str:
    """Two orders that end differently, and the rows that only one of them has."""
    (first, one), (second, other), *_ = ends.items()
    lines = set(first.splitlines()) ^ set(second.splitlines())
    shown = "\n".join(f"{'first ' if line in first else 'second'} {line}" for line in sorted(lines))
    return f"{len(ends)} ends.\nfirst:  {', '.join(one)}\nsecond: {', '.join(other)}\n{shown}"
