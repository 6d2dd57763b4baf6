"""What a consumer promises, on whichever broker: the same suite runs on the embedded one and on Apache Kafka.

Each test has a topic and a group of its own. What only a broker with several members a group can show is in
`test_rebalances.py`.
"""

import asyncio
import time
from collections import defaultdict

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer

from deploy.embedded.broker import EmbeddedBroker
from shared.runtime.inbox import StopLimit
from tests.integration.runtime.member import (
    SESSION_SECONDS,
    Gate,
    Group,
    id_of,
    many_of_each,
    messages,
    place_of,
)
from tests.support.kafka import eventually
from tests.support.running import Running


@pytest.fixture
def group(diary: Running, broker: EmbeddedBroker, topic: str) -> Group:
    return Group(diary, broker, topic)


async def test_messages_reach_the_database_and_their_offsets_are_committed_after(diary: Running, group: Group) -> None:
    await group.publish(*messages(diary, 20))
    consumer = group.consumer()
    async with group.joined(consumer):
        await group.until_applied(20)
        await group.until_committed(20)
        assert consumer.lag() == 0
    await group.publish(*messages(diary, 5, first=20))
    gate = Gate(diary)
    async with group.joined(group.consumer(gate)):
        await group.until_applied(25)
    assert sum(gate.batches) == 5  # none of the first twenty came again
    assert set((await group.applied()).values()) == {1}


async def test_of_each_person_what_was_published_first_is_applied_first_over_all_partitions(
    diary: Running, group: Group
) -> None:
    published = many_of_each(diary, people=12, each=8)
    await group.publish(*published)
    group.settings = group.settings.model_copy(update={"consumer_batch": 7})
    async with group.joined(group.consumer()):
        await group.until_applied(len(published))
    in_order: dict[str, list[str]] = defaultdict(list)
    for message in published:
        in_order[message.key].append(id_of(message))
    assert {crn: await group.order_of(crn) for crn in in_order} == in_order


async def test_what_is_published_twice_is_applied_once(diary: Running, group: Group) -> None:
    published = messages(diary, 10)
    await group.publish(*published, *published, *messages(diary, 1, first=99))
    async with group.joined(group.consumer()):
        await group.until_committed(21)
    assert set((await group.applied()).values()) == {1}
    assert len(await group.applied()) == 11


async def test_a_crash_before_the_offset_is_committed_repeats_messages_and_applies_none_twice(
    diary: Running, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    await group.publish(*messages(diary, 10))
    committed = asyncio.Event()

    async def crash(*_: object) -> None:
        committed.set()
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(AIOKafkaConsumer, "commit", crash)
        async with group.joined(group.consumer()):
            await asyncio.wait_for(committed.wait(), 30)
    assert sum((await group.applied()).values()) > 0
    assert await group.committed() == 0
    gate = Gate(diary)
    async with group.joined(group.consumer(gate)):

        async def read_again() -> bool:
            return sum(gate.batches) == 10

        await eventually(read_again, "all ten messages have been read again")
    assert set((await group.applied()).values()) == {1}
    assert len(await group.applied()) == 10


async def test_while_the_database_is_away_the_batch_waits_and_the_member_keeps_its_place_in_the_group(
    diary: Running, group: Group
) -> None:
    gate = Gate(diary)
    gate.fault = asyncpg.CannotConnectNowError("starting up")
    await group.publish(*messages(diary, 3))
    consumer = group.consumer(gate)
    async with group.joined(consumer):
        await asyncio.wait_for(gate.entered.wait(), 30)
        place, end = place_of(consumer), time.monotonic() + SESSION_SECONDS * 1.5
        await eventually(lambda: time.monotonic() > end, "longer than a silent member keeps its place")
        assert await group.applied() == {}
        gate.fault = None
        await group.until_applied(3)
        assert place_of(consumer) == place
    assert sum(gate.batches) == 3
    assert await diary.rows("SELECT * FROM dead_letter") == []


async def test_under_backpressure_nothing_is_read_and_the_member_keeps_its_place_in_the_group(
    diary: Running, group: Group
) -> None:
    full = False
    consumer = group.consumer(hold_back=lambda: full)
    await group.publish(*messages(diary, 2))
    async with group.joined(consumer):
        await group.until_applied(2)
        full, place, end = True, place_of(consumer), time.monotonic() + SESSION_SECONDS * 1.5
        await eventually(lambda: consumer._kafka is not None and consumer._kafka.paused(), "it is held back")
        await group.publish(*messages(diary, 5, first=2))
        await eventually(lambda: time.monotonic() > end, "longer than a silent member keeps its place")
        assert len(await group.applied()) == 2
        assert consumer.assigned
        full = False
        await group.until_applied(7)
        assert place_of(consumer) == place


async def test_a_member_that_is_told_to_finish_applies_and_commits_its_batch_before_it_leaves(
    diary: Running, group: Group
) -> None:
    gate = Gate(diary)
    gate.open.clear()
    await group.publish(*messages(diary, 6))
    consumer = group.consumer(gate)
    async with group.joined(consumer) as task:
        await asyncio.wait_for(gate.entered.wait(), 30)
        consumer.finish()
        gate.open.set()
        await asyncio.wait_for(task, 30)
    begun = sum(gate.batches)
    assert begun > 0
    assert len(await group.applied()) == begun == await group.committed()
    rest = Gate(diary)
    async with group.joined(group.consumer(rest)):
        await group.until_applied(6)
    assert sum(rest.batches) == 6 - begun


async def test_a_member_that_is_told_to_finish_while_the_database_is_away_commits_nothing_of_its_batch(
    diary: Running, group: Group
) -> None:
    gate = Gate(diary)
    gate.fault = ConnectionRefusedError()
    await group.publish(*messages(diary, 4))
    consumer = group.consumer(gate)
    async with group.joined(consumer) as task:
        await asyncio.wait_for(gate.entered.wait(), 30)
        consumer.finish()
        await asyncio.wait_for(task, 30)
    assert (await group.committed(), await group.applied()) == (0, {})
    async with group.joined(group.consumer()):
        await group.until_applied(4)


async def test_poison_is_parked_with_its_successors_and_everybody_elses_messages_are_applied(
    diary: Running, group: Group
) -> None:
    poison = messages(diary, 1, court="POISON")
    await group.publish(*messages(diary, 5, first=1), *poison, *messages(diary, 1), *messages(diary, 5, first=6))
    async with group.joined(group.consumer()):
        await group.until_applied(10)

        async def both_parked() -> bool:
            return len(await diary.rows("SELECT * FROM dead_letter WHERE state = 'parked' AND key = 'X000000'")) == 2

        await eventually(both_parked, "the poison and what came after it")
        await group.until_committed(12)
    assert "X000000" not in await group.applied()


async def test_a_consumer_that_stops_by_its_limit_says_why_and_a_mended_one_takes_everything(
    diary: Running, group: Group
) -> None:
    await group.publish(*messages(diary, 12, court="POISON"))
    consumer = group.consumer(Gate(diary, StopLimit(share=0.1, least=3)))
    async with group.joined(consumer):
        await eventually(lambda: consumer.stopped_because, "the consumer stops")
        assert "could not be applied" in str(consumer.stopped_because)
    [row] = await diary.rows("SELECT count(*) AS n FROM inbox")
    assert row["n"] == 2
    assert await group.committed() == 0
    async with group.joined(group.consumer(Gate(diary, StopLimit(share=1.0)))):

        async def all_judged() -> bool:
            return len(await diary.rows("SELECT * FROM dead_letter")) == 12

        await eventually(all_judged, "every message has been judged by the consumer with the wider limit")
