"""The journey of one case across the split, seen whole; and again with every service killed on the way."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from deploy.embedded.stack import Stack
from deploy.play import set_clock_to_the_story, simulator_on
from shared.contracts.catalogue import PUBLISHERS
from simulator import journey
from simulator.journey.story import Story
from tests.end_to_end import ledger
from tests.support.kafka import eventually

KILLED_BEFORE_STEP = {3: "court", 5: "allocation", 8: "crc", 10: "oversight", 13: "court", 16: "breach", 19: "crc"}
"""Which service is killed before which step: each of them at least once."""


async def play(stack: Stack, kill: dict[int, str]) -> tuple[str, dict[str, Any]]:
    """Play the journey, killing services on the way: the person and the timeline."""
    number = 0

    async def step(_: str) -> None:
        nonlocal number
        number += 1
        if number in kill:
            stack.kill(kill[number])
            await asyncio.to_thread(stack.start_service, kill[number])

    async with simulator_on(stack) as (world, staff, topics):
        story = Story(world, staff, topics, step)
        told = await journey.play(story)
        await nothing_is_left(stack)
        return story.crn, told


async def nothing_is_left(stack: Stack) -> None:
    async def none_left() -> bool:
        return not await ledger.unfinished(stack)

    await eventually(none_left, "no event unpublished, no dead letter")


def as_told(timeline: dict[str, Any]) -> Counter[tuple[str, str, str | None]]:
    """The facts of a timeline without what differs from run to run."""
    return Counter((e["type"], e["organisation"], e["officer"]) for e in timeline["events"])


def by_service(timeline: dict[str, Any]) -> dict[str, list[str]]:
    """The order in which each service told its facts."""
    return {s: [e["type"] for e in timeline["events"] if e["service"] == s] for s in PUBLISHERS}


def clock_results(timeline: dict[str, Any]) -> Counter[tuple[str, str, str]]:
    """What became of each clock."""
    return Counter((c["obligation"], c["owner"], c["result"]) for c in timeline["clocks"])


async def test_the_journey_is_seen_whole_and_the_ledgers_of_owners_and_oversight_agree(stack: Stack) -> None:
    crn, timeline = await play(stack, kill={})
    assert {e["eventId"] for e in timeline["events"]} == await ledger.recorded(stack, crn)
    assert {
        (c["obligation"], c["subjectId"], c["metAt"], c["cancelledAt"], c["overdueAt"]) for c in timeline["clocks"]
    } == await ledger.clocks(stack, crn)


@pytest.mark.timeout(600)
async def test_the_journey_ends_in_the_same_timeline_when_every_service_is_killed_on_the_way(stack: Stack) -> None:
    assert set(KILLED_BEFORE_STEP.values()) == {*PUBLISHERS, "oversight"}
    _, calm = await play(stack, kill={})
    set_clock_to_the_story(stack)
    crn, stormy = await play(stack, KILLED_BEFORE_STEP)
    assert {e["eventId"] for e in stormy["events"]} == await ledger.recorded(stack, crn)
    assert as_told(stormy) == as_told(calm)
    assert by_service(stormy) == by_service(calm)
    assert clock_results(stormy) == clock_results(calm)
    assert [h["organisation"] for h in stormy["riskHolders"]] == [h["organisation"] for h in calm["riskHolders"]]
