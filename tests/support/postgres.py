"""One real PostgreSQL for the whole run, and a fresh migrated database for whoever asks, copied from a template."""

import asyncio
import itertools
from dataclasses import dataclass, field

import asyncpg
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.embedded.postgres import EmbeddedPostgres
from shared.runtime.migrations import migrate, sqlalchemy_url
from shared.runtime.tables import Backbone


@dataclass
class Databases:
    """Makes databases. A service is migrated once, into a template; a copy costs some tens of milliseconds."""

    server: EmbeddedPostgres
    _number: "itertools.count[int]" = field(default_factory=itertools.count)
    _templates: set[str] = field(default_factory=set)

    async def fresh(self, service: str) -> str:
        """The URL of a new, migrated and empty database of a service."""
        template = f"template_{service}"
        if service not in self._templates:
            await self._execute(f'CREATE DATABASE "{template}"')
            await asyncio.to_thread(migrate, service, self.server.url(template))
            self._templates.add(service)
        name = f"{service}_{next(self._number)}"
        await self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.server.url(name)

    async def fresh_with(self, *metadata: MetaData) -> str:
        """The URL of a new database with the tables of some metadata and the backbone's."""
        name = f"plain_{next(self._number)}"
        await self._execute(f'CREATE DATABASE "{name}"')
        engine = create_async_engine(sqlalchemy_url(self.server.url(name)))
        async with engine.begin() as connection:
            for each in (Backbone.metadata, *metadata):
                await connection.run_sync(each.create_all)
        await engine.dispose()
        return self.server.url(name)

    async def migrated_to(self, service: str, revision: str) -> str:
        """The URL of a new database of a service as it was at an earlier revision; at `base` it is empty."""
        template = f"template_{service}_{revision[:4].replace('base', '0000')}"
        if template not in self._templates:
            # The nearest one before it is a shorter way than all migrations from the first on.
            there = [one for one in self._templates if one[:-4] == template[:-4] and one < template]
            await self._execute(f'CREATE DATABASE "{template}" TEMPLATE "{max(there, default="template1")}"')
            await asyncio.to_thread(migrate, service, self.server.url(template), revision)
            self._templates.add(template)
        name = f"{service}_at_{next(self._number)}"
        await self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.server.url(name)

    async def drop(self, url: str) -> None:
        """Drop a database that `fresh` made."""
        name = url.removeprefix("postgresql://").split("/", 1)[1].split("?")[0]
        await self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.server.url("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
