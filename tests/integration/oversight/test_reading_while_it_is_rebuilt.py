"""Readers go on while oversight is rebuilt: on the connections that they have, and they see the whole each time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

import asyncpg
import pytest

from services.oversight.domain.projection import project
from services.oversight.rebuilding import rebuild as process
from services.oversight.rebuilding.rebuild import RebuildFailed
from services.oversight.store import CLOCKS, ENTRIES, GAPS, PROJECT
from shared.runtime.inbox import open_message
from tests.integration.oversight.interrupting import Interrupted, first_of, swap
from tests.integration.oversight.reading import inspector, timeline
from tests.integration.oversight.records import Records, rebuild, rebuilding, shadows, tables
from tests.integration.oversight.stories import journey
from tests.integration.oversight.story import Story
from tests.support.kafka import PATIENCE, eventually
from tests.support.running import Running


def more_than(answers: list[int], number: int) -> bool:
    return len(answers) > number


@asynccontextmanager
async def reading(oversight: Running, expected: dict[str, Any]) -> AsyncIterator[list[int]]:
    """Readers who ask again and again, and get the whole each time; how often they did."""
    answers: list[int] = []
    done = asyncio.Event()

    async def reader() -> None:
        while not done.is_set():
            assert await timeline(oversight) == expected
            people = await oversight.client.get("/people", headers=inspector(oversight))
            assert [one["crn"] for one in people.json()["items"]] == ["X320741"]
            answers.append(people.status_code)

    readers = [asyncio.create_task(reader()) for _ in range(3)]
    try:
        yield answers
    finally:
        done.set()
        await asyncio.gather(*readers)


async def test_readers_see_the_whole_before_during_and_after(oversight: Running, records: Records) -> None:
    story = journey()
    await records.tell(story)
    await oversight.deliver(story.messages())
    expected = await timeline(oversight)
    async with reading(oversight, expected) as answers:
        for _ in range(5):
            before = await tables(oversight)
            assert (await rebuild(oversight, records.urls)).swapped
            assert not set(before.values()) & set((await tables(oversight)).values())
            seen = len(answers)
            await eventually(partial(more_than, answers, seen + 6), "each reader has read the new tables")
    assert set(answers) == {200}


async def on_every_connection(oversight: Running, story: Story) -> dict[int, list[Any]]:
    """Project and read on each connection of the pool, with the statements that it has prepared; rows by connection."""
    found: dict[int, list[Any]] = {}
    events = [oversight.runtime.inbox.read(open_message(one)) for one in story.messages()]
    async with AsyncExitStack() as stack:
        pool = oversight.runtime.database.pool
        for _ in range(pool.get_max_size()):
            connection = await stack.enter_async_context(pool.acquire())
            async with connection.transaction():  # where a statement that does not fit any more could not be repeated
                await PROJECT.run(connection, **project(events))
                rows = [await query.all(connection, crn=story.crn) for query in (ENTRIES, CLOCKS, GAPS)]
            found[connection.get_server_pid()] = [list(row.items()) for each in rows for row in each]
    return found


async def test_a_service_goes_on_with_its_connections_and_their_statements(
    oversight: Running, records: Records
) -> None:
    story = journey()
    await records.tell(story)
    await oversight.deliver(story.messages())
    before = await on_every_connection(oversight, story)
    assert len(before) == oversight.runtime.database.pool.get_max_size()
    assert (await rebuild(oversight, records.urls)).swapped
    assert await on_every_connection(oversight, story) == before


async def test_a_reader_may_read_while_the_two_are_compared(oversight: Running, records: Records) -> None:
    story = journey()
    await records.tell(story)
    await oversight.deliver(story.messages()[:20])
    read: list[dict[str, Any]] = []

    async def somebody_reads() -> None:
        read.append(await asyncio.wait_for(timeline(oversight), PATIENCE))

    async with rebuilding(oversight, records.urls, Interrupted) as run:
        await run.begin()
        await run.catch_up()
        await oversight.deliver(story.messages()[20:])
        first_of(run).before_the_last = somebody_reads
        assert (await swap(run)).swapped
    assert len(read[0]["events"]) == len(story.told)


async def test_a_check_holds_up_neither_readers_nor_events(oversight: Running, records: Records) -> None:
    story = journey()
    await records.tell(story)
    await oversight.deliver(story.messages()[:20])

    async def one_more_comes() -> None:
        delivered = await asyncio.wait_for(oversight.deliver(story.messages()[21:]), PATIENCE)
        assert delivered.applied == len(story.told) - 21

    async with rebuilding(oversight, records.urls, Interrupted) as run:
        await run.begin()
        await run.catch_up()
        await oversight.deliver(story.messages()[20:21])
        first_of(run).before_the_last = one_more_comes
        checked = await run.finish(check=True, accept_differences=False)
    assert checked.comparison.equal  # of the instant before the others came
    assert (checked.counts.applied, checked.swapped) == (21, False)


async def test_a_reader_who_takes_too_long_is_not_pushed_aside_and_nobody_waits_behind_the_rebuild(
    oversight: Running, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "ATTEMPTS", 1)
    story = journey()
    await records.tell(story)
    await oversight.deliver(story.messages())
    before = await tables(oversight)
    slow = await asyncpg.connect(oversight.database_url)
    async with slow.transaction():
        await slow.fetch("SELECT * FROM gap")
        with pytest.raises(RebuildFailed, match="Nothing was swapped"):
            await rebuild(oversight, records.urls)
    await slow.close()
    assert await tables(oversight) == before
    assert await shadows(oversight) == []
    assert (await rebuild(oversight, records.urls)).swapped
