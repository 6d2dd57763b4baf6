"""What holds for every service: its migrations make its tables, and the database takes each of its statements."""

import importlib
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from services.named import SERVICES, service_named
from shared.runtime.database import STATEMENTS
from shared.runtime.migrations import sqlalchemy_url
from shared.runtime.tables import Backbone
from tests.support.postgres import Databases

EVERY_SERVICE = pytest.mark.parametrize("name", SERVICES)


@EVERY_SERVICE
async def test_the_migrations_make_exactly_the_tables_that_the_code_has(name: str, databases: Databases) -> None:
    service = service_named(name)
    url = await databases.fresh(name)

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, [service.metadata, Backbone.metadata]))  # type: ignore[arg-type]

    engine = create_async_engine(sqlalchemy_url(url))
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()
    await databases.drop(url)


@EVERY_SERVICE
async def test_the_database_takes_every_statement_of_the_store(name: str, databases: Databases) -> None:
    importlib.import_module(f"services.{name}.store")
    own = [query for query in STATEMENTS if query.module in ("", name)]
    assert own
    url = await databases.fresh(name)
    connection = await asyncpg.connect(url)
    try:
        for query in own:
            await connection.prepare(query.sql)
    finally:
        await connection.close()
        await databases.drop(url)
