"""The broker of the embedded stack, as aiokafka sees it."""

import socket

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from deploy.embedded.broker import EmbeddedBroker


async def test_what_an_idempotent_producer_sends_is_read_in_order(capfd: pytest.CaptureFixture[str]) -> None:
    broker = EmbeddedBroker()
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap_servers, enable_idempotence=True, acks="all")
    consumer = AIOKafkaConsumer(
        "probation.court",
        bootstrap_servers=broker.bootstrap_servers,
        group_id="oversight",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        fetch_max_wait_ms=10,
    )
    await producer.start()
    try:
        for number in range(3):
            await producer.send_and_wait("probation.court", str(number).encode(), key=b"X320741")
        await consumer.start()
        read = [(await consumer.getone()).value for _ in range(3)]
    finally:
        await consumer.stop()
        await producer.stop()
        broker.close()
    assert read == [b"0", b"1", b"2"]
    assert capfd.readouterr().err == ""


def test_a_closed_broker_gives_its_port_back() -> None:
    broker = EmbeddedBroker()
    host, _, port = broker.bootstrap_servers.partition(":")
    broker.close()
    with socket.socket() as caller:
        assert caller.connect_ex((host, int(port))) != 0


def test_brokers_side_by_side_know_nothing_of_each_other() -> None:
    first, second = EmbeddedBroker(), EmbeddedBroker()
    assert first.bootstrap_servers != second.bootstrap_servers
    first.close()
    second.close()
