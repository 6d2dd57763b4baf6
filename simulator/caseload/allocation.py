"""The allocation team's part, and what providers answer it: replies, new decisions, transfers, escalations."""

from simulator import mix
from simulator.caseload.case import Case, Play
from simulator.caseload.people import (
    ALLOCATION,
    CRC,
    DIVISION,
    MANAGER,
    NEXT_CRC,
    NEXT_MANAGER,
    NPS_MANAGER,
    NPS_OFFICER,
)


async def reply_in_time(play: Play, case: Case) -> None:
    """The CRC answers what is allocated to it: most in time, and nearly all by taking it."""
    if not case.person.slow:
        await reply(play, case)


async def reply_late(play: Play, case: Case) -> None:
    """The slow answers come, when everybody has seen that they are late."""
    if case.person.slow and case.sentenced and case.holder == CRC:
        await play.told(case, "allocation-reply-overdue", owner=CRC)
        await reply(play, case)


async def reply(play: Play, case: Case) -> None:
    """Accept, or reject with a reason; after a rejection a named officer of the division decides anew."""
    if not case.sentenced or case.holder != CRC:
        return
    path = f"/allocations/{case.sentence_id}"
    if case.person.rejected:
        await play.allocation(MANAGER, f"{path}/rejection", {"reason": "recordIncomplete"})
        again = {"provider": CRC, "reason": "rejectionNotUpheld", "note": "What is missing is named on the record."}
        await play.allocation(ALLOCATION, f"{path}/override", again)
    elif case.person.overridden:
        kept = {"provider": DIVISION, "reason": "victimSafety", "note": "The victim is known to be at risk."}
        await play.allocation(NPS_MANAGER, f"{path}/override", kept)
        case.holder = DIVISION
        return
    await play.allocation(MANAGER, f"{path}/acceptance")
    await play.told(case, "case-opened")


async def nps_officer_reads(play: Play, case: Case) -> None:
    """Of a case that the NPS has: an officer is named, and reads most of what was missing (¶11)."""
    if not case.sentenced or case.holder != DIVISION:
        return
    path = f"/allocations/{case.sentence_id}"
    named = {"officer": NPS_OFFICER.code, "grade": "PO"}
    await play.allocation(NPS_MANAGER, f"{path}/responsible-officer", named)
    for gap in case.gaps:
        if case.random.random() < mix.GAP_READ:
            await play.allocation(NPS_OFFICER, f"{path}/gaps/{gap['gapId']}/acknowledgement")


async def take_the_wrongly_allocated(play: Play, case: Case) -> None:
    """The division takes what should not have gone to the CRC."""
    if not case.sentenced or case.holder != CRC:
        return
    record = await play.staff.get(ALLOCATION, "allocation", f"/allocations/{case.sentence_id}")
    for transfer in record["transfers"]:
        if transfer["state"] == "proposed" and transfer["toProvider"] == DIVISION:
            path = f"/allocations/{case.sentence_id}/transfers/{transfer['transferId']}/decision"
            await play.allocation(ALLOCATION, path, {"outcome": "accepted"})
            case.holder = DIVISION


async def decide_the_escalation(play: Play, case: Case) -> None:
    """The division answers what the CRC escalated, and the CRC takes some of it back before."""
    if not case.escalation_id or not case.sentenced or case.holder != CRC:
        return
    path = f"/escalations/{case.escalation_id}"
    match case.person.escalation:
        case "withdrawn":
            await play.allocation(MANAGER, f"{path}/withdrawal", {"reason": "informationWrong"})
        case "notAccepted":
            advice = {"decision": "notAccepted", "advice": "Review the plan with the police first."}
            await play.allocation(ALLOCATION, f"{path}/decision", advice)
        case "returned":
            wanted = {"decision": "returned", "informationWanted": ["policeInformation"]}
            await play.allocation(ALLOCATION, f"{path}/decision", wanted)
        case _:
            await play.allocation(ALLOCATION, f"{path}/decision", {"decision": "accepted"})
            case.holder = DIVISION


async def move_to_the_next_area(play: Play, case: Case) -> None:
    """Some people move, and the CRC of the new area takes the case."""
    if not case.person.moved or not case.sentenced or case.holder != CRC:
        return
    path = f"/allocations/{case.sentence_id}/transfers"
    asked = {"toProvider": NEXT_CRC, "reason": "moveOfResidence"}
    record = await play.allocation(case.officer, path, asked)
    proposed = next(one for one in record["transfers"] if one["state"] == "proposed")
    await play.allocation(NEXT_MANAGER, f"{path}/{proposed['transferId']}/decision", {"outcome": "accepted"})
    case.holder = NEXT_CRC
