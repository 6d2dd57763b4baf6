"""Events come while oversight is rebuilt: none is lost or doubled, and none comes before an earlier one."""

import asyncio
from random import Random
from typing import Any

import asyncpg
import pytest

from services.oversight.rebuilding import rebuild as process
from shared.contracts.court import CheckRequested
from shared.contracts.model import Obligation
from shared.probation.vocabulary import Agency, CheckKind
from shared.runtime.inbox import Applied
from tests.integration.oversight.interrupting import Interrupted, first_of, swap, waits
from tests.integration.oversight.records import Records, ids_in, read_model, rebuild, rebuilding, tables
from tests.integration.oversight.stories import journey
from tests.integration.oversight.story import COURT, Story, at, met, started
from tests.support.running import Running


async def test_events_that_come_between_the_steps_are_in_the_new_tables_once(
    oversight: Running, records: Records
) -> None:
    story = journey()
    await records.tell(story)
    parts = [story.messages()[begin : begin + 9] for begin in range(0, len(story.told), 9)]
    async with rebuilding(oversight, records.urls) as run:
        await oversight.deliver(parts[0])
        await run.begin()
        await oversight.deliver(parts[1])
        await run.catch_up()
        await oversight.deliver(parts[2])
        assert await run.apply_missing() == len(parts[2])
        await oversight.deliver(parts[3])
        assert (await swap(run)).swapped
        await oversight.deliver([message for part in parts[4:] for message in part])
    assert await ids_in(oversight.database_url, "timeline_entry") == await records.ids()
    assert (await rebuild(oversight, records.urls, check=True)).comparison.equal


def begun_and_ended() -> Story:
    """A clock that was started and met; met without having been started it would run for ever."""
    story = Story()
    facts: dict[str, Any] = {"report_id": story.id("report"), "check_id": story.id("check")}
    facts |= {"check_kind": CheckKind.DOMESTIC_ABUSE, "asked_of": Agency.POLICE}
    begins = started(Obligation.CHECK_ANSWERED, story.id("check"), at(1, 22), "N07")
    story.tell(CheckRequested, at(0, 9), COURT, begins, **facts)
    story.tell(CheckRequested, at(0, 10), COURT, met(Obligation.CHECK_ANSWERED, story.id("check")), **facts)
    return story


async def test_of_two_events_that_are_heard_while_the_records_are_read_the_later_never_comes_first(
    oversight: Running, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "BATCH", 1)
    story = begun_and_ended()
    await records.tell(story)
    read = 0

    async def both_are_heard() -> None:
        nonlocal read
        read += 1
        if read == 2:  # the clock's start has been passed over as not heard yet; its end comes next
            await oversight.deliver(story.messages())

    async with rebuilding(oversight, records.urls, Interrupted) as run:
        first_of(run).before_reading = both_are_heard
        await run.begin()
        await run.catch_up()
        assert read == 2
        assert (await swap(run)).comparison.equal
    [clock] = await oversight.rows("SELECT started_at, met_at FROM clock")
    assert (clock["started_at"], clock["met_at"]) == (at(0, 9), at(0, 10))


async def test_events_that_are_caught_up_with_in_many_batches_keep_their_order(
    oversight: Running, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "BATCH", 1)
    story = begun_and_ended()
    await records.tell(story)
    async with rebuilding(oversight, records.urls) as run:
        await run.begin()
        await run.catch_up()
        await oversight.deliver(story.messages())
        assert (await swap(run)).comparison.equal


async def test_an_event_that_comes_during_the_swap_waits_and_is_applied_to_the_new_tables(
    oversight: Running, records: Records
) -> None:
    story = journey()
    await records.tell(story)
    await oversight.deliver(story.messages()[:20])
    before = await tables(oversight)
    late: list[asyncio.Task[Applied]] = []

    async def one_comes() -> None:
        late.append(asyncio.create_task(oversight.deliver(story.messages()[21:])))
        await waits(oversight, "inbox")

    async with rebuilding(oversight, records.urls, Interrupted) as run:
        await run.begin()
        await run.catch_up()
        await oversight.deliver(story.messages()[20:21])  # so that the last round has something to do
        first_of(run).before_the_last = one_comes
        rebuilt = await swap(run)
        assert rebuilt.counts.applied == 21
    assert (await late[0]).applied == len(story.told) - 21
    assert not set(before.values()) & set((await tables(oversight)).values())
    assert await ids_in(oversight.database_url, "timeline_entry") == await records.ids()
    assert (await rebuild(oversight, records.urls, check=True)).comparison.equal


async def test_traffic_that_never_stops_loses_and_doubles_nothing(oversight: Running, records: Records) -> None:
    random = Random(20160905)
    stories = [journey(f"X{number:06}") for number in range(320741, 320761)]
    await records.tell(*stories)
    waiting = [story.messages() for story in stories]
    swaps = 0

    async def traffic() -> None:
        while left := [messages for messages in waiting if messages]:
            batch = [messages.pop(0) for messages in random.sample(left, min(len(left), random.randint(1, 12)))]
            again = random.sample(batch, random.randint(0, len(batch)))
            assert (await oversight.deliver([*batch, *again])).applied == len(batch)

    coming = asyncio.create_task(traffic())
    while not coming.done():
        rebuilt = await rebuild(oversight, records.urls)
        assert rebuilt.swapped
        swaps += 1
    await coming
    assert swaps > 1
    assert await ids_in(oversight.database_url, "timeline_entry") == await records.ids()
    before = await read_model(oversight)
    assert (await rebuild(oversight, records.urls)).swapped
    assert await read_model(oversight) == before


async def test_what_could_not_be_swapped_at_once_is_caught_up_with_and_swapped_later(
    oversight: Running, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "PAUSE_SECONDS", 0)
    story = journey()
    await records.tell(story)
    await oversight.deliver(story.messages()[:20])
    slow = await asyncpg.connect(oversight.database_url)
    begun = slow.transaction()
    await begun.start()
    await slow.fetch("SELECT * FROM gap")
    async with rebuilding(oversight, records.urls, Interrupted) as run:
        await run.begin()
        await run.catch_up()
        await oversight.deliver(story.messages()[20:21])
        swapping = asyncio.create_task(swap(run))
        await waits(oversight, "gap")
        late = asyncio.create_task(oversight.deliver(story.messages()[21:]))  # applied when the first attempt gives up
        assert (await late).applied == len(story.told) - 21
        await begun.rollback()
        await slow.close()
        rebuilt = await swapping
    assert (rebuilt.swapped, rebuilt.comparison.unrecorded) == (True, 0)
    assert rebuilt.counts.applied == len(story.told)
    assert await ids_in(oversight.database_url, "timeline_entry") == await records.ids()
