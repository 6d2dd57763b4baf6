"""Faults of Apache Kafka: restarted in order, and killed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.rig.faults.fault import Fault
from tests.faults.rig.system import System

AWAY_SECONDS = 2.0


@dataclass
class _Away(Fault):
    def unavailable(self, system: System) -> str | None:
        """A broker that was given is somebody else's."""
        return None if system.kafka.ours else "the broker was given by KAFKA_BOOTSTRAP_SERVERS, and is not ours to stop"

    def end(self, system: System) -> Callable[[], None]:
        """How it goes away."""
        raise NotImplementedError

    async def inject(self, system: System) -> None:
        """Away for a moment; over when it answers again."""
        await asyncio.to_thread(self.end(system))
        try:
            await asyncio.sleep(AWAY_SECONDS)
        finally:
            await asyncio.to_thread(system.kafka.start)


class BrokerRestarted(_Away):
    """As an operator does it."""

    name = "broker restarted in order"

    def end(self, system: System) -> Callable[[], None]:
        """It hands over and closes its files."""
        return system.kafka.stop


class BrokerKilled(_Away):
    """As a power cut does it."""

    name = "broker killed"

    def end(self, system: System) -> Callable[[], None]:
        """At once."""
        return system.kafka.kill
