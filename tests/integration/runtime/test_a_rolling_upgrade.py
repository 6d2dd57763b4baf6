"""Two releases of a consumer in one group, over a broker: the older may take a partition over between two versions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from deploy.embedded.broker import EmbeddedBroker
from shared.runtime.consumer import Consumer
from shared.runtime.inbox import Inbox, Message
from shared.runtime.settings import Settings
from tests.support.kafka import eventually, producing
from tests.support.postgres import Databases
from tests.support.releases import BEFORE_V2, as_v1, change, subscriber, told_in_both
from tests.support.running import Running, message_of, running_on


@pytest.fixture
async def upgraded(databases: Databases) -> AsyncIterator[Running]:
    service = subscriber()
    async with running_on(service, await databases.fresh_with(service.metadata)) as running:
        yield running


@asynccontextmanager
async def consuming(inbox: Inbox, topic: str, settings: Settings) -> AsyncIterator[Consumer]:
    consumer = Consumer(inbox.service, inbox, settings)
    consumer.topics = [topic]
    task = asyncio.create_task(consumer.run())
    try:
        yield consumer
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_process_of_the_release_before_that_takes_over_between_two_versions_meets_the_older_first(
    upgraded: Running, broker: EmbeddedBroker, topic: str
) -> None:
    settings = Settings(
        database_url=upgraded.database_url,
        kafka_bootstrap_servers=broker.bootstrap_servers,
        kafka_fetch_max_wait_ms=10,
        kafka_session_timeout_ms=6000,
        kafka_group=str(uuid4()),
    )
    new = Inbox("subscriber", upgraded.runtime.work, subscriber().reactions)
    old = Inbox("subscriber", upgraded.runtime.work, subscriber(BEFORE_V2).reactions)
    older, newer = told_in_both(change("X000001", 2), upgraded.clock.now())

    async def publish(one: Message) -> None:
        async with producing(broker.bootstrap_servers) as producer:
            await producer.send_and_wait(
                topic, partition=0, key=one.key.encode(), value=one.value, headers=list(one.headers)
            )

    async def noted(*crns: str) -> bool:
        return [row["crn"] for row in await upgraded.rows("SELECT crn FROM noted ORDER BY number")] == list(crns)

    async with consuming(new, topic, settings):
        await publish(older)
        await publish(message_of(as_v1(change("X000002", 2)), upgraded.clock.now()))
        await eventually(lambda: noted("X000002"), "what is told in v1 only is applied, the other waits for its v2")
        # When this one has been applied, the offset of the one before it has been committed.
        await publish(message_of(as_v1(change("X000003", 2)), upgraded.clock.now()))
        await eventually(lambda: noted("X000002", "X000003"), "the next is applied")
    async with consuming(old, topic, settings) as consumer:
        await publish(newer)
        await eventually(lambda: noted("X000002", "X000003", "X000001"), "the release before has read it in v1")
        await eventually(lambda: consumer.assigned and consumer.lag() == 0, "it has read v2 as well")
    assert await upgraded.rows("SELECT * FROM dead_letter") == []
    [row] = await upgraded.rows("SELECT count(*) AS n FROM inbox")
    assert row["n"] == 3
