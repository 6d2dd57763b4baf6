"""Part seven: the risk rises, and the case transfers when the NPS has accepted, not before."""

from simulator.journey.story import ALLOCATION, MANAGER, OFFICER, Story, expect


async def the_risk_rises_and_the_case_transfers(story: Story) -> None:
    """Nobody sees the person for a month; the risk rises, and the CRC escalates and holds it until the NPS accepts."""
    await story.step("New information raises the risk of serious harm to high")
    await story.time(63, 9, 30)
    missed = await story.told("contact-month-missed", month="2016-10")
    expect("when the person was seen last", missed.data["lastContactOn"], story.day(7).isoformat())
    await story.crc(OFFICER, "/risk-reviews", {"roshAfter": "high", "changes": ["domesticAbuseCallOut"]})
    await story.told("risk-reviewed", roshAfter="high")

    await story.step("The CRC escalates, by phone first, and still holds the risk")
    called = await story.time(63, 10)
    escalation = {
        "trigger": "domesticAbuseCallOut",
        "roshAfter": "high",
        "whoIsAtRisk": ["knownAdult", "children"],
        "imminent": True,
        "agreedByManager": MANAGER.code,
    }
    await story.crc(OFFICER, "/escalations", escalation, status=422)
    call = {"at": called.isoformat(), "spokenTo": ALLOCATION.code}
    await story.time(63, 10, 20)
    await story.crc(OFFICER, "/escalations", {**escalation, "phoneCall": call})
    raised = await story.told("risk-escalated", imminent=True)
    expect("who holds the risk", raised.data["riskHeldBy"], "C17")
    escalation_id = raised.data["escalationId"]
    received = await story.told("escalation-received", escalationId=escalation_id)
    expect("who holds the risk", received.data["riskHeldBy"], "C17")

    await story.step("The NPS accepts, and holds the risk from that moment")
    await story.time(63, 15)
    await story.staff.post(ALLOCATION, "allocation", f"/escalations/{escalation_id}/decision", {"decision": "accepted"})
    moved = await story.told("case-transferred", toProvider="N07")
    expect("who holds the risk", moved.data["riskHeldBy"], "N07")
    await story.told("case-closed", transferredTo="N07")
    await story.crc(OFFICER, "/risk-reviews", {"roshAfter": "low"}, status=409)
