"""What is on a topic, read once: envelope, body, and the place where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from shared.contracts.envelope import decode_envelope
from tests.faults.simulation.broker import Record


@dataclass(frozen=True)
class Told:
    """An event on a topic."""

    event_id: UUID
    event_type: str
    key: str
    at: datetime
    body: dict[str, Any]

    @property
    def fact(self) -> str:
        """Its short name."""
        return self.event_type.split(".")[2]


def topics(records: Sequence[Record]) -> list[Told]:
    """The events of a topic, each as often as it is there."""
    return [_told(one) for one in records]


@lru_cache(maxsize=5000)
def _told(record: Record) -> Told:
    """A record read; most of what is read is the base, which is the same in every story."""
    envelope = decode_envelope(record.headers)
    return Told(envelope.event_id, envelope.event_type, record.key.decode(), envelope.time, orjson.loads(record.value))
