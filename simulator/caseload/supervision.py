"""The CRC's part: an officer named, gaps read, a first appointment, a change of officer, an escalation."""

from simulator import mix
from simulator.caseload.case import Case, Play
from simulator.caseload.managing import give, name
from simulator.caseload.people import CRC, DIVISION, MANAGER, NPS_OFFICER


async def name_officer_and_read_gaps(play: Play, case: Case) -> None:
    """An officer is named, reads most of what was missing, and arranges the first appointment."""
    if not case.sentenced or case.holder != CRC or case.person.slow:
        return
    path = f"/cases/{case.sentence_id}"
    await give(play, case)
    await _read_gaps(play, case)
    if case.person.disposal == "custody":
        return  # the first appointment comes after release
    first = {
        "kind": "officerAppointment",
        "at": play.at(8, 10),
        "office": "Croydon",
        "instructionProof": "letter",
        "enforceable": True,
    }
    answer = await play.crc(case.officer, f"{path}/appointments", first)
    case.appointment_id = answer["appointments"][-1]["appointmentId"]


async def _read_gaps(play: Play, case: Case) -> None:
    for gap in case.gaps:
        if case.random.random() < mix.GAP_READ:
            await play.crc(case.officer, f"/cases/{case.sentence_id}/gaps/{gap['gapId']}/acknowledgement")


async def first_appointment(play: Play, case: Case) -> None:
    """Most people come to the first appointment; who does not is sent a warning."""
    if not case.appointment_id or not case.sentenced or case.holder != CRC:
        return
    path = f"/cases/{case.sentence_id}/appointments/{case.appointment_id}"
    kept = case.random.random() < mix.FIRST_APPOINTMENT_KEPT
    await play.crc(case.officer, f"{path}/outcome", {"outcome": "ATTC" if kept else "UAAB"})
    if not kept:
        await play.crc(case.officer, f"{path}/warning-letter", {"sentOn": play.day(8).isoformat()})


async def change_of_officer(play: Play, case: Case) -> None:
    """Another officer takes over, and reads what was missing at sentence again (¶11)."""
    if case.person.officer_changes and case.appointment_id and case.sentenced and case.holder == CRC:
        await name(play, case, case.team.colleague, handoverReason="caseloadRelief")
        await _read_gaps(play, case)


async def escalate(play: Play, case: Case) -> None:
    """In some cases the risk rises, and the CRC asks the NPS to take them."""
    if case.person.escalation is None or not case.appointment_id or not case.sentenced or case.holder != CRC:
        return
    imminent = case.random.random() < mix.IMMINENT
    asked = {
        "trigger": "domesticAbuseCallOut",
        "roshAfter": "high",
        "whoIsAtRisk": ["knownAdult"],
        "imminent": imminent,
        "phoneCall": {"at": play.at(9, 9), "spokenTo": NPS_OFFICER.code} if imminent else None,
        "agreedByManager": MANAGER.code,
    }
    answer = await play.crc(MANAGER, f"/cases/{case.sentence_id}/escalations", asked)
    case.escalation_id = answer["escalations"][-1]["escalationId"]
    await play.told(case, "escalation-received", escalationId=case.escalation_id, riskHeldBy=CRC)
    assert case.holder != DIVISION  # it holds the risk until the NPS has accepted
