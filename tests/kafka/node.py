"""What the one broker of the tests is: its version, and its settings wherever it runs."""

from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
POM = HERE / "pom.xml"

SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    # As in production: a topic that nobody made is an error, not a topic with default settings.
    "auto.create.topics.enable": "false",
    # One broker cannot hold the three replicas that these default to.
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # Made at a group's first join, which is in some test's time; 50 partitions are for clusters.
    "offsets.topic.num.partitions": "1",
    # The wait of 3 s for more members at a group's first join is for deployments, not for tests.
    "group.initial.rebalance.delay.ms": "0",
    # As short as a service may ask for, so that a test can outlast a session. The default is 6 s.
    "group.min.session.timeout.ms": "3000",
    # A killed broker may register again only when its last session has run out. The default is 9 s.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
}


def kafka_version() -> str:
    """The Apache Kafka version that `pom.xml` names: the one place that does."""
    version = ElementTree.parse(POM).findtext("{*}properties/{*}kafka.version")
    if version is None:
        raise ValueError(f"{POM} has no property kafka.version")
    return version
