"""What the simulator knows of the system that it plays on: addresses, the broker, and a clock that it may move."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class MovableClock(Protocol):
    """The development clock of the system; time only runs forwards on it."""

    def now(self) -> datetime:
        """The time that every service has, in UTC."""
        ...

    def advance_to(self, then: datetime) -> None:
        """Move time on; an earlier time than the present is an error."""
        ...


@dataclass(frozen=True, slots=True)
class World:
    """A running system. `urls` has the base address of each service by name."""

    urls: Mapping[str, str]
    issuer: str
    kafka_bootstrap_servers: str
    clock: MovableClock
