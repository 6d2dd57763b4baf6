"""Contact and what follows from it: people who come and people who do not, excuses, corrections, decisions and silence.

Most people come. Of those who do not, some are warned and asked after, and some nobody asks after; of those who fail
twice most are breached, some are not with a reason from the list, and on some nobody decides at all (¶14).
"""

from typing import Any

from simulator import mix
from simulator.caseload.case import Case, Play
from simulator.caseload.people import CRC, MANAGER

FIRST, SECOND, SESSION = 22, 36, 38
"""The days of the two appointments, and of a session of unpaid work."""


async def arrange_first(play: Play, case: Case) -> None:
    """The person is told to come to the work of the plan."""
    if _is_supervised(case):
        await _arrange(play, case, FIRST, "rehabilitationActivity", objectiveId=await _objective(play, case))


async def record_first(play: Play, case: Case) -> None:
    """Most come."""
    if _is_supervised(case) and case.contacts:
        await _record(play, case, case.contacts[0], {"outcome": "ATTC" if case.person.absent == "never" else "UAAB"})


async def warn(play: Play, case: Case) -> None:
    """Who did not come is warned, and told to come again."""
    if _has_missed(case):
        await _act(play, case, case.contacts[0], "warning-letter", {"sentOn": play.day(FIRST + 1).isoformat()})


async def arrange_second(play: Play, case: Case) -> None:
    """Another appointment; who has unpaid work to do has a session too."""
    if not _is_supervised(case) or not case.contacts:
        return
    await _arrange(play, case, SECOND, "officerAppointment")
    if case.person.unpaid_work and case.person.absent == "never":
        await _arrange(play, case, SESSION, "unpaidWork")


async def record_second(play: Play, case: Case) -> None:
    """Some fail a second time: a decision is due that day."""
    if _is_supervised(case) and len(case.contacts) > 1:
        await _record(play, case, case.contacts[1], {"outcome": "UAAB" if _failed_twice(case) else "ATTC"})


async def hear_the_excuse(play: Play, case: Case) -> None:
    """Some have a reason, and it is accepted or not; most say nothing."""
    if not _failed_twice(case) or not _is_supervised(case) or case.person.excuse == "none":
        return
    said: dict[str, Any] = {"givenOn": play.day(SECOND).isoformat(), "decision": case.person.excuse}
    if case.person.excuse == "accepted":
        said["outcome"] = "AAME"
    await _act(play, case, case.contacts[1], "excuse", said)


async def decide(play: Play, case: Case) -> None:
    """Breach, or not with a reason; or nobody decides, and the clock says so."""
    if not _failed_twice(case) or not _is_supervised(case) or case.person.enforced == "silence":
        return
    due = [one for one in (await _seen(play, case))["enforcementDecisions"] if one["state"] == "due"]
    if not due:
        return
    said = {"decision": case.person.enforced, "manager": MANAGER.code}
    if case.person.enforced == "notEnforced":
        said["reason"] = "complianceResumed"
    await play.crc(case.officer, f"/cases/{case.sentence_id}/enforcement-decisions/{due[0]['decisionId']}", said)


async def ask_after(play: Play, case: Case) -> None:
    """Somebody asks after most of those who did not come; after some nobody does."""
    if _failed_twice(case) and _is_supervised(case) and case.random.random() < mix.FOLLOWED_UP:
        await _act(play, case, case.contacts[1], "follow-up", {"kind": "homeVisit"})


async def record_the_session(play: Play, case: Case) -> None:
    """A day of unpaid work is credited."""
    if _is_supervised(case) and len(case.contacts) > 2:
        await _record(play, case, case.contacts[2], {"outcome": "ATTC", "unpaidWorkMinutes": 420})


async def correct(play: Play, case: Case) -> None:
    """Evidence arrives after the window: a manager corrects the outcome, and what was recorded is kept."""
    if case.person.absent == "once" and case.person.corrected and _has_missed(case):
        said = {"outcome": "AAME", "reason": "evidenceArrived"}
        path = f"/cases/{case.sentence_id}/appointments/{case.contacts[0]}/correction"
        await play.crc(MANAGER, path, said)


async def know_the_risk(play: Play, case: Case) -> None:
    """Nobody is taken to court whose risk was never assessed: the officer reviews it before."""
    if not _failed_twice(case) or not _is_supervised(case) or case.person.enforced != "breach":
        return
    if (await _seen(play, case))["rosh"] is None:
        found = {"roshAfter": case.person.rosh, "changes": ["lateAnswer"]}
        await play.crc(case.officer, f"/cases/{case.sentence_id}/risk-reviews", found)


async def _arrange(play: Play, case: Case, day: int, kind: str, **asked: Any) -> None:
    path = f"/cases/{case.sentence_id}/appointments"
    instructed = {"office": "Croydon", "instructionProof": "letter", "enforceable": True}
    before = {one["appointmentId"] for one in (await _seen(play, case))["appointments"]}
    seen = await play.crc(case.officer, path, {"kind": kind, "at": play.at(day, 10), **instructed, **asked})
    case.contacts += [one["appointmentId"] for one in seen["appointments"] if one["appointmentId"] not in before]


async def _record(play: Play, case: Case, appointment: str, outcome: dict[str, Any]) -> None:
    await _act(play, case, appointment, "outcome", outcome)


async def _act(play: Play, case: Case, appointment: str, path: str, asked: dict[str, Any]) -> None:
    await play.crc(case.officer, f"/cases/{case.sentence_id}/appointments/{appointment}/{path}", asked)


async def _seen(play: Play, case: Case) -> Any:
    return await play.staff.get(case.officer, "crc", f"/cases/{case.sentence_id}")


async def _objective(play: Play, case: Case) -> str | None:
    """What the appointment is for, where the plan has an objective that is worked on (¶12)."""
    plan = (await _seen(play, case))["plan"]
    current = [one["objectiveId"] for one in plan["objectives"] if one["state"] == "current"] if plan else []
    return current[0] if current else None


def _is_supervised(case: Case) -> bool:
    return bool(case.appointment_id) and case.sentenced and case.holder == CRC


def _has_missed(case: Case) -> bool:
    return _is_supervised(case) and bool(case.contacts) and case.person.absent != "never"


def _failed_twice(case: Case) -> bool:
    return case.person.absent == "twice" and len(case.contacts) > 1


CONTACT = (
    (15, 11, arrange_first),
    (FIRST, 11, record_first),
    (FIRST + 1, 10, warn),
    (29, 10, arrange_second),
    (SECOND, 11, record_second),
    (SECOND, 13, hear_the_excuse),
    (SECOND, 15, decide),
    (SECOND + 1, 11, ask_after),
    (SESSION, 17, record_the_session),
    (40, 10, correct),
    (44, 9, know_the_risk),
)
"""The parts of those whom the CRC sees, and of those whom it does not."""
