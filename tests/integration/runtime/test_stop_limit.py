"""A bad deployment that fails every message stops the consumer and loses nothing; bad messages do not stop it."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.embedded.broker import EmbeddedBroker
from shared.runtime import dead_letters
from shared.runtime.auth import Role
from shared.runtime.consumer import Consumer
from shared.runtime.inbox import Inbox, Message, StopLimit, StopLimitReached
from shared.runtime.reactions import Reactions
from tests.integration.runtime.member import Group
from tests.support.diary import broken, mended, reactions
from tests.support.kafka import eventually
from tests.support.letters import applied, id_of, letters, told
from tests.support.running import Running

LEAST = 20


def poison(diary: Running, count: int) -> list[Message]:
    return [told(diary, f"X{n:06}", "POISON") for n in range(count)]


def good(diary: Running, count: int) -> list[Message]:
    return [told(diary, f"Y{n:06}") for n in range(count)]


async def test_when_too_much_would_be_parked_the_consumer_stops_and_the_rest_is_as_if_it_had_never_come(
    diary: Running,
) -> None:
    inbox = Inbox("court", diary.runtime.work, reactions, StopLimit(share=0.2, least=5))
    with pytest.raises(StopLimitReached, match="5 of the last 5 messages could not be applied"):
        await inbox.apply(poison(diary, 10))
    assert len(await letters(diary)) == 4
    assert len(await diary.rows("SELECT * FROM inbox")) == 4


async def test_a_burst_of_poison_stops_the_consumer_although_much_was_applied_before(diary: Running) -> None:
    inbox = Inbox("court", diary.runtime.work, reactions, StopLimit(share=0.2, least=5))
    await inbox.apply(good(diary, 40))
    with pytest.raises(StopLimitReached, match="11 of the last 51 messages"):
        await inbox.apply(poison(diary, 20))
    assert len(await letters(diary)) == 10


async def test_a_poison_message_now_and_then_among_many_applied_never_stops_the_consumer(diary: Running) -> None:
    inbox = Inbox("court", diary.runtime.work, reactions, StopLimit(share=0.2, least=3))
    for number in range(12):
        await inbox.apply(good(diary, 9))  # applied together: what goes well counts as much as what goes wrong
        await inbox.apply([told(diary, f"X{number:06}", "POISON")])
    assert len(await letters(diary)) == 12


async def test_a_trickle_of_nothing_but_poison_over_weeks_does_not_stop_the_consumer(diary: Running) -> None:
    inbox = Inbox("court", diary.runtime.work, reactions, StopLimit(share=0.2, least=3))
    for message in poison(diary, 12):
        diary.clock.advance(timedelta(hours=6))
        await inbox.apply([message])
    assert len(await letters(diary)) == 12
    with pytest.raises(StopLimitReached, match="3 of the last 3"):
        await inbox.apply([told(diary, f"Z{n:06}", "POISON") for n in range(3)])


async def test_what_is_parked_behind_one_poison_message_stops_nobody(diary: Running) -> None:
    inbox = Inbox("court", diary.runtime.work, reactions, StopLimit(share=0.2, least=3))
    await inbox.apply([told(diary, "X111111", "POISON"), *(told(diary, "X111111") for _ in range(40))])
    await inbox.apply([told(diary, "X222222", "POISON")])
    assert len(await letters(diary)) == 42


async def test_a_message_that_is_judged_again_and_again_while_the_database_is_away_counts_once(
    diary: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = Inbox("court", diary.runtime.work, reactions, StopLimit(share=0.2, least=3))
    park, away = inbox.park, 6

    async def shaky(*given: Any, **more: Any) -> None:
        nonlocal away
        if away:
            away -= 1
            raise asyncpg.ConnectionDoesNotExistError("the database has gone away")
        await park(*given, **more)

    monkeypatch.setattr(inbox, "park", shaky)
    message = told(diary, "X111111", "POISON")
    for _ in range(6):
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await inbox.apply([message])
    assert (await inbox.apply([message])).parked == 1


class Deployment:
    """One process of the service: it hears, and it takes commands. Deploying is ending it and starting another."""

    def __init__(self, group: Group, diary: Running, code: Reactions) -> None:
        self.group, self.diary = group, diary
        self.inbox = Inbox("court", diary.runtime.work, code, StopLimit(least=LEAST))
        self.consumer = Consumer("court", self.inbox, group.settings)
        self.consumer.topics = [group.topic]
        diary.runtime.inbox, diary.runtime.consumer = self.inbox, self.consumer

    async def __aenter__(self) -> "Deployment":
        self.task = asyncio.create_task(self.consumer.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def has_taken(self, count: int) -> None:
        async def taken() -> bool:
            return len(await self.diary.rows("SELECT * FROM inbox")) >= count

        await eventually(taken, f"{count} messages applied or parked")

    async def metric(self, name: str) -> str:
        text = (await self.diary.client.get("/metrics")).text
        return next(line.split()[-1] for line in text.splitlines() if line.startswith(f'{name}{{service="court"'))


async def committed(group: Group) -> dict[int, int]:
    """The group's committed offset of each partition of the topic that has one."""
    kafka = AIOKafkaConsumer(
        bootstrap_servers=group.settings.kafka_bootstrap_servers,
        group_id=group.settings.kafka_group,
        enable_auto_commit=False,
    )
    await kafka.start()
    try:
        places = [TopicPartition(group.topic, n) for n in range(4)]
        kafka.assign(places)
        found = {place.partition: await kafka.committed(place) for place in places}
    finally:
        await kafka.stop()
    return {partition: offset for partition, offset in found.items() if offset is not None}


async def places_of(group: Group, count: int) -> dict[str, tuple[int, int]]:
    """Where each event stands on the topic, by its id."""
    kafka = AIOKafkaConsumer(
        group.topic, bootstrap_servers=group.settings.kafka_bootstrap_servers, auto_offset_reset="earliest"
    )
    await kafka.start()
    found: dict[str, tuple[int, int]] = {}
    try:
        async with asyncio.timeout(30):
            while len(found) < count:
                for records in (await kafka.getmany(timeout_ms=200)).values():
                    found |= {dict(one.headers)["ce_id"].decode(): (one.partition, one.offset) for one in records}
    finally:
        await kafka.stop()
    return found


def in_turn(diary: Running, people: Sequence[str], each: int) -> list[Message]:
    return [told(diary, crn) for _ in range(each) for crn in people]


async def test_a_bad_deployment_that_fails_every_message_stops_the_consumer_and_loses_and_doubles_nothing(
    diary: Running, broker: EmbeddedBroker, topic: str
) -> None:
    group = Group(diary, broker, topic)
    people = [f"X{n:06}" for n in range(60)]
    before, during, after = (in_turn(diary, people, each) for each in (1, 3, 1))

    await group.publish(*before)
    async with Deployment(group, diary, reactions) as good_one:
        await good_one.has_taken(60)
        await eventually(lambda: good_one.consumer.lag() == 0, "all read")
        assert await good_one.metric("throughcare_consumer_stopped") == "0.0"

    await group.publish(*during)
    async with Deployment(group, diary, broken) as bad_one:
        await eventually(lambda: bad_one.consumer.stopped_because, "the consumer stops")
        stopped = await letters(diary)
        assert len([letter for letter in stopped if not letter["behind"]]) == LEAST - 1
        assert await applied(diary) == {one.key: [id_of(one)] for one in before}

        readiness = await diary.client.get("/health/readiness")
        assert readiness.status_code == 503
        assert any("could not be applied, more than 20%" in reason for reason in readiness.json()["reasons"])
        assert await bad_one.metric("throughcare_consumer_stopped") == "1.0"
        operator = diary.as_("OPS", "OPS0001", Role.OPERATOR)
        listed = (await diary.client.get("/dead-letters", headers=operator)).json()
        assert listed["stoppedBecause"] == bad_one.consumer.stopped_because

        headers = diary.as_("N07", "N07B960", Role.COURT_OFFICER)
        assert (await diary.client.post("/lines", json={"crn": "X999999"}, headers=headers)).status_code == 201
        await group.publish(*after)

    sent = [*before, *during, *after]
    places = await places_of(group, len(sent))
    taken = {str(row["event_id"]) for row in await diary.rows("SELECT event_id FROM inbox")}
    offsets = await committed(group)
    not_taken = [places[id_of(one)] for one in sent if id_of(one) not in taken]
    assert not_taken
    assert [place for place in not_taken if place[1] < offsets.get(place[0], 0)] == []

    async with Deployment(group, diary, mended) as mended_one:
        await mended_one.has_taken(len(sent))
        assert await mended_one.metric("throughcare_consumer_stopped") == "0.0"
        assert mended_one.consumer.stopped_because is None
        parked = {letter["key"] for letter in await letters(diary)}
        assert parked == {letter["key"] for letter in stopped}
        answer = await diary.client.post("/dead-letters/redrive", headers=operator, json={"all": True})
        assert {(one["parked"], one["failsBecause"]) for one in answer.json()["keys"]} == {(0, None)}

    assert await dead_letters.parked_count(diary.runtime.inbox) == 0
    ledger = await applied(diary)
    ledger.pop("X999999")  # the command that was taken while the consumer stood still
    assert ledger == {crn: [id_of(one) for one in sent if one.key == crn] for crn in people}
