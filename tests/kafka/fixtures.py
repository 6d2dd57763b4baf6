"""A pytest plugin: the fixture of tests that are marked `apache_kafka`."""

from collections.abc import Iterator

import pytest

from tests.kafka.apache_kafka import ApacheKafka, KafkaUnavailable


@pytest.fixture(scope="session")
def apache_kafka() -> Iterator[ApacheKafka]:
    """One Apache Kafka for the whole run. A test that stops it starts it again; topics are a test's own by name."""
    try:
        kafka = ApacheKafka()
    except KafkaUnavailable as reason:
        pytest.skip(str(reason))
    yield kafka
    kafka.remove()
