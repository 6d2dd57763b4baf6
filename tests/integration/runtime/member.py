"""A consumer group on a topic of its own, on whichever broker a test is given: members join, stop, are killed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.embedded.broker import EmbeddedBroker
from shared.runtime.consumer import Consumer
from shared.runtime.inbox import Applied, Inbox, Message, StopLimit
from shared.runtime.settings import Settings
from tests.kafka.apache_kafka import ApacheKafka
from tests.support.diary import reactions
from tests.support.hearing import heard
from tests.support.kafka import eventually, producing
from tests.support.running import Running, message_of

PARTITIONS = 4
SESSION_SECONDS = 3.0
"""The shortest that a service may be given: some tests outlast it."""


class Gate:
    """An inbox whose batches can be made to wait, or to meet faults of the moment, before they are applied."""

    def __init__(self, diary: Running, limit: StopLimit | None = None) -> None:
        self.inbox = Inbox("court", diary.runtime.work, reactions, limit)
        self.open = asyncio.Event()
        self.open.set()
        self.entered = asyncio.Event()
        self.fault: Exception | None = None
        self.batches: list[int] = []
        """How many messages each batch had that was applied."""
        self._apply = self.inbox.apply
        self.inbox.apply = self._pass  # type: ignore[method-assign]

    async def _pass(self, messages: Sequence[Message]) -> Applied:
        self.entered.set()
        await self.open.wait()
        if self.fault is not None:
            raise self.fault
        applied = await self._apply(messages)
        self.batches.append(len(messages))
        return applied


class Group:
    """Members of one group, of which each hands what it reads to a diary."""

    def __init__(self, diary: Running, broker: EmbeddedBroker | ApacheKafka, topic: str) -> None:
        self.diary, self.broker, self.topic = diary, broker, topic
        self.settings = Settings(
            database_url=diary.database_url,
            kafka_bootstrap_servers=broker.bootstrap_servers,
            kafka_fetch_max_wait_ms=10,
            kafka_session_timeout_ms=int(SESSION_SECONDS * 1000),
            kafka_group=str(uuid4()),
        )

    async def publish(self, *messages: Message) -> None:
        """Put messages on the topic, in this order."""
        async with producing(self.broker.bootstrap_servers) as producer:
            for message in messages:
                await producer.send_and_wait(
                    self.topic, key=message.key.encode(), value=message.value, headers=list(message.headers)
                )

    def consumer(self, gate: Gate | None = None, hold_back: Callable[[], bool] = lambda: False) -> Consumer:
        """One more member, not joined yet."""
        consumer = Consumer("court", (gate or Gate(self.diary)).inbox, self.settings, hold_back)
        consumer.topics = [self.topic]
        return consumer

    @asynccontextmanager
    async def joined(self, consumer: Consumer) -> AsyncIterator[asyncio.Task[None]]:
        """The member, running; cancelled at the end if it still does."""
        task = asyncio.create_task(consumer.run())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def committed(self) -> int:
        """How many messages the group has committed, of all partitions."""
        places = [TopicPartition(self.topic, number) for number in range(PARTITIONS)]
        servers, group = self.broker.bootstrap_servers, self.settings.kafka_group
        kafka = AIOKafkaConsumer(bootstrap_servers=servers, group_id=group, enable_auto_commit=False)
        kafka.assign(places)
        await kafka.start()
        try:
            return sum([await kafka.committed(place) or 0 for place in places])
        finally:
            await kafka.stop()

    async def applied(self) -> dict[str, int]:
        """How many messages of each person have been applied."""
        rows = await self.diary.rows("SELECT crn, sum(heard)::int AS heard FROM diary_line GROUP BY crn")
        return {row["crn"]: row["heard"] for row in rows}

    async def until_applied(self, count: int) -> None:
        """Wait until so many messages have been applied."""

        async def reached() -> bool:
            return sum((await self.applied()).values()) >= count

        await eventually(reached, f"{count} messages applied")

    async def until_committed(self, count: int) -> None:
        """Wait until the group has committed so many messages."""

        async def reached() -> bool:
            return await self.committed() >= count

        await eventually(reached, f"{count} messages committed")

    async def order_of(self, crn: str) -> list[str]:
        """The messages of a person in the order in which they were applied, by their ids."""
        sql = "SELECT causation_id FROM event WHERE crn = $1 ORDER BY sequence"
        return [row["causation_id"] for row in await self.diary.rows(sql, crn)]


def messages(diary: Running, count: int, first: int = 0, **more: Any) -> list[Message]:
    """A message of each of so many people."""
    return [message_of(heard(f"X{n:06}", **more), diary.clock.now()) for n in range(first, first + count)]


def many_of_each(diary: Running, people: int, each: int) -> list[Message]:
    """Several messages of each person, as a topic mixes them."""
    return [message_of(heard(f"X{n:06}"), diary.clock.now()) for _ in range(each) for n in range(people)]


def id_of(message: Message) -> str:
    """The event id of a message."""
    return dict(message.headers)["ce_id"].decode()


def place_of(consumer: Consumer) -> Any:
    """Which member of which generation of its group a consumer is: the same while it has kept its place."""
    coordinator = consumer._kafka._coordinator  # type: ignore[union-attr]
    return coordinator.member_id, coordinator.generation
