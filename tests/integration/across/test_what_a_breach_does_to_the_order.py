"""A breach ends, and what the court did is followed by order, case, count and allocation: nobody types it again.

Four services hear each other; a person's case is played up to the court, and the court deals with it in several ways.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from shared.runtime.clock import FixedClock
from simulator.journey import allocation, breach, court, directory, supervision
from simulator.journey.story import COURT, ENFORCEMENT, OFFICER, Story
from tests.integration.across.hearings import EARLY
from tests.support.carrying import Carrier
from tests.support.playing import story_on
from tests.support.postgres import Databases
from tests.support.running import running

SERVICES = ("court", "allocation", "crc", "breach")
UP_TO_THE_COURT = (
    directory.the_court_knows_what_the_crc_offers,
    court.court_sentences_without_knowing,
    allocation.allocation_is_provisional,
    supervision.crc_reads_what_was_missing,
    supervision.the_late_answer_arrives,
    supervision.two_failures_to_comply,
    breach.the_breach_goes_back_and_forth,
)
HARDER = [
    {
        "kind": "rehabilitationActivity",
        "amount": 20,
        "unit": "days",
        "need": "relationships",
        "intervention": "C17-BBR",
    },
    {"kind": "unpaidWork", "amount": 140, "unit": "hours"},
]


@pytest.fixture
async def story(databases: Databases) -> AsyncIterator[Story]:
    """A breach that has been presented to the court."""
    async with AsyncExitStack() as stack:
        services = {name: await stack.enter_async_context(running(databases, name)) for name in SERVICES}
        clock = FixedClock(EARLY)
        for service in services.values():
            service.clock = service.runtime.clock = service.runtime.work.clock = clock
        story = story_on(services, Carrier(services.values()), clock)
        for part in UP_TO_THE_COURT:
            await part(story)
        await story.time(56, 12)
        yield story


async def ends(story: Story, **outcome: Any) -> None:
    await story.nps(ENFORCEMENT, "/outcome", {"state": "proven", **outcome})
    await story.told("failure-count-reset")


async def seen(story: Story) -> tuple[dict[str, Any], dict[str, Any]]:
    """The sentence at court, and the case at the CRC."""
    sentence = await story.staff.get(COURT, "court", f"/sentences/{story.sentence_id}")
    return sentence, await story.staff.get(OFFICER, "crc", story.case)


async def test_a_harder_order_is_supervised_as_the_court_left_it_and_failures_count_from_nothing(story: Story) -> None:
    before, _ = await seen(story)
    after = {"orderEndsOn": before["orderEndsOn"], "requirements": HARDER}
    await ends(story, outcome="continue", penalty="moreOnerous", orderAfter=after)
    amended = await story.told("order-amended", cause="breach")
    assert amended.data["recordedBy"]["officer"] == ENFORCEMENT.code
    sentence, case = await seen(story)
    assert [one["amount"] for one in sentence["requirements"]] == [20, 140]
    assert [one["amount"] for one in case["requirements"]] == [20, 140]
    assert (case["state"], case["failuresIn12Months"], case["countFrozen"]) == ("open", 0, False)


async def test_an_order_that_the_court_ends_is_supervised_by_nobody(story: Story) -> None:
    await ends(story, outcome="reSentenced", endedOn=story.day(56).isoformat())
    revoked = await story.told("order-revoked", cause="reSentenced")
    assert revoked.data["endedOn"] == story.day(56).isoformat()
    await story.told("allocation-ended")
    await story.told("case-closed", transferredTo=None)
    sentence, case = await seen(story)
    assert (sentence["state"], case["state"]) == ("ended", "ended")
    view = await story.staff.get(ENFORCEMENT, "breach", f"/breaches/{story.breach_id}")
    assert (view["state"], view["known"]["endedBecause"]) == ("proven", "reSentenced")


async def test_a_fine_leaves_the_order_as_it_was(story: Story) -> None:
    before, _ = await seen(story)
    await ends(story, outcome="continue", penalty="fine", fineAmount=120)
    sentence, case = await seen(story)
    assert sentence == before
    assert (case["state"], case["failuresIn12Months"]) == ("open", 0)
