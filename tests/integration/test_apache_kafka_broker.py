"""The Apache Kafka that tests are given is a real one: what it acknowledged outlives a stop and a power cut."""

import asyncio
import uuid

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from tests.kafka.apache_kafka import ApacheKafka
from tests.kafka.probe import answers

pytestmark = pytest.mark.apache_kafka

PARTITIONS = 6
CRNS = [f"X{number:06}" for number in range(50)]


async def new_topic(bootstrap_servers: str) -> str:
    topic = f"probation.test-{uuid.uuid4().hex}"
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    await admin.start()
    try:
        answer = await admin.create_topics([NewTopic(topic, num_partitions=PARTITIONS, replication_factor=1)])
        assert [error for _, error, *_ in answer.topic_errors] == [0]
    finally:
        await admin.close()
    return topic


async def publish_one_event_each(bootstrap_servers: str, topic: str) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap_servers, enable_idempotence=True, acks="all") as producer:
        sent = [await producer.send(topic, key=crn.encode(), value=b"{}") for crn in CRNS]
        await asyncio.gather(*sent)


async def read_by_group(bootstrap_servers: str, topic: str, group: str, expected: int) -> list[str]:
    """The keys that a consumer group reads and commits, until it has `expected` of them or nothing comes for 10 s."""
    keys: list[str] = []
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=bootstrap_servers,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    async with consumer:
        while len(keys) < expected:
            batches = await consumer.getmany(timeout_ms=10_000)
            if not batches:
                break
            keys += [record.key.decode() for records in batches.values() for record in records]
        await consumer.commit()
    return keys


async def test_a_group_reads_each_acknowledged_event_once(apache_kafka: ApacheKafka) -> None:
    servers = apache_kafka.bootstrap_servers
    topic = await new_topic(servers)
    await publish_one_event_each(servers, topic)
    assert sorted(await read_by_group(servers, topic, f"{topic}-readers", len(CRNS))) == CRNS


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_a_broker_that_returns_has_its_port_its_events_and_the_offsets_of_its_groups(
    apache_kafka: ApacheKafka, end: str
) -> None:
    servers = apache_kafka.bootstrap_servers
    topic = await new_topic(servers)
    group = f"{topic}-readers"
    await publish_one_event_each(servers, topic)
    assert len(await read_by_group(servers, topic, group, len(CRNS))) == len(CRNS)

    getattr(apache_kafka, end)()
    try:
        assert not answers(servers)
    finally:
        apache_kafka.start()

    await publish_one_event_each(servers, topic)
    assert sorted(await read_by_group(servers, topic, group, len(CRNS))) == CRNS
    assert sorted(await read_by_group(servers, topic, f"{topic}-others", 2 * len(CRNS))) == sorted(CRNS * 2)
