"""The runtime is tested on a service of one aggregate: no rule of probation stands between test and mechanism."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.embedded.broker import EmbeddedBroker
from tests.integration.runtime.member import PARTITIONS
from tests.kafka.apache_kafka import ApacheKafka
from tests.support.diary import SERVICE
from tests.support.postgres import Databases
from tests.support.running import Running, running_on


@pytest.fixture(params=["embedded broker", pytest.param("Apache Kafka", marks=pytest.mark.apache_kafka)])
def broker(request: pytest.FixtureRequest, broker: EmbeddedBroker) -> EmbeddedBroker | ApacheKafka:
    """What goes over a broker goes over both: the embedded one, and Apache Kafka where one can be had."""
    if request.param == "embedded broker":
        return broker
    kafka: ApacheKafka = request.getfixturevalue("apache_kafka")
    return kafka


@pytest.fixture
async def topic(broker: EmbeddedBroker | ApacheKafka) -> str:
    """A topic of the test's own. The embedded broker makes one at its first use; Apache Kafka is told to."""
    name = f"runtime.{uuid4()}"
    if isinstance(broker, ApacheKafka):
        admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
        await admin.start()
        try:
            await admin.create_topics([NewTopic(name, num_partitions=PARTITIONS, replication_factor=1)])
        finally:
            await admin.close()
    return name


@pytest.fixture
async def diary(databases: Databases) -> AsyncIterator[Running]:
    url = await databases.fresh_with(SERVICE.metadata)
    async with running_on(SERVICE, url) as service:
        yield service
    await databases.drop(url)
