"""A broker of the Kafka protocol in this process: real sockets on loopback, all in memory, gone when it is closed.

It is librdkafka's mock cluster, which needs no Java. Where it differs from Kafka: a topic gets four partitions at its
first use, a group has one member, a group's first join takes 3 s, a fetch is answered only at the end of its longest
wait, and about 5 MB are kept of a partition.
"""

from deploy.embedded.errors import StackError

ANSWER_SECONDS = 10.0


class EmbeddedBroker:
    """A broker from its making to its `close`."""

    def __init__(self) -> None:
        try:
            from confluent_kafka import KafkaException, Producer
        except ImportError:
            raise StackError("The embedded broker is not installed: pip install 'throughcare[embedded]'.") from None
        # The address given is replaced by the mock's; librdkafka's line about that on stderr is not for operators.
        self._cluster = Producer(
            {
                "bootstrap.servers": "127.0.0.1",
                "test.mock.num.brokers": 1,
                "log_level": 0,
                "client.id": "embedded-broker",
            }
        )
        try:
            (broker,) = self._cluster.list_topics(timeout=ANSWER_SECONDS).brokers.values()
        except KafkaException as error:
            self.close()
            raise StackError(f"The embedded broker did not start: {error}.") from None
        self.bootstrap_servers = f"{broker.host}:{broker.port}"

    def close(self) -> None:
        """End the broker; whatever was on it is gone."""
        self._cluster.close()
