"""Two members of one group: partitions pass from one to the other, and nothing is lost or applied twice on the way.

On Apache Kafka alone: a group of the embedded broker has one member.
"""

import asyncio
from collections import defaultdict

import pytest

from shared.runtime.consumer import Consumer
from shared.runtime.inbox import Message
from tests.integration.runtime.member import PARTITIONS, Gate, Group, id_of, many_of_each, messages
from tests.kafka.apache_kafka import ApacheKafka
from tests.support.kafka import eventually
from tests.support.running import Running

pytestmark = pytest.mark.apache_kafka


@pytest.fixture(params=["Apache Kafka"])
def broker(apache_kafka: ApacheKafka) -> ApacheKafka:
    return apache_kafka


@pytest.fixture
def group(diary: Running, broker: ApacheKafka, topic: str) -> Group:
    return Group(diary, broker, topic)


def places(*consumers: Consumer) -> list[int]:
    """How many partitions each has."""
    return [len(one._kafka.assignment()) if one._kafka is not None else 0 for one in consumers]


async def shared(*consumers: Consumer) -> None:
    """Wait until each has some partitions, and all have all."""
    await eventually(lambda: min(places(*consumers)) > 0 and sum(places(*consumers)) == PARTITIONS, "they share")


async def test_two_members_share_the_partitions_and_one_that_leaves_hands_its_own_over(
    diary: Running, group: Group
) -> None:
    one, other = group.consumer(), group.consumer()
    async with group.joined(one):
        async with group.joined(other) as second:
            await shared(one, other)
            await group.publish(*messages(diary, 40))
            await group.until_applied(40)
            other.finish()
            await asyncio.wait_for(second, 30)
        await eventually(lambda: places(one) == [PARTITIONS], "the one that stays has all of them")
        await group.publish(*messages(diary, 40, first=40))
        await group.until_committed(80)
    assert set((await group.applied()).values()) == {1}
    assert len(await group.applied()) == 80


async def test_a_member_that_joins_in_the_middle_of_a_batch_takes_it_over_and_nothing_is_applied_twice(
    diary: Running, group: Group
) -> None:
    published = many_of_each(diary, people=30, each=3)
    await group.publish(*published)
    gate = Gate(diary)
    gate.open.clear()
    one, other = group.consumer(gate), group.consumer()
    async with group.joined(one):
        await asyncio.wait_for(gate.entered.wait(), 30)
        async with group.joined(other):
            await shared(one, other)
            gate.open.set()
            await group.until_applied(len(published))
            await the_order_is_kept(group, published)


async def test_a_rebalance_while_the_database_is_away_loses_nothing_of_what_the_member_gets_by_it(
    diary: Running, group: Group
) -> None:
    """One member has half of the partitions and a batch that waits; the other goes, and its partitions come on top."""
    gate, blocked = Gate(diary), Gate(diary)
    one, other = group.consumer(gate), group.consumer(blocked)
    async with group.joined(one):
        async with group.joined(other) as second:
            await shared(one, other)
            gate.fault = blocked.fault = ConnectionRefusedError()
            published = many_of_each(diary, people=30, each=3)
            await group.publish(*published)
            await asyncio.wait_for(gate.entered.wait(), 30)
            await asyncio.wait_for(blocked.entered.wait(), 30)
            other.finish()
            await asyncio.wait_for(second, 30)
        await eventually(lambda: places(one) == [PARTITIONS], "the one that stays has all of them")
        gate.fault = None
        await group.until_applied(len(published))
        await group.until_committed(len(published))
        await the_order_is_kept(group, published)


async def test_a_member_that_goes_without_a_word_loses_its_partitions_and_what_it_had_begun_is_applied_once(
    diary: Running, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = many_of_each(diary, people=30, each=3)
    gate = Gate(diary)
    gate.open.clear()
    gone, other = group.consumer(gate), group.consumer()

    async def without_a_word(kafka: object) -> None:
        """A process that was killed says no goodbye: its heartbeats end, and that is all."""
        coordinator = gone._kafka._coordinator  # type: ignore[union-attr]
        monkeypatch.setattr(coordinator, "_maybe_leave_group", nothing)
        await gone._kafka.stop()  # type: ignore[union-attr]

    monkeypatch.setattr(gone, "_leave", without_a_word)
    async with group.joined(other):
        async with group.joined(gone):
            await shared(gone, other)
            await group.publish(*published)
            await asyncio.wait_for(gate.entered.wait(), 30)
        await group.until_committed(len(published))
        assert places(other) == [PARTITIONS]
        await the_order_is_kept(group, published)


async def test_a_broker_that_goes_and_comes_back_is_read_on_from_where_the_group_was(
    diary: Running, group: Group, broker: ApacheKafka
) -> None:
    gate = Gate(diary)
    async with group.joined(group.consumer(gate)):
        await group.publish(*messages(diary, 10))
        await group.until_applied(10)
        await asyncio.to_thread(broker.stop)
        await asyncio.to_thread(broker.start)
        await group.publish(*messages(diary, 10, first=10))
        await group.until_applied(20)
    assert set((await group.applied()).values()) == {1}


async def nothing(*_: object) -> None:
    """Do nothing."""


async def the_order_is_kept(group: Group, published: list[Message]) -> None:
    """Each message has been applied once, and each person's in the order in which they were published."""
    in_order: dict[str, list[str]] = defaultdict(list)
    for message in published:
        in_order[message.key].append(id_of(message))
    assert {crn: await group.order_of(crn) for crn in in_order} == in_order
