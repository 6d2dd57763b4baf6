"""Through the gate: people in prison screened and planned for, helped or not, released, seen, and some recalled (¶21).

Providers do what the inspectors found: most plan help, and for over two thirds of the people not enough of it comes.
Prisons forget some screenings; managers countersign some recalls too late.
"""

from typing import Any

from simulator import mix
from simulator.caseload.case import Case, Play
from simulator.caseload.people import CRC, MANAGER

RELEASED_ON = 24
LICENCE_DAYS, SUPERVISION_DAYS = 120, 365


async def screen(play: Play, case: Case) -> None:
    """The prison's screening reaches the CRC; of some people it never does."""
    if _is_prepared(case) and case.person.resettlement != "unscreened":
        asked = {"prison": "BXI", "screenedAt": play.at(3, 11), "needs": list(case.person.gate_needs)}
        await _custody(play, case, "screening", asked)


async def plan(play: Play, case: Case) -> None:
    """The resettlement plan is made, for nearly everybody who was screened."""
    if _is_prepared(case) and case.person.resettlement not in ("unscreened", "unplanned"):
        asked = {"needs": list(case.person.gate_needs), "releaseOn": play.day(RELEASED_ON).isoformat()}
        await _custody(play, case, "resettlement-plan", asked)
        for need in case.person.gate_needs:
            await _help(play, case, need, "planned", 7)


async def help_before_release(play: Play, case: Case) -> None:
    """What was planned comes, or it was not to be had, or nobody comes back to it."""
    if not _is_prepared(case) or case.person.resettlement not in ("helped", "notAvailable"):
        return
    became = "received" if case.person.resettlement == "helped" else "notAvailable"
    for need in case.person.gate_needs:
        await _help(play, case, need, became, 20)


async def release(play: Play, case: Case) -> None:
    """The prison opens the gate, and the officer arranges the first appointment for the next day."""
    if not _is_prepared(case):
        return
    released = {
        "releasedAt": play.at(RELEASED_ON, 8),
        "prison": "BXI",
        "licenceEndsOn": play.day(RELEASED_ON + LICENCE_DAYS).isoformat(),
        "supervisionEndsOn": play.day(RELEASED_ON + SUPERVISION_DAYS).isoformat(),
    }
    await _custody(play, case, "release", released)
    first = {
        "kind": "officerAppointment",
        "at": play.at(RELEASED_ON + 1, 10),
        "office": "Croydon",
        "instructionProof": "handedOver",
        "enforceable": True,
    }
    answer = await play.crc(case.officer, f"/cases/{case.sentence_id}/appointments", first)
    case.appointment_id = answer["appointments"][-1]["appointmentId"]


async def first_appointment(play: Play, case: Case) -> None:
    """Most people come the day after release; who does not is sent a warning."""
    if not _is_out(case):
        return
    path = f"/cases/{case.sentence_id}/appointments/{case.appointment_id}"
    kept = case.random.random() < mix.FIRST_APPOINTMENT_KEPT
    await play.crc(case.officer, f"{path}/outcome", {"outcome": "ATTC" if kept else "UAAB"})
    if not kept:
        sent_on = play.day(RELEASED_ON + 1).isoformat()
        await play.crc(case.officer, f"{path}/warning-letter", {"sentOn": sent_on})


async def ask_for_recall(play: Play, case: Case) -> None:
    """Some people go out of touch, and their officers ask for a recall."""
    if _is_out(case) and case.person.recalled is not None:
        answer = await play.crc(case.officer, f"/cases/{case.sentence_id}/recalls", {"reason": "outOfTouch"})
        case.recall_id = answer["recalls"][-1]["recallId"]


async def countersign_in_time(play: Play, case: Case) -> None:
    """Most recalls are countersigned within the day."""
    if case.person.recalled == "inTime":
        await _countersign(play, case)


async def countersign_late(play: Play, case: Case) -> None:
    """The others when everybody has seen that they are late."""
    if case.recall_id and case.person.recalled == "late" and _is_out(case):
        await play.told(case, "recall-countersignature-overdue", subjectId=case.recall_id)
        await _countersign(play, case)


async def recall(play: Play, case: Case) -> None:
    """The licence is revoked, and the person is in custody again."""
    if case.recall_id and _is_out(case):
        path = f"/cases/{case.sentence_id}/recalls/{case.recall_id}/decision"
        await play.crc(case.officer, path, {"outcome": "recalled", "on": play.day(38).isoformat()})


async def _countersign(play: Play, case: Case) -> None:
    if case.recall_id and _is_out(case):
        path = f"/cases/{case.sentence_id}/recalls/{case.recall_id}/countersignature"
        await play.crc(MANAGER, path, {"countersigned": True})


async def _help(play: Play, case: Case, need: str, became: str, day: int) -> None:
    await _custody(play, case, "help", {"need": need, "help": became, "on": play.day(day).isoformat()})


async def _custody(play: Play, case: Case, path: str, asked: dict[str, Any]) -> None:
    await play.crc(case.officer, f"/cases/{case.sentence_id}/custody/{path}", asked)


def _is_prepared(case: Case) -> bool:
    """The person is in prison, and an officer of the CRC was named in time."""
    return case.person.disposal == "custody" and case.sentenced and case.holder == CRC and not case.person.slow


def _is_out(case: Case) -> bool:
    """The person has been released, and the CRC still has the case."""
    return _is_prepared(case) and bool(case.appointment_id)


THROUGH_THE_GATE = (
    (4, 10, screen),
    (7, 14, plan),
    (20, 10, help_before_release),
    (RELEASED_ON, 12, release),
    (RELEASED_ON + 1, 11, first_appointment),
    (35, 10, ask_for_recall),
    (35, 16, countersign_in_time),
    (37, 10, countersign_late),
    (38, 10, recall),
)
"""The parts of the people who are sentenced to custody."""
