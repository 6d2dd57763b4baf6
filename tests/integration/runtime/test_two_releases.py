"""Producers and consumers of two releases together: every subscriber applies every fact once and in order."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaTimeoutError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from deploy.embedded.broker import EmbeddedBroker
from shared.contracts.catalogue import VERSIONS
from shared.contracts.envelope import decode_envelope
from shared.contracts.versions import Versions
from shared.runtime import dead_letters
from shared.runtime.commit_limit import CommitLimit
from shared.runtime.inbox import Inbox, Message
from shared.runtime.relay import Relay
from shared.runtime.tracing import Causes
from tests.support.kafka import producing, read_topic
from tests.support.postgres import Databases
from tests.support.releases import AUTHOR, BEFORE_V2, MANAGER, V1, V2, V2_ALONE, as_v1, change, subscriber
from tests.support.running import Running, running_on

REPLAY = "INSERT INTO outbox (sequence, crn) SELECT sequence, crn FROM event ON CONFLICT DO NOTHING"
PEOPLE = ("X000001", "X000002")


class Crash(Exception):
    """The process has ended between two sends."""


@dataclass
class Partition:
    """One partition of a topic in place of a producer; it ends the process after so many sends, if it is told to."""

    messages: list[Message] = field(default_factory=list)
    sends_left: int | None = None

    async def send_and_wait(self, topic: str, *, key: bytes, value: bytes, headers: list[tuple[str, bytes]]) -> None:
        if self.sends_left == 0:
            raise Crash
        if self.sends_left is not None:
            self.sends_left -= 1
        self.messages.append(Message(topic, 0, len(self.messages), key.decode(), tuple(headers), value))
        await asyncio.sleep(0)  # until it is acknowledged others send: two people's versions are mixed

    def types(self) -> list[str]:
        return [decode_envelope(one.headers).event_type for one in self.messages]


@dataclass
class Publisher:
    """A service that records changed recommendations; whichever release leads publishes them."""

    service: Running
    topic: Partition = field(default_factory=Partition)

    async def tell(self, crn: str, version: int, *, in_v2: bool = True, by: str = MANAGER) -> None:
        told = change(crn, version, by=by)
        async with self.service.runtime.work.transaction(Causes.fresh()) as transaction:
            transaction.tell([told if in_v2 else as_v1(told)])

    def relay(self, versions: Versions = VERSIONS) -> Relay:
        producer: Any = self.topic
        runtime = self.service.runtime
        return Relay("breach", runtime.database, producer, runtime.clock, "http://breach.test", 1000, versions)

    async def publish(self, versions: Versions = VERSIONS) -> tuple[int, int]:
        async with self.service.runtime.database.read() as connection:
            return await self.relay(versions).publish_once(connection)

    async def replay(self) -> None:
        await self.service.rows(REPLAY)

    async def recorded(self) -> list[tuple[str, str]]:
        rows = await self.service.rows("SELECT crn, event_id FROM event ORDER BY sequence")
        return [(row["crn"], str(row["event_id"])) for row in rows]


@dataclass
class Side:
    """Both releases of a subscriber, each with a database of its own; `group` is the two on one database."""

    new: Running
    old: Running
    group_new: Inbox
    group_old: Inbox
    group: Running

    async def forget(self) -> None:
        for each in (self.new, self.old, self.group):
            await each.rows("TRUNCATE noted, inbox, dead_letter")


@pytest.fixture
async def side(databases: Databases) -> AsyncIterator[Side]:
    new, old = subscriber(), subscriber(BEFORE_V2)
    async with AsyncExitStack() as stack:
        running = [
            await stack.enter_async_context(running_on(each, await databases.fresh_with(each.metadata)))
            for each in (new, old, new)
        ]
        work = running[2].runtime.work
        yield Side(
            running[0],
            running[1],
            Inbox("subscriber", work, new.reactions),
            Inbox("subscriber", work, old.reactions),
            running[2],
        )


@pytest.fixture
def publisher(diary: Running) -> Publisher:
    return Publisher(diary)


async def noted(subscriber: Running) -> list[tuple[str, str]]:
    rows = await subscriber.rows("SELECT crn, event_id FROM noted ORDER BY number")
    return [(row["crn"], str(row["event_id"])) for row in rows]


async def bodies(subscriber: Running) -> list[dict[str, Any]]:
    return [row["body"] for row in await subscriber.rows("SELECT body FROM noted ORDER BY number")]


async def parked(subscriber: Running) -> list[dict[str, Any]]:
    return await subscriber.rows("SELECT * FROM dead_letter WHERE state = 'parked' ORDER BY letter_id")


def in_order(of: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    return {crn: [one for whose, one in of if whose == crn] for crn in PEOPLE}


async def test_a_fact_is_recorded_once_and_told_in_both_versions_under_one_id_the_older_first(
    publisher: Publisher, broker: EmbeddedBroker, topic: str
) -> None:
    await publisher.tell(PEOPLE[0], 2)
    async with producing(broker.bootstrap_servers) as producer, publisher.service.runtime.database.read() as connection:
        relay = publisher.relay()
        relay.producer, relay.topic = producer, topic
        assert await relay.publish_once(connection) == (1, 0)
    first, second = await read_topic(broker.bootstrap_servers, topic, 2)
    older, newer = decode_envelope(first.headers), decode_envelope(second.headers)
    [(crn, event_id)] = await publisher.recorded()
    assert (first.key, second.key) == (crn.encode(), crn.encode())
    assert [str(one.event_id) for one in (older, newer)] == [event_id, event_id]
    assert [(one.event_type, one.superseded_by) for one in (older, newer)] == [(V1, V2), (V2, None)]
    assert [one.dataschema for one in (older, newer)] == [f"http://breach.test/schemas/{one}.json" for one in (V1, V2)]
    assert older.time == newer.time
    assert await publisher.service.waiting() == 0


async def test_what_a_release_before_recorded_is_told_as_it_was(publisher: Publisher) -> None:
    await publisher.tell(PEOPLE[0], 2, in_v2=False)
    await publisher.publish()
    (only,) = publisher.topic.messages
    envelope = decode_envelope(only.headers)
    assert (envelope.event_type, envelope.superseded_by) == (V1, None)


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one by one"])
async def test_each_release_applies_the_version_that_it_knows_and_parks_nothing(
    publisher: Publisher, side: Side, *, together: bool
) -> None:
    await publisher.tell(PEOPLE[0], 2, in_v2=False)
    await publisher.tell(PEOPLE[0], 3)
    await publisher.publish()
    assert publisher.topic.types() == [V1, V1, V2]
    messages = publisher.topic.messages
    for each in (side.new, side.old):
        for batch in [messages] if together else [[one] for one in messages]:
            await each.deliver(batch)
        assert await noted(each) == await publisher.recorded()
        assert await parked(each) == []
    assert [one["byManager"] for one in await bodies(side.old)] == [True, True]
    # who recommended first is known where v2 was told, and not made up where it was not
    assert [one["firstRecommendedBy"] for one in await bodies(side.new)] == [None, AUTHOR]


async def test_a_relay_that_ends_between_the_two_versions_tells_both_again(publisher: Publisher, side: Side) -> None:
    await publisher.tell(PEOPLE[0], 2)
    await publisher.tell(PEOPLE[0], 3)
    publisher.topic.sends_left = 1
    with pytest.raises(Crash):
        await publisher.publish()
    assert publisher.topic.types() == [V1]
    assert await publisher.service.waiting() == 2
    for each in (side.new, side.old):
        await each.deliver(publisher.topic.messages)
    assert (await noted(side.new), len(await noted(side.old))) == ([], 1)
    publisher.topic.sends_left = None
    assert await publisher.publish() == (2, 0)
    assert publisher.topic.types() == [V1, V1, V2, V1, V2]
    for each in (side.new, side.old):
        await each.deliver(publisher.topic.messages[1:])
        assert await noted(each) == await publisher.recorded()
        assert await parked(each) == []


async def test_where_kafka_takes_the_older_version_only_nothing_of_the_person_overtakes_the_newer(
    publisher: Publisher,
) -> None:
    await publisher.tell(PEOPLE[0], 2)
    await publisher.tell(PEOPLE[0], 3)

    class Refusing(Partition):
        async def send_and_wait(self, topic: str, **message: Any) -> None:
            if decode_envelope(message["headers"]).event_type == V2:
                raise KafkaTimeoutError
            await super().send_and_wait(topic, **message)

    publisher.topic = Refusing()
    assert await publisher.publish() == (0, 1)
    assert publisher.topic.types() == [V1]
    assert await publisher.service.waiting() == 2


async def test_a_subscriber_that_is_too_old_parks_what_it_cannot_read_and_applies_it_in_order_after_its_upgrade(
    publisher: Publisher, side: Side
) -> None:
    await publisher.tell(PEOPLE[0], 2)
    await publisher.publish()
    for version in (3, 4):
        await publisher.tell(PEOPLE[0], version)
    await publisher.tell(PEOPLE[1], 2, in_v2=False)
    await publisher.publish(V2_ALONE)  # nobody is told v1 any more
    assert publisher.topic.types() == [V1, V2, V2, V1, V2]
    done = await side.group_old.apply(publisher.topic.messages)
    assert (done.applied, done.parked) == (2, 2)
    assert [one["behind"] for one in await parked(side.group)] == [False, True]
    assert "no contract is known" in (await parked(side.group))[0]["reason"]
    # The upgraded process has the old one's database, and its letters.
    assert await dead_letters.redrive_key(side.group_new, PEOPLE[0]) == (2, None)
    assert in_order(await noted(side.group)) == in_order(await publisher.recorded())
    await publisher.replay()
    await publisher.publish(V2_ALONE)
    assert (await side.group_new.apply(publisher.topic.messages)).applied == 0


async def test_an_older_version_that_was_parked_is_applied_when_it_is_driven_again_though_a_newer_one_followed(
    publisher: Publisher, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publisher.tell(PEOPLE[0], 2)
    await publisher.publish()

    async def refuse(*_: object) -> None:
        raise ValueError("cannot be noted today")

    with monkeypatch.context() as patch:
        patch.setattr(side.group_old.reactions, "apply", refuse)
        assert (await side.group_old.apply(publisher.topic.messages)).parked == 1
    assert await dead_letters.redrive_key(side.group_new, PEOPLE[0]) == (1, None)
    assert await noted(side.group) == await publisher.recorded()


@dataclass(frozen=True)
class Told:
    """A fact about a person, recorded by a process of the new or of the old release."""

    person: int
    in_v2: bool


@dataclass(frozen=True)
class Published:
    """A round of the relay, whose process may end after so many sends."""

    ends_after: int | None


@dataclass(frozen=True)
class Replayed:
    """The whole record is put back into the outbox."""


stories = st.lists(
    st.one_of(
        st.builds(Told, st.integers(0, 1), st.booleans()),
        st.builds(Published, st.none() | st.integers(0, 5)),
        st.just(Replayed()),
    ),
    min_size=1,
    max_size=12,
)
THE_SAME = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


async def play(publisher: Publisher, story: Sequence[Told | Published | Replayed]) -> list[Message]:
    """Let producers of both releases live a story; at its end everything has been published."""
    await publisher.service.rows("TRUNCATE event, outbox RESTART IDENTITY")
    publisher.topic = Partition()
    for version, step in enumerate([*story, Published(None)], start=2):
        match step:
            case Told():
                by = AUTHOR if version % 3 == 0 else MANAGER
                await publisher.tell(PEOPLE[step.person], version, in_v2=step.in_v2, by=by)
            case Published():
                publisher.topic.sends_left = step.ends_after
                with suppress(Crash):
                    await publisher.publish()
            case Replayed():
                await publisher.replay()
    assert await publisher.service.waiting() == 0
    return publisher.topic.messages


def cut(messages: Sequence[Message], sizes: Sequence[int]) -> list[Sequence[Message]]:
    batches, begin, turn = [], 0, 0
    while begin < len(messages):
        size = sizes[turn % len(sizes)]
        batches.append(messages[begin : begin + size])
        begin, turn = begin + size, turn + 1
    return batches


@THE_SAME
@given(story=stories, sizes=st.lists(st.integers(1, 5), min_size=1, max_size=3), repeated=st.booleans())
async def test_whatever_two_releases_tell_each_subscriber_applies_every_fact_once_and_in_order(
    publisher: Publisher, side: Side, story: list[Any], sizes: list[int], *, repeated: bool
) -> None:
    messages = await play(publisher, story)
    recorded = await publisher.recorded()
    await side.forget()
    for each in (side.new, side.old):
        for batch in cut(messages, sizes):
            for _ in range(2 if repeated else 1):
                assert (await each.deliver(batch)).parked == 0
        assert in_order(await noted(each)) == in_order(recorded)
    told = await publisher.service.rows("SELECT event_id, event_type FROM event")
    of_v2 = {str(row["event_id"]) for row in told if row["event_type"] == V2}
    known = await side.new.rows("SELECT event_id, body FROM noted")
    for row in known:
        whole = row["body"]["firstRecommendedBy"] == AUTHOR
        assert whole or (str(row["event_id"]) not in of_v2 and not row["body"]["byFirstAuthor"])


@dataclass(frozen=True)
class Turn:
    """A process of one release reads so many messages; `killed` before the offset is committed, or it stays."""

    new: bool
    size: int
    killed: bool


TWO_AT_ONCE = [Told(0, in_v2=True), Told(1, in_v2=True)]
turns = st.lists(st.builds(Turn, st.booleans(), st.integers(1, 4), st.booleans()), max_size=30)


@THE_SAME
@example(story=[Told(0, in_v2=True)], turns=[Turn(new=True, size=1, killed=False)], last_is_new=False)
@example(story=TWO_AT_ONCE, turns=[Turn(new=True, size=1, killed=False)] * 2, last_is_new=False)
@given(story=stories, turns=turns, last_is_new=st.booleans())
async def test_processes_of_two_releases_may_take_a_partition_from_each_other_at_any_moment(
    publisher: Publisher, side: Side, story: list[Any], turns: list[Turn], *, last_is_new: bool
) -> None:
    messages = await play(publisher, story)
    await side.forget()
    committed = await in_turns(side, messages, turns)
    # Whoever has the partition in the end reads it to its end.
    last = side.group_new if last_is_new else side.group_old
    assert (await last.apply(messages[committed:])).parked == 0
    assert await parked(side.group) == []
    assert in_order(await noted(side.group)) == in_order(await publisher.recorded())


async def in_turns(side: Side, messages: Sequence[Message], turns: Sequence[Turn]) -> int:
    """Let the processes of a group read a partition in turns, as the consumer does; the offset committed last."""
    place = TopicPartition("probation.breach", 0)
    committed, position, has_it, limit = 0, 0, None, CommitLimit()
    for turn in turns:
        if turn.new is not has_it:  # a rebalance: whoever takes the partition over reads on from the committed offset
            position, has_it, limit = committed, turn.new, CommitLimit()
        batch = messages[position : position + turn.size]
        applied = await (side.group_new if turn.new else side.group_old).apply(batch)
        assert applied.parked == 0
        limit.note(batch, applied.passed_over)
        position += len(batch)
        if turn.killed:
            has_it = None
        else:
            committed = limit.of(place, position)
    return committed
