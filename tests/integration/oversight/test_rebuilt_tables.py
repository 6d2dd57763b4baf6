"""The rebuilt tables are as the migrations made the live ones, and a rebuild that is broken off leaves nothing."""

import asyncio
from typing import Any

import asyncpg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from typer.testing import CliRunner, Result

from services.cli import app
from services.oversight.rebuilding import store
from services.oversight.rebuilding.rebuild import RebuildFailed
from services.oversight.service import SERVICE
from shared.runtime.migrations import config_of, migrate, sqlalchemy_url
from shared.runtime.tables import Backbone
from tests.integration.oversight.records import Records, read_model, rebuild, rebuilding, shadows, tables
from tests.integration.oversight.stories import journey
from tests.support.postgres import Databases
from tests.support.running import Running

NAMES = """
    SELECT 'index' AS kind, indexdef AS words FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'column', concat_ws(' ', table_name, ordinal_position, column_name, data_type, is_nullable,
      column_default) FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'table', concat_ws(' ', relname, relowner::regrole, reloptions, relacl) FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    ORDER BY 1, 2
"""


@pytest.fixture
async def heard(oversight: Running, records: Records) -> Running:
    """An oversight that has heard one person's story, as it is recorded."""
    story = journey()
    await records.tell(story)
    await oversight.deliver(story.messages())
    return oversight


async def test_names_owners_grants_and_storage_are_those_of_the_live_tables(heard: Running, records: Records) -> None:
    await heard.rows("DROP ROLE IF EXISTS inspectorate")
    await heard.rows("CREATE ROLE inspectorate")
    await heard.rows("GRANT SELECT ON clock, gap TO inspectorate WITH GRANT OPTION")
    await heard.rows("GRANT SELECT ON person TO PUBLIC")
    await heard.rows("ALTER TABLE timeline_entry SET (autovacuum_vacuum_scale_factor = 0.05, fillfactor = 90)")
    await heard.rows("ALTER TABLE timeline_entry OWNER TO inspectorate")
    try:
        before, live = await heard.rows(NAMES), await tables(heard)
        assert (await rebuild(heard, records.urls)).swapped
        assert not set(live.values()) & set((await tables(heard)).values())
        assert await heard.rows(NAMES) == before
    finally:
        await heard.rows("ALTER TABLE timeline_entry OWNER TO CURRENT_USER")
        await heard.rows("DROP OWNED BY inspectorate")
        await heard.rows("DROP ROLE inspectorate")


async def test_the_migrations_know_the_rebuilt_tables_and_go_on_from_them(heard: Running, records: Records) -> None:
    assert (await rebuild(heard, records.urls)).swapped

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, [SERVICE.metadata, Backbone.metadata]))  # type: ignore[arg-type]

    engine = create_async_engine(sqlalchemy_url(heard.database_url))
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()
    earlier = "0002_create_the_read_model_of_all_topics"
    await asyncio.to_thread(command.downgrade, config_of("oversight", heard.database_url), earlier)
    await asyncio.to_thread(migrate, "oversight", heard.database_url)


async def test_the_new_tables_come_with_statistics(heard: Running, records: Records) -> None:
    assert (await rebuild(heard, records.urls)).swapped
    known = await heard.rows(
        "SELECT relname, reltuples FROM pg_class WHERE oid = ANY($1)", (await tables(heard)).values()
    )
    assert {row["relname"]: int(row["reltuples"]) for row in known} == {
        name: len(rows) for name, rows in (await read_model(heard)).items()
    }


async def test_a_migration_in_the_midst_of_a_rebuild_stops_it(heard: Running, records: Records) -> None:
    async with rebuilding(heard, records.urls) as run:
        await run.begin()
        await run.catch_up()
        await heard.rows("ALTER TABLE gap ADD COLUMN remark text")
        await heard.rows("UPDATE alembic_version SET version_num = '9999_add_a_remark'")
        live = await tables(heard)
        for check in (True, False):
            with pytest.raises(RebuildFailed, match=r"^Oversight was migrated meanwhile\."):
                await run.finish(check=check, accept_differences=True)
    assert await tables(heard) == live
    assert (await rebuild(heard, records.urls)).swapped
    assert await heard.rows("SELECT count(remark) FROM gap")


async def test_what_hangs_on_a_live_table_stops_the_swap(heard: Running, records: Records) -> None:
    await heard.rows("CREATE VIEW missed AS SELECT * FROM clock WHERE overdue_at IS NOT NULL")
    live = await tables(heard)
    with pytest.raises(RebuildFailed, match=r"view public\.missed depends on table public\.clock"):
        await rebuild(heard, records.urls)
    assert await tables(heard) == live
    await heard.rows("DROP VIEW missed")
    assert (await rebuild(heard, records.urls)).swapped


def _killed_at(dying: Any, run: Any) -> Any:
    async def until_then(self: Any, connection: Any, **arguments: Any) -> int:
        if self is dying:
            connection.terminate()
        return int(await run(self, connection, **arguments))

    return until_then


async def killed_after(step: str, oversight: Running, records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rebuild whose connection is cut after a step, or in the swap, between two statements, with every lock held."""
    async with rebuilding(oversight, records.urls) as run:
        for name, take in {"begin": run.begin, "catch_up": run.catch_up}.items():
            await take()
            if name == step:
                run.connection.terminate()
        dying = store.SWAP[5]
        monkeypatch.setattr(type(dying), "run", _killed_at(dying, type(dying).run))
        await run.finish(check=False, accept_differences=False)


@pytest.mark.parametrize("step", ["begin", "catch_up", "finish"])
async def test_a_rebuild_that_is_killed_stops_neither_the_service_nor_the_next_rebuild(
    heard: Running, records: Records, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before, live = await read_model(heard), await tables(heard)
    with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.InterfaceError)):
        await killed_after(step, heard, records, monkeypatch)
    monkeypatch.undo()
    assert (await read_model(heard), await tables(heard)) == (before, live)
    story = journey("X320742")
    await records.tell(story)
    assert (await heard.deliver(story.messages())).applied == len(story.told)
    assert (await rebuild(heard, records.urls)).swapped
    assert await shadows(heard) == []


async def test_a_rebuild_that_stands_still_with_its_locks_is_ended_by_the_database(
    heard: Running, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = store._query("SET LOCAL idle_in_transaction_session_timeout = '100ms'")
    monkeypatch.setattr(store, "GIVE_UP_WHEN_STOPPED", soon)
    live = await tables(heard)
    async with rebuilding(heard, records.urls) as run:
        await run.begin()
        await run.catch_up()
        ended = asyncio.Event()
        run.connection.add_termination_listener(lambda _: ended.set())

        async def stands_still() -> int:
            await ended.wait()
            return 0

        monkeypatch.setattr(run, "apply_missing", stands_still)
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            await run.finish(check=False, accept_differences=False)
    assert await tables(heard) == live
    story = journey("X320742")
    assert (await heard.deliver(story.messages())).applied == len(story.told)


async def command_line(oversight: Running, template: str, *words: str) -> Result:
    """What `throughcare rebuild` says and how it ends, as a process of oversight's settings."""
    environment = {"THROUGHCARE_DATABASE_URL": oversight.database_url, "THROUGHCARE_RECORD_URL_TEMPLATE": template}
    return await asyncio.to_thread(CliRunner().invoke, app, ["rebuild", *words], env=environment)


async def test_the_command_says_of_each_table_whether_it_is_equal_and_ends_accordingly(
    heard: Running, records: Records, databases: Databases
) -> None:
    template = await named_alike(records, databases)
    equal = await command_line(heard, template)
    assert (equal.exit_code, equal.stderr) == (0, "")
    said = equal.stdout.splitlines()
    told = len(journey().told)
    assert said[0].split() == ["table", "live", "rebuilt"]
    assert [line.split()[0] for line in said[1:6]] == list(store.TABLES)
    assert f"timeline_entry {told} {told} equal".split() in [line.split() for line in said]
    assert said[6].startswith(f"{told} events read, {told} applied, in ")
    assert said[7] == "The rebuilt tables are in use."

    await heard.rows("UPDATE person SET last_event_at = now()")
    checked = await command_line(heard, template, "--check")
    assert (checked.exit_code, checked.stderr.strip()) == (
        1,
        "The live tables are not what the records tell. Nothing was swapped.",
    )
    assert "1 row differs, such as X320741" in checked.stdout
    assert (await command_line(heard, template)).exit_code == 1
    accepted = await command_line(heard, template, "--accept-differences")
    assert (accepted.exit_code, accepted.stdout.splitlines()[-1]) == (
        0,
        "The rebuilt tables are in use; they differ.",
    )
    checked = await command_line(heard, template, "--check")
    assert (checked.exit_code, checked.stdout.splitlines()[-1]) == (0, "The live tables are what the records tell.")


async def test_the_command_refuses_databases_that_cannot_be_the_records(heard: Running, records: Records) -> None:
    alone = await command_line(heard, records.urls["court"])
    assert alone.exit_code == 2
    assert "{service}" in alone.stderr
    both = await command_line(heard, "postgresql://nowhere/{service}", "--check", "--accept-differences")
    assert both.exit_code == 2


async def named_alike(records: Records, databases: Databases) -> str:
    """A template for the addresses of the records: their databases are numbered, so each is renamed for its service."""
    server = await asyncpg.connect(databases.server.url("postgres"))
    try:
        for service, url in records.urls.items():
            name = f"{service}_record"
            if not await server.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
                await server.execute(f'ALTER DATABASE "{database_of(url)}" RENAME TO "{name}"')
            records.urls[service] = databases.server.url(name)
    finally:
        await server.close()
    return databases.server.url("{service}_record")


def database_of(url: str) -> str:
    return url.removeprefix("postgresql://").split("/", 1)[1].split("?")[0]
