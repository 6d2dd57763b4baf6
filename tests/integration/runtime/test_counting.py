"""What the tests of cost count is what goes over the wire: nothing is prepared, begun or reset on the side."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from shared.runtime.auth import Role
from tests.support.counting import statements_of
from tests.support.diary import SERVICE
from tests.support.hearing import heard
from tests.support.postgres import Databases
from tests.support.running import running_on
from tests.support.wire import Wire


async def test_a_statement_counted_is_a_round_trip_and_a_command_makes_four_or_five(databases: Databases) -> None:
    url = await databases.fresh_with(SERVICE.metadata)
    async with Wire(url).open() as wire, running_on(SERVICE, wire.url) as diary:

        async def both(work: Callable[[], Awaitable[Any]]) -> tuple[int, int]:
            wire.round_trips = 0
            return len(await statements_of(diary, work)), wire.round_trips

        headers = diary.as_("N07", "N07B960", Role.COURT_OFFICER)

        async def story(number: int) -> list[tuple[int, int]]:
            key = {"Idempotency-Key": f"line-{number}"}
            write = partial(diary.client.post, "/lines", json={"crn": f"X{number:06}"}, headers=headers | key)
            costs = [await both(write)]
            [line] = await diary.rows("SELECT line_id FROM diary_line WHERE crn = $1", f"X{number:06}")
            path, key = f"/lines/{line['line_id']}/notes", {"Idempotency-Key": f"note-{number}"}
            costs.append(await both(partial(diary.client.post, path, json={"words": "x"}, headers=headers | key)))
            costs.append(await both(partial(diary.deliver, [heard(f"X9{number:05}")])))
            return costs

        await story(1)  # what a connection meets for the first time is prepared in a round trip of its own
        counted = await story(2)
        # A new one: BEGIN, one statement for all that is written, COMMIT. One that is there: its lock and parts too.
        assert [logged for logged, _ in counted] == [3, 5, 5]
        assert all(logged == sent for logged, sent in counted), counted
    await databases.drop(url)
