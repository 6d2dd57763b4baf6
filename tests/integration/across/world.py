"""Services in one process, on real databases that are emptied between stories, with one clock for all."""

import asyncio
import itertools
import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID

from shared.decisions import IdSource
from shared.runtime.clock import FixedClock
from shared.runtime.inbox import StopLimit
from shared.runtime.tables import Backbone
from tests.support.carrying import Carrier
from tests.support.postgres import Databases
from tests.support.running import MONDAY, Running, running

SOMETHING = re.compile(r"/(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[NC][0-9]{2}[A-Z0-9]{4})(?=/|$)")
"""In a path: the identifier of something, or an officer's code."""

NEW = "SELECT sequence, event_type, recorded_at, body::jsonb AS body FROM event WHERE sequence > $1 ORDER BY sequence"
LEDGER = "SELECT obligation, subject_id, owner, started_at, due_at, met_at, cancelled_at, overdue_at FROM deadline"


class Counted(IdSource):
    """Identifiers in order, the same in every run of a story: so that a failure is found again, and reads the same."""

    def __init__(self, service: int) -> None:
        self._numbers = itertools.count(1)
        self._service = service

    def __call__(self) -> UUID:
        return UUID(int=self._service << 96 | next(self._numbers))


class World:
    """The services, who carries what they tell, and the loop in which they run."""

    def __init__(self, runner: asyncio.Runner, services: Mapping[str, Running], besides: tuple[str, ...] = ()) -> None:
        self.runner, self.services, self._besides = runner, services, besides
        self.clock = FixedClock(MONDAY)
        self.carrier = Carrier(services.values(), besides)
        self.done: Counter[str] = Counter()
        """The commands that have been carried out, in all stories, by their paths: `crc /cases/{}/appointments`."""
        self.themes: set[str] = set()
        """What the stories so far were about."""

    def number_of(self, name: str) -> int:
        """By which the identifiers that a service makes are told from another's, whether it is here or played."""
        return [*self.services, *self._besides].index(name) + 1

    async def begin(self) -> None:
        """Empty databases, a Monday morning, and identifiers from one."""
        self.clock = FixedClock(MONDAY)
        for name, service in self.services.items():
            runtime = service.runtime
            await empty(service)
            service.clock = self.clock
            runtime.clock = runtime.work.clock = self.clock
            runtime.work.ids = Counted(self.number_of(name))
            runtime.inbox.limit = StopLimit()
        self.carrier = Carrier(self.services.values(), self._besides)

    def rows(self, service: str, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Rows behind a service's API."""
        return self.runner.run(self.services[service].rows(sql, *values))


async def empty(service: Running) -> None:
    """Every table of a service without a row, at a fraction of the price of a new database."""
    tables = (*service.runtime.service.metadata.sorted_tables, *Backbone.metadata.sorted_tables)
    names = ", ".join(f'"{table.name}"' for table in tables)
    async with service.runtime.database.write() as connection:
        await connection.execute(f"TRUNCATE {names} RESTART IDENTITY")


@asynccontextmanager
async def opened(databases: Databases, *names: str) -> AsyncIterator[dict[str, Running]]:
    """Some services, each on a database of its own."""
    async with AsyncExitStack() as stack:
        yield {name: await stack.enter_async_context(running(databases, name)) for name in names}
