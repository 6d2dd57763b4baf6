"""Part two: the NPS allocates, provisionally; the CRC accepts (¶11)."""

from simulator.journey.story import MANAGER, OTHER_CRC, Story, expect


async def allocation_is_provisional(story: Story) -> None:
    """The rules say CRC, provisionally, with the gaps named; the CRC accepts."""
    await story.step("The NPS allocates to the CRC: provisionally, because unknown is not 'no'")
    told = await story.told("allocation-decided", sentenceId=story.sentence_id)
    expect("provisional", told.data["provisional"], True)
    expect("the receiving provider", told.data["receivingProvider"], "C17")
    expect("the gaps named", sorted(told.data["gaps"]), sorted(story.gaps.values()))
    unknown = [c["criterion"] for c in told.data["criteria"] if not c["known"]]
    expect("the criteria that are not known", unknown, ["roshHighOrVeryHigh"])
    expect("who holds the risk", told.data["riskHeldBy"], "N07")

    await story.step("Another CRC finds nothing; the receiving CRC accepts")
    await story.time(2, 10)
    path = f"/allocations/{story.sentence_id}"
    await story.staff.get(OTHER_CRC, "allocation", path, status=404)
    allocation = await story.staff.post(MANAGER, "allocation", f"{path}/acceptance")
    expect("who holds the risk", allocation["riskHeldBy"], "C17")
    await story.told("allocation-accepted", riskHeldBy="C17")
