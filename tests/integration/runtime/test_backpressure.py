"""A service that cannot tell the world what it decides stops deciding, says so, and begins again by itself."""

from datetime import timedelta

from aiokafka import AIOKafkaProducer

from deploy.embedded.broker import EmbeddedBroker
from shared.runtime.auth import Role
from shared.runtime.relay import Relay
from tests.support.diary import SERVICE
from tests.support.kafka import producing
from tests.support.postgres import Databases
from tests.support.running import MONDAY, Running, running_on

LIMIT = 120
HEADERS = {"Idempotency-Key": "first"}


async def write(diary: Running, **headers: str) -> tuple[int, dict[str, str], dict[str, object]]:
    caller = diary.as_("N07", "N07B960", Role.COURT_OFFICER)
    answer = await diary.client.post("/lines", json={"crn": "X320741"}, headers={**caller, **headers})
    return answer.status_code, dict(answer.headers), answer.json()


async def let_wait(diary: Running, seconds: int) -> None:
    """As if Kafka had taken nothing for so long."""
    async with diary.runtime.database.write() as connection:
        await connection.execute("UPDATE outbox SET queued_at = now() - make_interval(secs => $1)", float(seconds))
    await diary.runtime.backpressure.measure()


async def publish(diary: Running, producer: AIOKafkaProducer, topic: str) -> None:
    relay = Relay("court", diary.runtime.database, producer, diary.clock, "http://court.test", 1000)
    relay.topic = topic
    async with diary.runtime.database.read() as connection:
        await relay.publish_once(connection)
    await diary.runtime.backpressure.measure()


async def test_a_command_is_refused_while_the_oldest_unpublished_event_is_too_old_and_taken_once_it_is_published(
    diary: Running, broker: EmbeddedBroker, topic: str
) -> None:
    assert (await write(diary))[0] == 201
    await let_wait(diary, LIMIT - 5)
    assert (await write(diary))[0] == 201

    await let_wait(diary, LIMIT + 5)
    events, answers = len(await diary.events()), len(await diary.rows("SELECT * FROM idempotency_key"))
    status, headers, body = await write(diary, **HEADERS)
    assert (status, headers["retry-after"], headers["content-type"]) == (503, "5", "application/problem+json")
    assert body["type"] == "urn:throughcare:problem:unavailable"
    assert (len(await diary.events()), await diary.waiting()) == (events, events)
    assert len(await diary.rows("SELECT * FROM idempotency_key")) == answers
    assert (await diary.client.get("/info")).status_code == 200  # whoever reads is answered

    async with producing(broker.bootstrap_servers) as producer:
        await publish(diary, producer, topic)
    assert (await write(diary, **HEADERS))[0] == 201


async def test_readiness_says_that_commands_are_refused_and_why(diary: Running) -> None:
    await write(diary)
    await let_wait(diary, LIMIT + 5)
    answer = await diary.client.get("/health/readiness")
    assert answer.status_code == 503
    assert "Commands are refused until Kafka has taken what waits." in answer.json()["reasons"]


async def test_a_development_clock_that_jumps_by_days_makes_nothing_old(diary: Running) -> None:
    await write(diary)
    diary.clock.advance(timedelta(days=30))
    assert await diary.runtime.backpressure.measure() < LIMIT
    assert (await write(diary))[0] == 201


async def test_what_is_replayed_waits_since_it_was_put_back_and_not_since_it_happened(diary: Running) -> None:
    await write(diary)
    async with diary.runtime.database.write() as connection:
        await connection.execute("DELETE FROM outbox")
        await connection.execute("UPDATE event SET recorded_at = recorded_at - interval '3 years'")
        await connection.execute("INSERT INTO outbox (sequence, crn) SELECT sequence, crn FROM event")
    assert await diary.runtime.backpressure.measure() < LIMIT
    assert (await write(diary))[0] == 201


async def test_a_service_under_backpressure_holds_its_consumer_back(databases: Databases) -> None:
    url = await databases.fresh_with(SERVICE.metadata)
    async with running_on(SERVICE, url, MONDAY) as diary:
        await write(diary)
        consumer = diary.runtime.consumer
        assert consumer is not None
        assert not consumer.hold_back()
        await let_wait(diary, LIMIT + 5)
        assert consumer.hold_back()
    await databases.drop(url)
