"""A service that is told to end ends what it has begun, within its deadline, and leaves nothing half done."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer

from deploy.embedded.broker import EmbeddedBroker
from shared.runtime.clock import FixedClock
from shared.runtime.database import Database
from shared.runtime.recording import Recording
from shared.runtime.runtime import Runtime
from shared.runtime.settings import Settings
from shared.runtime.tracing import Causes
from tests.support.diary import SERVICE, Line, told
from tests.support.hearing import heard
from tests.support.kafka import eventually, producing
from tests.support.postgres import Databases
from tests.support.running import MONDAY, message_of


@pytest.fixture
async def service(databases: Databases, broker: EmbeddedBroker, topic: str) -> AsyncIterator[Runtime]:
    """A service with all of its tasks, on a broker. It tells and hears on one topic: what it tells it does not want."""
    url = await databases.fresh_with(SERVICE.metadata)
    settings = Settings(
        database_url=url,
        kafka_bootstrap_servers=broker.bootstrap_servers,
        kafka_fetch_max_wait_ms=10,
        kafka_group=str(uuid4()),
        stop_seconds=20,
    )
    runtime = Runtime(SERVICE, settings, await Database.connect(dsn=url), FixedClock(MONDAY))
    assert runtime.consumer is not None
    runtime.consumer.topics = [topic]
    await runtime.start()
    await eventually(lambda: runtime.relay is not None and runtime.relay.leading, "its relay leads")
    assert runtime.relay is not None
    runtime.relay.topic = topic
    yield runtime
    await runtime.stop()
    await databases.drop(url)


async def value(service: Runtime, sql: str) -> int:
    connection = await asyncpg.connect(service.settings.database_url)
    try:
        return int(await connection.fetchval(sql))
    finally:
        await connection.close()


async def test_what_was_told_before_the_end_is_published_before_the_end(service: Runtime) -> None:
    line = Line(line_id=uuid4(), crn="X320741", written_by="N07")
    sent: list[str] = []

    async def slowly(producer: AIOKafkaProducer, topic: str, **message: object) -> None:
        sent.append(topic)
        await asyncio.sleep(0)

    assert service.relay is not None
    service.relay.producer.send_and_wait = slowly.__get__(service.relay.producer)
    for _ in range(30):
        async with service.work.transaction(Causes.fresh()) as transaction:
            transaction.tell([told(line, heard().recorded_by)])
    await service.stop()
    assert len(sent) == 30
    assert await value(service, "SELECT count(*) FROM outbox") == 0


async def test_a_batch_that_was_begun_is_applied_and_what_it_told_is_published_before_the_end(
    service: Runtime, broker: EmbeddedBroker, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    write = Recording.write

    async def wait_and_write(recording: Recording, *given: object) -> None:
        if recording.events:
            begun.set()
            await go_on.wait()
        await write(recording, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Recording, "write", wait_and_write)
    async with producing(broker.bootstrap_servers) as producer:
        one = message_of(heard(), MONDAY)
        await producer.send_and_wait(topic, key=one.key.encode(), value=one.value, headers=list(one.headers))
    await asyncio.wait_for(begun.wait(), 30)
    ending = asyncio.create_task(service.stop())
    await asyncio.sleep(0)
    assert not ending.done()
    go_on.set()
    await ending
    assert await value(service, "SELECT heard FROM diary_line") == 1
    assert await value(service, "SELECT count(*) FROM event") == 1
    assert await value(service, "SELECT count(*) FROM outbox") == 0


async def test_a_batch_that_does_not_end_in_time_is_rolled_back_and_left_to_the_next_start(
    service: Runtime, broker: EmbeddedBroker, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def never(*_: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    service.settings.stop_seconds = 0.2
    monkeypatch.setattr(Recording, "write", never)
    async with producing(broker.bootstrap_servers) as producer:
        one = message_of(heard(), MONDAY)
        await producer.send_and_wait(topic, key=one.key.encode(), value=one.value, headers=list(one.headers))
    await asyncio.wait_for(begun.wait(), 30)
    await asyncio.wait_for(service.stop(), 60)
    assert await value(service, "SELECT count(*) FROM inbox") == 0
    assert await value(service, "SELECT count(*) FROM diary_line") == 0
