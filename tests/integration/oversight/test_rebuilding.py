"""The read model is told again from the event records, and takes the place of the live one if it says the same."""

from contextlib import AsyncExitStack
from typing import Any

import pytest
from sqlalchemy import Table

from services.named import SERVICES
from services.oversight.domain.rebuilding import Comparison
from services.oversight.rebuilding.rebuild import RebuildFailed
from services.oversight.tables import OversightTable
from shared.contracts.catalogue import PUBLISHERS
from shared.runtime.clock import FixedClock
from simulator.journey import play
from tests.integration.oversight.reading import timeline
from tests.integration.oversight.records import (
    Records,
    ids_in,
    read_model,
    rebuild,
    rebuilding,
    shadows,
    tables,
)
from tests.integration.oversight.stories import journey
from tests.support.carrying import Carrier
from tests.support.playing import story_on
from tests.support.postgres import Databases
from tests.support.running import MONDAY, Running, running

PEOPLE = ("X320741", "X320742", "X320743")
ROWS = [(table, column.name) for table in OversightTable.metadata.sorted_tables for column in table.columns]


async def hear(oversight: Running, records: Records) -> None:
    """Oversight has heard three people's stories, as they are recorded."""
    for crn in PEOPLE:
        story = journey(crn)
        await records.tell(story)
        await oversight.deliver(story.messages())


def differing(comparison: Comparison) -> dict[str, int]:
    return {table.table: table.different for table in comparison.tables if not table.equal}


async def test_what_the_services_told_in_a_journey_is_rebuilt_as_it_was_heard(databases: Databases) -> None:
    async with AsyncExitStack() as stack:
        services = {name: await stack.enter_async_context(running(databases, name)) for name in SERVICES}
        clock = FixedClock(MONDAY.replace(hour=5))
        for service in services.values():
            service.clock = service.runtime.clock = service.runtime.work.clock = clock
        story = story_on(services, Carrier(services.values()), clock)
        told = await play(story)
        oversight = services["oversight"]
        before, live = await read_model(oversight), await tables(oversight)
        urls = {name: services[name].database_url for name in PUBLISHERS}

        rebuilt = await rebuild(oversight, urls)
        assert rebuilt.comparison.equal
        assert rebuilt.swapped
        assert {table.table: table.rebuilt.rows for table in rebuilt.comparison.tables} == {
            table: len(rows) for table, rows in before.items()
        }
        assert all(before.values())
        assert not set(live.values()) & set((await tables(oversight)).values())
        assert await read_model(oversight) == before
        assert (await timeline(oversight, story.crn))["events"] == told["events"]
        heard = await ids_in(oversight.database_url, "timeline_entry")
        assert heard == await ids_in(oversight.database_url, "inbox")
        recorded = {each for url in urls.values() for each in await ids_in(url, "event WHERE crn = 'X320741'")}
        assert set(heard) == recorded
        assert rebuilt.counts.applied == len(heard) < rebuilt.counts.read  # the directory is about no person


async def test_what_was_told_and_not_heard_yet_is_left_to_be_heard(oversight: Running, records: Records) -> None:
    story = journey()
    await records.tell(story)
    for heard in (0, 7, 20):
        await oversight.deliver(story.messages()[:heard])
        rebuilt = await rebuild(oversight, records.urls)
        assert (rebuilt.swapped, rebuilt.counts.applied, rebuilt.counts.read) == (True, heard, len(story.told))
    assert (await oversight.deliver(story.messages())).applied == len(story.told) - 20
    assert await ids_in(oversight.database_url, "timeline_entry") == await records.ids()
    assert (await rebuild(oversight, records.urls)).swapped


async def test_a_check_compares_and_leaves_everything_as_it_was(oversight: Running, records: Records) -> None:
    await hear(oversight, records)
    before, live = await read_model(oversight), await tables(oversight)
    checked = await rebuild(oversight, records.urls, check=True)
    assert (checked.comparison.equal, checked.swapped) == (True, False)
    assert (await read_model(oversight), await tables(oversight)) == (before, live)
    assert await shadows(oversight) == []


def other(table: Table, column: str) -> str:
    """Another value for a column, as SQL."""
    match str(table.columns[column].type):
        case "TEXT":
            return f"coalesce({column}, '') || '.'"
        case "JSONB":
            return """jsonb_set(body, '{detailUrl}', '"http://elsewhere.test/1"')"""
        case "CHAR(32)" | "UUID":
            return "gen_random_uuid()"
        case _:
            return f"coalesce({column}, now()) + interval '1 microsecond'"


async def test_a_single_column_of_a_single_row_that_was_changed_is_found_and_named(
    oversight: Running, records: Records
) -> None:
    await hear(oversight, records)
    async with rebuilding(oversight, records.urls) as run:
        await run.begin()
        await run.catch_up()
        for table, column in ROWS:
            one = f"ctid = (SELECT min(ctid) FROM {table.name})"
            await oversight.rows(f"CREATE TABLE kept AS SELECT * FROM {table.name}")
            await oversight.rows(f"UPDATE {table.name} SET {column} = {other(table, column)} WHERE {one}")
            found = (await run.finish(check=True, accept_differences=False)).comparison
            moved = 2 if table.columns[column].primary_key else 1  # a row of another key: one missing, one too many
            assert differing(found) == {table.name: moved}, column
            [compared] = [each for each in found.tables if not each.equal]
            assert compared.verdict().startswith("1 row differs, such as " if moved == 1 else "2 rows differ, such as ")
            await oversight.rows(f"TRUNCATE {table.name}")
            await oversight.rows(f"INSERT INTO {table.name} SELECT * FROM kept")
            await oversight.rows("DROP TABLE kept")
        assert (await run.finish(check=True, accept_differences=False)).comparison.equal


@pytest.mark.parametrize("table", [table.name for table in OversightTable.metadata.sorted_tables])
async def test_a_row_that_was_lost_is_found_and_brought_back_only_where_differences_are_accepted(
    oversight: Running, records: Records, table: str
) -> None:
    await hear(oversight, records)
    before, live = await read_model(oversight), await tables(oversight)
    await oversight.rows(f"DELETE FROM {table} WHERE ctid = (SELECT min(ctid) FROM {table})")

    refused = await rebuild(oversight, records.urls)
    assert (differing(refused.comparison), refused.swapped) == ({table: 1}, False)
    assert await tables(oversight) == live
    assert len((await read_model(oversight))[table]) == len(before[table]) - 1
    assert await shadows(oversight) == []

    accepted = await rebuild(oversight, records.urls, accept_differences=True)
    assert (differing(accepted.comparison), accepted.swapped) == ({table: 1}, True)
    assert await read_model(oversight) == before


@pytest.mark.parametrize("accept_differences", [False, True])
async def test_an_event_that_is_in_no_record_is_never_thrown_away(
    oversight: Running, records: Records, accept_differences: bool
) -> None:
    await hear(oversight, records)
    before = await read_model(oversight)
    await records.execute("crc", "DELETE FROM event WHERE sequence IN (3, 5)")
    refused = await rebuild(oversight, records.urls, accept_differences=accept_differences)
    assert (refused.comparison.unrecorded, refused.swapped) == (2, False)
    assert await read_model(oversight) == before


async def test_an_event_that_was_applied_and_cannot_be_read_any_more_is_named(
    oversight: Running, records: Records
) -> None:
    await hear(oversight, records)
    before = await tables(oversight)
    await records.execute("crc", "UPDATE event SET body = '{}' WHERE sequence = 3")
    with pytest.raises(RebuildFailed, match=r"^The event 3 of crc \(.*\) was applied once and cannot be read now: .*"):
        await rebuild(oversight, records.urls)
    assert await tables(oversight) == before
    assert await shadows(oversight) == []


async def test_a_second_rebuild_at_the_same_time_is_refused_and_does_not_disturb_the_first(
    oversight: Running, records: Records
) -> None:
    await hear(oversight, records)
    async with rebuilding(oversight, records.urls) as first:
        await first.begin()
        with pytest.raises(RebuildFailed, match=r"^Another rebuild is under way\."):
            await rebuild(oversight, records.urls)
        await first.catch_up()
        assert (await first.finish(check=False, accept_differences=False)).swapped
    assert (await rebuild(oversight, records.urls)).swapped


async def test_the_record_is_read_over_a_connection_that_cannot_write(oversight: Running, records: Records) -> None:
    async with rebuilding(oversight, records.urls) as run:
        for record in run.records:
            connection: Any = record._connection
            assert await connection.fetchval("SHOW transaction_read_only") == "on"
