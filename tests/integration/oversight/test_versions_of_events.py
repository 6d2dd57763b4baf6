"""A timeline keeps each event in the version in which it was told, and is read in the newest."""

import pytest

from services.oversight.reactions import write_it_down
from shared.contracts.model import EventData
from shared.runtime.inbox import Inbox, Message
from shared.runtime.reactions import Reactions
from tests.integration.oversight.reading import forget, timeline
from tests.support.releases import AUTHOR, BEFORE_V2, V1, V2, as_v1, change, told_in_both
from tests.support.running import MONDAY, Running, message_of

CRN = "X320741"
ROWS = "SELECT * FROM timeline_entry ORDER BY event_id"


@pytest.fixture
def release_before(oversight: Running) -> Inbox:
    """Oversight as it was before there was a v2, on the same database."""
    reactions = Reactions(BEFORE_V2)
    reactions.on(*(kind for kind in BEFORE_V2.newest_types() if issubclass(kind, EventData)))(write_it_down)
    return Inbox("oversight", oversight.runtime.work, reactions)


def told() -> list[Message]:
    """One change that the release before recorded, and one that was recorded in v2."""
    return [message_of(as_v1(change(CRN, 2, by=AUTHOR)), MONDAY), *told_in_both(change(CRN, 3), MONDAY)]


async def test_a_timeline_that_is_told_again_from_the_record_is_the_same_row_for_row(oversight: Running) -> None:
    messages = told()
    for one in messages:
        await oversight.deliver([one])
    live = await oversight.rows(ROWS)
    assert [row["event_type"] for row in live] == [V1, V2]
    assert [row["body"].get("byManager") for row in live] == [False, None]
    await forget(oversight)
    done = await oversight.deliver(messages)
    assert (done.applied, done.parked, done.passed_over) == (2, 0, (messages[1],))
    assert await oversight.rows(ROWS) == live


async def test_what_the_release_before_wrote_down_and_what_this_one_makes_of_the_same_record_are_one_row(
    oversight: Running, release_before: Inbox
) -> None:
    recorded_before = told()[:1]
    await release_before.apply(recorded_before)
    live = await oversight.rows(ROWS)
    await forget(oversight)
    await oversight.deliver(recorded_before)
    assert await oversight.rows(ROWS) == live


async def test_a_timeline_is_read_in_the_newest_version_whoever_wrote_it_down(
    oversight: Running, release_before: Inbox
) -> None:
    await release_before.apply(told())
    assert [row["event_type"] for row in await oversight.rows(ROWS)] == [V1, V1]
    found = (await timeline(oversight, CRN))["events"]
    assert [event["type"] for event in found] == [V2, V2]
    assert [event["summary"].split(" changed")[0] for event in found] == [
        "Its author",
        "Somebody other than its author",
    ]
