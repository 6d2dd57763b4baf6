"""What rebuilding costs: statements counted, not timed; a batch of any size is as many."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from services.oversight.rebuilding import rebuild as process
from services.oversight.rebuilding import store
from services.oversight.rebuilding.rebuild import Rebuild
from tests.integration.oversight.records import Records, rebuilding
from tests.integration.oversight.stories import journey
from tests.support.running import Running

PEOPLE = 12


async def apply_missing(run: Rebuild) -> int:
    """One round; the driver tells of a statement in the turn of the loop that follows it."""
    missing = await run.apply_missing()
    await asyncio.sleep(0)
    return missing


def counted(run: Rebuild) -> tuple[Counter[str], Counter[str]]:
    """What goes to oversight's database, and to those of the records, from now on."""
    shadow: Counter[str] = Counter()
    read: Counter[str] = Counter()

    def listen(connection: Any, counter: Counter[str]) -> None:
        # the driver learning a type, once
        connection.add_query_logger(
            lambda query: counter.update([] if "typeinfo" in query.query or "'jit'" in query.query else [query.query])
        )

    listen(run.connection, shadow)
    for record in run.records:
        listen(record._connection, read)
    return shadow, read


async def hear(oversight: Running, records: Records, people: range) -> int:
    """So many people's stories are recorded and heard; how many events that is."""
    stories = [journey(f"X{number:06}") for number in people]
    await records.tell(*stories)
    for story in stories:
        await oversight.deliver(story.messages())
    return sum(len(story.told) for story in stories)


@pytest.mark.parametrize("people", [1, PEOPLE])
async def test_a_batch_of_any_size_is_read_matched_and_applied_in_three_statements(
    oversight: Running, records: Records, people: int
) -> None:
    told = await hear(oversight, records, range(people))
    async with rebuilding(oversight, records.urls) as run:
        await run.begin()
        shadow, read = counted(run)
        assert await apply_missing(run) == told <= process.BATCH
        # each of four records is one batch; and once for all, what has been taken in is noted
        assert read.total() == 4
        assert shadow.total() == 1 + 4 * 2
        assert shadow[store.TAKEN_IN_OF.sql] == 4


@pytest.mark.parametrize("people", [1, PEOPLE])
async def test_a_later_round_costs_the_same_whatever_was_missing(
    oversight: Running, records: Records, people: int
) -> None:
    async with rebuilding(oversight, records.urls) as run:
        await run.begin()
        await run.catch_up()
        told = await hear(oversight, records, range(people))
        shadow, read = counted(run)
        assert await apply_missing(run) == told
        # noted, listed, and one projection for each record; a record places the events and reads them
        assert (shadow.total(), read.total()) == (2 + 4, 4 * 2)
        assert await apply_missing(run) == 0
        assert (shadow.total(), read.total()) == (2 + 4 + 1, 4 * 2)


async def test_many_batches_end_as_one_does(
    oversight: Running, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = await hear(oversight, records, range(2))
    for size in (1, 7, told):
        monkeypatch.setattr(process, "BATCH", size)
        async with rebuilding(oversight, records.urls) as run:
            rebuilt = await run.run()
        assert (rebuilt.swapped, rebuilt.counts.applied, rebuilt.counts.read) == (True, told, told)
