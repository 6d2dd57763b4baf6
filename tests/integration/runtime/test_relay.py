"""The relay publishes everything once acknowledged, each person's events in order, and holds back only who fails."""

import asyncio
from collections import defaultdict
from typing import Any

import asyncpg
import pytest
from aiokafka.errors import KafkaTimeoutError

from deploy.embedded.broker import EmbeddedBroker
from shared.contracts.envelope import decode_envelope
from shared.runtime.faults import of_the_moment
from shared.runtime.relay import Relay, waves
from tests.support.hearing import heard
from tests.support.kafka import eventually, producing, read_topic
from tests.support.running import Running


class Recorder:
    """A producer that acknowledges what it is told to, and remembers the order."""

    def __init__(self, *failing: str) -> None:
        self.failing = set(failing)
        self.sent: list[tuple[str, bytes]] = []

    async def send_and_wait(self, _: str, *, key: bytes, value: bytes, headers: Any) -> None:
        if key.decode() in self.failing:
            raise KafkaTimeoutError
        self.sent.append((key.decode(), dict(headers)["ce_id"]))


def relay(diary: Running, producer: Any, batch: int = 1000) -> Relay:
    return Relay("court", diary.runtime.database, producer, diary.clock, "http://court.test", batch)


async def hear(diary: Running, *crns: str) -> None:
    for crn in crns:
        await diary.deliver([heard(crn)])


async def test_published_events_leave_the_outbox_and_stay_in_the_record(
    diary: Running, broker: EmbeddedBroker, topic: str
) -> None:
    await hear(diary, "X000001", "X000002", "X000001")
    async with producing(broker.bootstrap_servers) as producer, diary.runtime.database.read() as connection:
        publisher = relay(diary, producer)
        publisher.topic = topic
        assert await publisher.publish_once(connection) == (3, 0)
    assert await diary.waiting() == 0
    assert len(await diary.events()) == 3
    records = await read_topic(broker.bootstrap_servers, publisher.topic, 3)
    by_key: dict[str, list[str]] = defaultdict(list)
    for record in records:
        by_key[record.key.decode()].append(str(decode_envelope(record.headers).event_id))
    in_record = await diary.rows("SELECT crn, event_id FROM event ORDER BY sequence")
    assert by_key["X000001"] == [str(row["event_id"]) for row in in_record if row["crn"] == "X000001"]
    assert {decode_envelope(r.headers).dataschema for r in records} == {
        "http://court.test/schemas/probation.court.check-requested.v1.json"
    }


async def test_what_kafka_does_not_acknowledge_stays_and_holds_back_only_that_person(diary: Running) -> None:
    await hear(diary, "X000001", "X000002", "X000001", "X000002")
    recorder = Recorder("X000001")
    publisher = relay(diary, recorder)
    async with diary.runtime.database.read() as connection:
        assert await publisher.publish_once(connection) == (2, 1)
        assert [crn for crn, _ in recorder.sent] == ["X000002", "X000002"]
        assert [row["crn"] for row in await diary.rows("SELECT crn FROM outbox")] == ["X000001", "X000001"]
        # The next rounds leave this person alone for a while, and others flow.
        await hear(diary, "X000003")
        assert await publisher.publish_once(connection) == (1, 0)
        publisher._held.clear()
        recorder.failing.clear()
        assert await publisher.publish_once(connection) == (2, 0)
    assert await diary.waiting() == 0


async def test_a_relay_that_dies_after_sending_and_before_deleting_sends_the_same_event_again(diary: Running) -> None:
    await hear(diary, "X000001")
    recorder = Recorder()
    publisher = relay(diary, recorder)

    async with diary.runtime.database.read() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await publisher.publish_once(connection)
        await transaction.rollback()  # the deletion is lost, as with a crash
        await publisher.publish_once(connection)
    assert len(recorder.sent) == 2
    assert len(set(recorder.sent)) == 1


async def test_of_two_relays_one_publishes_and_the_other_takes_over_when_it_ends(diary: Running) -> None:
    recorders = [Recorder(), Recorder()]
    relays = [relay(diary, recorder) for recorder in recorders]
    tasks = [asyncio.create_task(each.run()) for each in relays]
    try:
        await eventually(lambda: any(each.leading for each in relays), "one leads")
        await hear(diary, *(f"X{number:06}" for number in range(20)))

        async def all_published() -> bool:
            return await diary.waiting() == 0

        await eventually(all_published, "the outbox is empty")
        leader = 0 if relays[0].leading else 1
        assert not relays[1 - leader].leading
        assert [len(recorders[leader].sent), len(recorders[1 - leader].sent)] == [20, 0]

        tasks[leader].cancel()
        await asyncio.gather(tasks[leader], return_exceptions=True)
        await hear(diary, "X000099")
        await eventually(all_published, "the outbox is empty again")
        assert relays[1 - leader].leading
        assert len(recorders[1 - leader].sent) == 1
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_relay_goes_on_when_the_driver_has_read_only_half_of_the_end_of_its_connection(
    diary: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the driver says of a connection that the server has ended between two statements; seen at a restart of it.
    half_read = asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress")
    assert of_the_moment(half_read)
    recorder = Recorder()
    publisher = relay(diary, recorder)
    publish = publisher.publish_once
    rounds = iter([half_read])

    async def publish_once(connection: Any) -> tuple[int, int]:
        if (error := next(rounds, None)) is not None:
            raise error
        return await publish(connection)

    monkeypatch.setattr(publisher, "publish_once", publish_once)
    await hear(diary, "X000001")
    running = asyncio.create_task(publisher.run())
    try:
        await eventually(lambda: recorder.sent, "the event has been published")
    finally:
        publisher.finish()
        await running


@pytest.mark.parametrize(
    ("crns", "expected"),
    [
        ("", []),
        ("abc", ["abc"]),
        ("aab", ["ab", "a"]),
        ("aabbba", ["ab", "ab", "ba"]),
    ],
)
def test_a_wave_has_at_most_one_event_of_a_person(crns: str, expected: list[str]) -> None:
    rows = [{"crn": crn} for crn in crns]
    assert ["".join(row["crn"] for row in wave) for wave in waves(rows)] == expected
