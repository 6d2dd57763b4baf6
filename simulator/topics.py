"""The topics as an integrator sees them: every event read, kept by person, and waited for."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import orjson
from aiokafka import AIOKafkaConsumer

from shared.contracts.catalogue import EVENT_TYPES, PUBLISHERS, topic_of
from shared.contracts.envelope import Envelope, decode_envelope

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it stood on its topic."""

    envelope: Envelope
    data: dict[str, Any]
    headers: tuple[tuple[str, bytes], ...]
    value: bytes

    @property
    def fact(self) -> str:
        """The short name of the fact, such as `sentence-passed`."""
        return self.envelope.event_type.split(".")[2]


class NeverTold(Exception):
    """An event that a story waited for did not come."""


class Subscriber:
    """Reads all topics from the beginning. Events that come again (at least once) are kept once, by their id; of one
    that is told in two versions, the newest that is known here.
    """

    def __init__(self, bootstrap_servers: str, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._patience = patience_seconds
        self._consumer = AIOKafkaConsumer(
            *map(topic_of, PUBLISHERS),
            bootstrap_servers=bootstrap_servers,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=10,
            metadata_max_age_ms=1000,
        )
        self._by_person: dict[str, list[Told]] = defaultdict(list)
        self._seen: set[Any] = set()
        self._came = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self.repeated = 0

    async def __aenter__(self) -> Self:
        await self._consumer.start()
        self._task = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._consumer.stop()

    async def _read(self) -> None:
        while True:
            batches = await self._consumer.getmany(timeout_ms=100)
            for records in batches.values():
                for record in records:
                    envelope = decode_envelope(record.headers)
                    if envelope.superseded_by in EVENT_TYPES:
                        continue  # the same fact follows, and says more
                    if envelope.event_id in self._seen:
                        self.repeated += 1
                        continue
                    self._seen.add(envelope.event_id)
                    told = Told(envelope, orjson.loads(record.value), tuple(record.headers), record.value)
                    self._by_person[envelope.subject].append(told)
            if batches:
                async with self._came:
                    self._came.notify_all()

    def about(self, crn: str) -> list[Told]:
        """Everything told about a person so far, in the order in which it was read."""
        return list(self._by_person[crn])

    async def wait(self, crn: str, fact: str, matches: Callable[[dict[str, Any]], bool] = lambda _: True) -> Told:
        """The first event about a person of this fact that matches; `NeverTold` if it never comes."""
        end = time.monotonic() + self._patience
        async with self._came:
            while True:
                found = [t for t in self._by_person[crn] if t.fact == fact and matches(t.data)]
                if found:
                    return found[0]
                if self._task is not None and self._task.done():
                    self._task.result()
                left = end - time.monotonic()
                if left <= 0:
                    told = ", ".join(t.fact for t in self._by_person[crn])
                    raise NeverTold(f"no {fact} about {crn} within {self._patience:.0f} s; told were: {told}")
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._came.wait(), left)

    async def pause(self, seconds: float = 0.1) -> None:
        """Give the services a moment, or less if something new is told."""
        async with self._came:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._came.wait(), seconds)
