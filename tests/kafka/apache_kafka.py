"""Gives tests a real Apache Kafka: the one that is named, else one in Docker, else one run by Java, else a reason.

The stack that tests run on by default speaks Kafka's protocol without being Kafka. What these tests prove needs the
broker that production runs.
"""

import os
from typing import Protocol

import pytest

from tests.kafka import class_path, container, local_broker

_GIVEN = "KAFKA_BOOTSTRAP_SERVERS"


class _Broker(Protocol):
    bootstrap_servers: str

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def remove(self) -> None: ...


class KafkaUnavailable(Exception):
    """This machine gives no Apache Kafka; the message says what was missing."""


def unavailable_reason() -> str | None:
    """Why no Apache Kafka can be had here; None if one can, as far as is known before Maven is asked."""
    if os.environ.get(_GIVEN):
        return None
    no_engine = container.engine_missing()
    if no_engine is None:
        return None
    no_java = class_path.missing_tool()
    if no_java is None:
        return None
    return f"No Apache Kafka: {_GIVEN} is not set, {no_engine}, and {no_java}."


class ApacheKafka:
    """A started Apache Kafka. Stopping, killing and starting keep its data and its port; `remove` ends it."""

    def __init__(self, broker: _Broker | None = None) -> None:
        """Raises KafkaUnavailable where there is none. `broker`: one to use rather than the first that can be had."""
        self._broker = broker or _first_to_be_had()
        self.bootstrap_servers: str = self._broker.bootstrap_servers if self._broker is not None else os.environ[_GIVEN]
        try:
            self.start()
        except BaseException:
            self.remove()
            raise

    @property
    def ours(self) -> bool:
        """Whether it was started here, so that whoever wants it stopped may stop it."""
        return self._broker is not None

    def start(self) -> None:
        """Starts it again and waits until it answers; does nothing if it runs."""
        if self._broker is not None:
            self._broker.start()

    def stop(self) -> None:
        """Stops it in order. Skips the test that asks where the broker is not ours to stop."""
        self._ours().stop()

    def kill(self) -> None:
        """Ends it at once, with nothing written or said. Skips the test that asks where the broker is not ours."""
        self._ours().kill()

    def remove(self) -> None:
        """Ends it and deletes its data; a broker that was given is left as it is."""
        if self._broker is not None:
            self._broker.remove()

    def _ours(self) -> _Broker:
        if self._broker is None:
            pytest.skip(f"The broker that {_GIVEN} names is not the tests' own, so they do not stop it.")
        return self._broker


def _first_to_be_had() -> _Broker | None:
    """A broker that is not yet started; None for the one that the environment names."""
    reason = unavailable_reason()
    if reason is not None:
        raise KafkaUnavailable(reason)
    if os.environ.get(_GIVEN):
        return None
    if container.engine_missing() is None:
        return container.ContainerBroker()
    try:
        return local_broker.LocalBroker()
    except class_path.ClassPathError as error:
        raise KafkaUnavailable(f"No Apache Kafka: Maven could not resolve it: {error}") from error
