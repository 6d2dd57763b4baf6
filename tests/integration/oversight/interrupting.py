"""Lets other things happen in the midst of a rebuild."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from typing import Any
from uuid import UUID

from services.oversight.rebuilding.rebuild import Rebuild, Rebuilt
from shared.runtime.event_record import EventRecord
from shared.runtime.inbox import Opened
from tests.support.kafka import eventually
from tests.support.running import Running

WAITING = "SELECT count(*) AS waiting FROM pg_locks WHERE NOT granted AND relation = ANY($1::text[]::regclass[])"
Meanwhile = Callable[[], Awaitable[Any]]


class Interrupted(EventRecord):
    """A record that lets other things happen before a batch of it is handed over."""

    before_reading: Meanwhile | None = None
    before_the_last: Meanwhile | None = None
    """Once, before what was missing is fetched: when it is set after the catching up, the locks of a swap are held."""

    async def in_order(self, batch: int) -> AsyncIterator[list[Opened]]:
        """As a record does."""
        async for found in super().in_order(batch):
            if self.before_reading is not None:
                await self.before_reading()
            yield found

    async def of(self, ids: Collection[UUID], batch: int) -> AsyncIterator[list[Opened]]:
        """As a record does."""
        if self.before_the_last is not None:
            meanwhile, self.before_the_last = self.before_the_last, None
            await meanwhile()
        async for found in super().of(ids, batch):
            yield found


def first_of(run: Rebuild) -> Interrupted:
    """The record of the court, which is read first."""
    first = run.records[0]
    assert isinstance(first, Interrupted)
    return first


async def swap(run: Rebuild) -> Rebuilt:
    return await run.finish(check=False, accept_differences=False)


async def waits(oversight: Running, *names: str) -> None:
    """Somebody waits for one of the tables."""

    async def somebody() -> bool:
        return bool((await oversight.rows(WAITING, list(names)))[0]["waiting"])

    await eventually(somebody, f"somebody waits for {names}")
