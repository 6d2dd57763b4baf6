"""The event records of the publishers, in databases of their own, and a rebuild that is made of them."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg

from services.oversight.rebuilding.rebuild import Rebuild, Rebuilt
from shared.contracts.catalogue import PUBLISHERS
from shared.runtime.event_record import EventRecord
from tests.integration.oversight.reading import READ_MODEL
from tests.integration.oversight.story import Story, Told
from tests.support.postgres import Databases
from tests.support.running import Running

TELL = """
    INSERT INTO event (event_id, event_type, crn, recorded_at, body, correlation_id, causation_id)
    VALUES ($1, $2, $3, $4, $5, 'test', $6)
"""


class Records:
    """What each publisher told, as it recorded it."""

    def __init__(self, urls: dict[str, str]) -> None:
        self.urls = urls

    async def tell(self, *stories: Story) -> None:
        """Record stories, one after the other."""
        await self.record(one for story in stories for one in story.told)

    async def record(self, told: Iterable[Told]) -> None:
        """Record events in this order, each with its publisher."""
        by_service: dict[str, list[tuple[Any, ...]]] = {name: [] for name in self.urls}
        for one in told:
            row = (one.event_id, one.data.event_type, one.data.crn, one.at, one.data.model_dump_json(by_alias=True))
            by_service[one.service].append((*row, one.causation_id))
        for name, rows in by_service.items():
            await self.execute(name, TELL, rows)

    async def execute(self, service: str, sql: str, rows: Sequence[tuple[Any, ...]] = ((),)) -> None:
        """Change a record behind its service."""
        connection = await asyncpg.connect(self.urls[service])
        try:
            await connection.executemany(sql, rows)
        finally:
            await connection.close()

    async def forget(self) -> None:
        """Nothing was ever told."""
        for service in self.urls:
            await self.execute(service, "TRUNCATE event, outbox RESTART IDENTITY")

    async def ids(self) -> list[UUID]:
        """The identifiers of all events in all records."""
        return sorted([each for url in self.urls.values() for each in await ids_in(url, "event")])


async def ids_in(url: str, table: str) -> list[UUID]:
    """The identifiers of the events in a table of a database."""
    connection = await asyncpg.connect(url)
    try:
        return [row["event_id"] for row in await connection.fetch(f"SELECT event_id FROM {table} ORDER BY event_id")]
    finally:
        await connection.close()


@asynccontextmanager
async def records_of(databases: Databases) -> AsyncIterator[Records]:
    """Empty records, in databases that are there for as long as they are used."""
    urls = {name: await databases.fresh(name) for name in PUBLISHERS}
    yield Records(urls)
    for url in urls.values():
        await databases.drop(url)


@asynccontextmanager
async def rebuilding(
    oversight: Running, urls: dict[str, str], kind: type[EventRecord] = EventRecord
) -> AsyncIterator[Rebuild]:
    """A rebuild of a running oversight, to be taken step by step; `kind` reads the records."""
    async with AsyncExitStack() as stack:
        opened = [kind.open(name, dsn=url) for name, url in urls.items()]
        records = [await stack.enter_async_context(each) for each in opened]
        inbox = oversight.runtime.inbox
        yield await stack.enter_async_context(Rebuild.open(inbox, records, dsn=oversight.database_url))


async def rebuild(oversight: Running, urls: dict[str, str], **options: bool) -> Rebuilt:
    """Rebuild a running oversight, all of it."""
    async with rebuilding(oversight, urls) as one:
        return await one.run(**options)


async def read_model(oversight: Running) -> dict[str, list[Any]]:
    """Every row of every table, in one order."""
    found: dict[str, list[Any]] = {}
    for table in READ_MODEL:
        rows = await oversight.rows(f"SELECT t::text AS row FROM {table} t ORDER BY 1")
        found[table] = [row["row"] for row in rows]
    return found


async def tables(oversight: Running) -> dict[str, int]:
    """Which table each name of the read model stands for: a swap changes them all."""
    return {
        table: (await oversight.rows("SELECT $1::text::regclass::oid AS oid", table))[0]["oid"] for table in READ_MODEL
    }


async def shadows(oversight: Running) -> list[dict[str, Any]]:
    """What a rebuild has left behind."""
    return await oversight.rows("SELECT nspname FROM pg_namespace WHERE nspname = 'rebuild'")
