"""The NPS buys interventions from the rate card of the local CRC, for people whom it supervises (¶25)."""

from simulator.caseload.case import Case, Play
from simulator.caseload.people import CRC, DIVISION, NPS_OFFICER
from simulator.directory import contract_manager

PROVIDER = contract_manager(CRC)


async def refer(play: Play, case: Case) -> None:
    """The officer refers, and the provider answers."""
    if not case.person.bought or not case.sentenced or case.holder != DIVISION:
        return
    found = await play.staff.get(
        NPS_OFFICER, "allocation", "/interventions", provider=CRC, need=case.person.need, sex=case.person.sex
    )
    free = [entry for entry in found["items"] if entry["placesFree"] > 0]
    if not free:
        return
    asked = {
        "sentenceId": case.sentence_id,
        "interventionId": free[0]["interventionId"],
        "need": case.person.need,
        "sex": case.person.sex,
    }
    case.purchase_id = (await play.allocation(NPS_OFFICER, "/purchases", asked))["purchaseId"]
    accepted = {"accepted": case.person.bought != "declined"}
    await play.allocation(PROVIDER, f"/purchases/{case.purchase_id}/answer", accepted)


async def work_it_through(play: Play, case: Case) -> None:
    """What was accepted starts, and ends with its outcome."""
    if not case.purchase_id or case.person.bought == "declined" or not case.sentenced:
        return
    path = f"/purchases/{case.purchase_id}"
    await play.allocation(PROVIDER, f"{path}/start")
    await play.allocation(PROVIDER, f"{path}/end", {"outcome": case.person.bought})
