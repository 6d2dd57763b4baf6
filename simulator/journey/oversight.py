"""Part eight: oversight tells it all in one timeline."""

from collections.abc import AsyncIterator
from typing import Any

from simulator.journey.story import INSPECTOR, NotSeen, Story, expect


async def oversight_tells_it_all(story: Story) -> dict[str, Any]:
    """One timeline: every event in order, who held the risk when, each gap, each clock."""
    await story.step("Oversight tells it all in one timeline")
    told = {str(t.envelope.event_id) for t in story.topics.about(story.crn)}
    timeline = await _timeline_with(story, told)
    events = timeline["events"]
    expect("each event once", len({e["eventId"] for e in events}), len(events))
    expect("in order", [e["occurredAt"] for e in events], sorted(e["occurredAt"] for e in events))
    holders = [h["organisation"] for h in timeline["riskHolders"]]
    expect("who held the risk, one after another", holders, ["N07", "C17", "N07"])
    gaps = {g["gapId"]: g for g in timeline["gaps"]}
    expect("the gaps", sorted(gaps), sorted(story.gaps.values()))
    expect("the answered gap", gaps[story.gaps["domesticAbuse"]]["closure"], "lateAnswer")
    expect("the unread gap", gaps[story.gaps["roshNotFullyAssessed"]]["acknowledgedAt"], None)
    results = {(c["obligation"], c["subjectId"]): c["result"] for c in timeline["clocks"]}
    expect("the report", results["reportDelivered", story.report_id], "met")
    unread = story.gaps["roshNotFullyAssessed"]
    expect("the clock of the unread gap", results["informationGapAcknowledged", unread], "missed")
    expect("the breach was referred in time", results["breachReferred", story.breach_id], "met")
    return timeline


async def _timeline_with(story: Story, event_ids: set[str]) -> dict[str, Any]:
    async for timeline in _timelines(story):
        if {e["eventId"] for e in timeline["events"]} >= event_ids:
            return timeline
    raise NotSeen("oversight never had every event that was told")


async def _timelines(story: Story) -> AsyncIterator[dict[str, Any]]:
    for _ in range(300):
        yield await story.staff.get(INSPECTOR, "oversight", f"/people/{story.crn}/timeline")
        await story.topics.pause()
