"""The topics of the run: made for it, read whole at its end, and deleted; somebody else's are never touched."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.embedded.errors import StackError
from shared.contracts.catalogue import PUBLISHERS, topic_of
from shared.contracts.envelope import decode_envelope

PARTITIONS = 6
GONE_SECONDS = 30.0
TOPICS = tuple(map(topic_of, PUBLISHERS))


@dataclass(frozen=True, slots=True)
class Published:
    """A message as it stands on a topic."""

    event_id: UUID
    event_type: str
    key: str
    body: str


@asynccontextmanager
async def _admin(servers: str) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=servers)
    await client.start()
    try:
        yield client
    finally:
        await client.close()


async def make_topics(servers: str) -> None:
    """Make the four topics. Raises StackError where one is there: what is on it is not ours."""
    async with _admin(servers) as admin:
        if there := sorted(set(TOPICS) & set(await admin.list_topics())):
            raise StackError(f"The Kafka at {servers} has {', '.join(there)} already: the rig needs one without.")
        made = await admin.create_topics([NewTopic(topic, PARTITIONS, 1) for topic in TOPICS])
        if faults := [f"{topic}: {error}" for topic, error, *_ in made.topic_errors if error]:
            raise StackError(f"The topics could not be made at {servers}: {', '.join(faults)}.")


async def delete_topics(servers: str) -> None:
    """Delete the topics that `make_topics` made, and wait until they are gone. Raises TimeoutError."""
    async with _admin(servers) as admin, asyncio.timeout(GONE_SECONDS):
        await admin.delete_topics(list(TOPICS))
        while True:
            if not set(TOPICS) & set(await admin.list_topics()):
                return
            await asyncio.sleep(0.1)


async def read_everything(servers: str) -> dict[str, list[Published]]:
    """Every message of each topic from its beginning to its present end, each partition in its order."""
    found: dict[str, list[Published]] = {topic: [] for topic in TOPICS}
    consumer = AIOKafkaConsumer(bootstrap_servers=servers, auto_offset_reset="earliest")
    await consumer.start()
    try:
        places = _places()
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        left = {place for place in places if ends[place] > 0}
        while left:
            for place, records in (await consumer.getmany(timeout_ms=500)).items():
                for record in records:
                    envelope = decode_envelope(record.headers)
                    key, body = (record.key or b"").decode(), (record.value or b"").decode()
                    found[place.topic].append(Published(envelope.event_id, envelope.event_type, key, body))
                if records[-1].offset + 1 >= ends[place]:
                    left.discard(place)
    finally:
        await consumer.stop()
    return found


async def lags(servers: str, groups: Sequence[str]) -> dict[str, int]:
    """How many messages each group has not committed, on the topics that it has committed anything of."""
    consumer = AIOKafkaConsumer(bootstrap_servers=servers)
    await consumer.start()
    try:
        ends = await consumer.end_offsets(_places())
    finally:
        await consumer.stop()
    behind: dict[str, int] = {}
    async with _admin(servers) as admin:
        for group in groups:
            committed = await admin.list_consumer_group_offsets(group)
            read = {place: max(told.offset, 0) for place, told in committed.items()}
            topics = {place.topic for place, offset in read.items() if offset}
            behind[group] = sum(
                end - read.get(place, 0) for place, end in ends.items() if place.topic in topics and end
            )
    return behind


def _places() -> list[TopicPartition]:
    return [TopicPartition(topic, partition) for topic in TOPICS for partition in range(PARTITIONS)]
