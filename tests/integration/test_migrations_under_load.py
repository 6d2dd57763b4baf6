"""A migration that meets a long writer gives up within its lock timeout, changes nothing, and can be run again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest
from alembic import command
from pglast import ast
from sqlalchemy.exc import DBAPIError

from deploy.migration_rules.history import Migration
from deploy.migration_rules.in_statements import is_concurrent, within
from services.named import SERVICES
from shared.runtime import migrations
from shared.runtime.migrations import config_of, migrate
from tests.support.migrations import RELEASED
from tests.support.postgres import Databases

EVERY_SERVICE = pytest.mark.parametrize("name", SERVICES)
EVERY_MIGRATION = pytest.mark.parametrize("migration", RELEASED, ids=lambda one: f"{one.service}-{one.name[:4]}")
# Changes of rows lock rows; every other statement locks the tables that it names, until its migration ends.
OF_ROWS = (ast.InsertStmt, ast.UpdateStmt, ast.DeleteStmt)
SHAPE = """
    SELECT c.relname::text, k.conname::text, pg_get_constraintdef(k.oid) FROM pg_constraint k
      JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'
    UNION ALL SELECT tablename::text, indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT table_name::text, column_name::text, concat_ws(' ', data_type, is_nullable, column_default)
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT relname::text, tgname::text, pg_get_triggerdef(t.oid) FROM pg_trigger t
      JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal
    UNION ALL SELECT 'alembic_version', version_num, '' FROM alembic_version
    ORDER BY 1, 2, 3
"""
# The database itself looks at each command that defines something, in the session that sends it. It counts without a
# transaction id, which an index that goes concurrently would not bear: so the sequence is not logged.
WATCH = """
    CREATE UNLOGGED SEQUENCE commands_seen;
    CREATE FUNCTION lock_timeout_is_in_force() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM nextval('commands_seen');
      IF current_setting('lock_timeout') <> '4s' THEN
        RAISE EXCEPTION '% would wait for %', tg_tag, current_setting('lock_timeout');
      END IF;
    END $$;
    CREATE EVENT TRIGGER watch ON ddl_command_start EXECUTE FUNCTION lock_timeout_is_in_force();
"""


def locks_a_table_that_is_there(migration: Migration) -> bool:
    named = {
        node.relname
        for statement in migration.statements
        if not isinstance(statement.node, OF_ROWS)
        for node in within(statement.node)
        if isinstance(node, ast.RangeVar)
    }
    return any(migration.existing(table) for table in named)


@asynccontextmanager
async def connected(url: str, **settings: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url, server_settings=settings)
    try:
        yield connection
    finally:
        await connection.close()


@EVERY_MIGRATION
async def test_a_migration_gives_up_behind_a_long_writer_and_changes_nothing(
    migration: Migration, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await databases.migrated_to(migration.service, migration.before.stem if migration.before else "base")
    async with (
        connected(url) as looker,
        # A migration that would wait for ever is let through in the end, so that it is seen not to give up.
        connected(url, idle_in_transaction_session_timeout="60s") as writer,
        writer.transaction(),
    ):
        shape = await looker.fetch(SHAPE)
        for table in migration.known.tables:
            await writer.execute(f'LOCK TABLE "{table}" IN ROW EXCLUSIVE MODE')
        with monkeypatch.context() as patched:
            patched.setattr(migrations, "LOCK_TIMEOUT", "50ms")
            if locks_a_table_that_is_there(migration):
                with pytest.raises(DBAPIError, match="due to lock timeout"):
                    await asyncio.to_thread(migrate, migration.service, url, migration.name)
                # An index that is made concurrently stays, not valid, until it is tried again.
                if not any(is_concurrent(statement.node) for statement in migration.statements):
                    assert await looker.fetch(SHAPE) == shape
            else:
                await asyncio.to_thread(migrate, migration.service, url, migration.name)
    await asyncio.to_thread(migrate, migration.service, url, migration.name)
    async with connected(url) as looker:
        assert await looker.fetchval("SELECT version_num FROM alembic_version") == migration.name
        assert await looker.fetchval("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == 0
    await databases.drop(url)


async def test_what_went_through_stays_when_a_later_migration_gives_up(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    crc = [migration.name for migration in RELEASED if migration.service == "crc"]
    url = await databases.migrated_to("crc", crc[2])
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT", "50ms")
    async with connected(url, idle_in_transaction_session_timeout="60s") as writer:
        async with writer.transaction():
            await writer.execute("LOCK TABLE supervised_case IN ROW EXCLUSIVE MODE")
            with pytest.raises(DBAPIError, match="due to lock timeout"):
                await asyncio.to_thread(migrate, "crc", url)  # the fourth makes a table; the fifth changes that one
        assert await writer.fetchval("SELECT version_num FROM alembic_version") == crc[3]
    await databases.drop(url)


@EVERY_SERVICE
async def test_no_migration_waits_longer_than_four_seconds_for_a_lock(name: str, databases: Databases) -> None:
    url = await databases.migrated_to(name, "base")
    async with connected(url) as connection:
        await connection.execute(WATCH)
        await asyncio.to_thread(migrate, name, url)
        assert await connection.fetchval("SELECT is_called FROM commands_seen")
    await databases.drop(url)


@EVERY_SERVICE
async def test_a_migration_is_undone_by_its_downgrade(name: str, databases: Databases) -> None:
    url = await databases.migrated_to(name, "base")
    revisions = ["base", *(migration.name for migration in RELEASED if migration.service == name)]
    async with connected(url) as connection:
        shapes = {"base": await connection.fetch(SHAPE)}
        for revision in revisions[1:]:
            await asyncio.to_thread(migrate, name, url, revision)
            shapes[revision] = await connection.fetch(SHAPE)
        for revision in reversed(revisions[:-1]):
            await asyncio.to_thread(command.downgrade, config_of(name, url), revision)
            assert await connection.fetch(SHAPE) == shapes[revision], revision
    await databases.drop(url)
