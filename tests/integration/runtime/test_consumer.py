"""From topic to database by the real consumer: nothing is lost when offsets lag or the database is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

from deploy.embedded.broker import EmbeddedBroker
from shared.runtime.consumer import Consumer
from shared.runtime.inbox import Inbox, Message, StopLimit
from shared.runtime.settings import Settings
from tests.support.diary import reactions
from tests.support.hearing import heard
from tests.support.kafka import eventually, producing
from tests.support.running import Running, message_of


class Rig:
    """A consumer of its own group on a topic of its own."""

    def __init__(self, diary: Running, broker: EmbeddedBroker, topic: str, inbox: Inbox | None = None) -> None:
        self.diary, self.broker = diary, broker
        self.topic = topic
        self.settings = Settings(
            database_url=diary.database_url,
            kafka_bootstrap_servers=broker.bootstrap_servers,
            kafka_fetch_max_wait_ms=10,
            kafka_session_timeout_ms=6000,
            kafka_group=str(uuid4()),
        )
        self.inbox = inbox or diary.runtime.inbox

    async def publish(self, *messages: Message) -> None:
        async with producing(self.broker.bootstrap_servers) as producer:
            for message in messages:
                await producer.send_and_wait(
                    self.topic, key=message.key.encode(), value=message.value, headers=list(message.headers)
                )

    @asynccontextmanager
    async def consuming(self) -> AsyncIterator[Consumer]:
        consumer = Consumer("court", self.inbox, self.settings)
        consumer.topics = [self.topic]
        task = asyncio.create_task(consumer.run())
        try:
            yield consumer
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def lines(self) -> int:
        [row] = await self.diary.rows("SELECT count(*) AS n FROM diary_line")
        return int(row["n"])


def messages(diary: Running, count: int, **more: object) -> list[Message]:
    return [message_of(heard(f"X{n:06}", **more), diary.clock.now()) for n in range(count)]  # type: ignore[arg-type]


async def test_messages_reach_the_database_and_their_offsets_are_committed_after(
    diary: Running, broker: EmbeddedBroker, topic: str
) -> None:
    rig = Rig(diary, broker, topic)
    await rig.publish(*messages(diary, 20))
    async with rig.consuming() as consumer:

        async def all_there() -> bool:
            return await rig.lines() == 20

        await eventually(all_there, "twenty lines")
        await eventually(lambda: consumer.lag() == 0, "no lag")
    await rig.publish(*messages(diary, 5))
    async with rig.consuming():

        async def five_more() -> bool:
            return await rig.lines() == 25

        await eventually(five_more, "five more lines, and none of the first twenty again")
    [row] = await diary.rows("SELECT max(heard) AS most FROM diary_line")
    assert row["most"] == 1


async def test_a_crash_before_the_offset_is_committed_repeats_messages_and_applies_none_twice(
    diary: Running, broker: EmbeddedBroker, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aiokafka import AIOKafkaConsumer

    rig = Rig(diary, broker, topic)
    await rig.publish(*messages(diary, 10))
    committed = asyncio.Event()

    async def crash(*_: object) -> None:
        committed.set()
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(AIOKafkaConsumer, "commit", crash)
        async with rig.consuming():
            await asyncio.wait_for(committed.wait(), 30)
    first = await rig.lines()
    assert first > 0
    async with rig.consuming() as consumer:

        async def all_there() -> bool:
            return await rig.lines() == 10 and consumer.lag() == 0

        await eventually(all_there, "all ten lines")
    [row] = await diary.rows("SELECT max(heard) AS most FROM diary_line")
    assert row["most"] == 1


async def test_while_the_database_is_away_the_batch_waits_and_is_applied_when_it_is_back(
    diary: Running, broker: EmbeddedBroker, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = Rig(diary, broker, topic)
    await rig.publish(*messages(diary, 3))
    faults = 3
    apply = diary.runtime.inbox.apply

    async def shaky(batch: list[Message]) -> object:
        nonlocal faults
        if faults:
            faults -= 1
            raise asyncpg.CannotConnectNowError("starting up")
        return await apply(batch)

    monkeypatch.setattr(diary.runtime.inbox, "apply", shaky)
    async with rig.consuming():

        async def all_there() -> bool:
            return await rig.lines() == 3

        await eventually(all_there, "three lines")
    assert await diary.rows("SELECT * FROM dead_letter") == []


async def test_a_consumer_that_stops_by_its_limit_says_why_and_a_mended_one_takes_everything(
    diary: Running, broker: EmbeddedBroker, topic: str
) -> None:
    limited = Inbox("court", diary.runtime.work, reactions, StopLimit(share=0.1, least=3))
    rig = Rig(diary, broker, topic, limited)
    await rig.publish(*messages(diary, 12, court="POISON"))
    async with rig.consuming() as consumer:
        await eventually(lambda: consumer.stopped_because, "the consumer stops")
        assert "could not be applied" in str(consumer.stopped_because)
    [row] = await diary.rows("SELECT count(*) AS n FROM inbox")
    assert row["n"] == 2
    rig.inbox = Inbox("court", diary.runtime.work, reactions, StopLimit(share=1.0))
    async with rig.consuming():

        async def all_judged() -> bool:
            return len(await diary.rows("SELECT * FROM dead_letter")) == 12

        await eventually(all_judged, "every message has been judged by the consumer with the wider limit")
