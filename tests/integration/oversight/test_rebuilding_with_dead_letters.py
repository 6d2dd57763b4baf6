"""What could not be applied stays among the dead letters through a rebuild, and can be driven again afterwards."""

import asyncio
from typing import Any

import pytest

from shared.runtime.dead_letters import redrive_key
from shared.runtime.inbox import Opened
from tests.integration.oversight.interrupting import Interrupted, first_of, swap, waits
from tests.integration.oversight.reading import timeline
from tests.integration.oversight.records import Records, ids_in, rebuild, rebuilding
from tests.integration.oversight.stories import journey
from tests.integration.oversight.story import Story
from tests.support.running import Running


async def park(oversight: Running, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sixth event of a story cannot be applied, so it and all that follow are parked."""
    poison = story.told[5].event_id
    good = oversight.runtime.inbox.read

    def read(one: Opened) -> Any:
        if one.event_id == poison:
            raise ValueError("not today")
        return good(one)

    with monkeypatch.context() as bad:
        bad.setattr(oversight.runtime.inbox, "read", read)
        done = await oversight.deliver(story.messages())
    assert (done.applied, done.parked) == (5, len(story.told) - 5)


async def test_a_letter_that_is_parked_is_left_out_and_driven_again_into_the_new_tables(
    oversight: Running, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, other = journey(), journey("X320742")
    await records.tell(story, other)
    await park(oversight, story, monkeypatch)
    await oversight.deliver(other.messages())
    rebuilt = await rebuild(oversight, records.urls)
    assert (rebuilt.swapped, rebuilt.counts.applied) == (True, 5 + len(other.told))
    assert len((await timeline(oversight))["events"]) == 5

    done, reason = await redrive_key(oversight.runtime.inbox, story.crn)
    assert (done, reason) == (len(story.told) - 5, None)
    assert await ids_in(oversight.database_url, "timeline_entry") == await records.ids()
    assert (await rebuild(oversight, records.urls)).swapped
    assert await ids_in(oversight.database_url, "timeline_entry") == await records.ids()


async def test_a_letter_that_was_discarded_stays_out(
    oversight: Running, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = journey()
    await records.tell(story)
    await park(oversight, story, monkeypatch)
    await oversight.rows("UPDATE dead_letter SET state = 'discarded', settled_at = now() WHERE NOT behind")
    await redrive_key(oversight.runtime.inbox, story.crn)
    rebuilt = await rebuild(oversight, records.urls)
    assert (rebuilt.swapped, rebuilt.counts.applied) == (True, len(story.told) - 1)


async def test_a_redrive_during_the_swap_waits_and_is_applied_to_the_new_tables(
    oversight: Running, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, other = journey(), journey("X320742")
    await records.tell(story, other)
    await park(oversight, story, monkeypatch)
    late: list[asyncio.Task[Any]] = []

    async def it_is_driven_again() -> None:
        late.append(asyncio.create_task(redrive_key(oversight.runtime.inbox, story.crn)))
        await waits(oversight, "dead_letter")

    async with rebuilding(oversight, records.urls, Interrupted) as run:
        await run.begin()
        await run.catch_up()
        await oversight.deliver(other.messages())
        first_of(run).before_the_last = it_is_driven_again
        assert (await swap(run)).swapped
    assert await late[0] == (len(story.told) - 5, None)
    assert await ids_in(oversight.database_url, "timeline_entry") == await records.ids()
    assert (await rebuild(oversight, records.urls, check=True)).comparison.equal
