"""Risk at the CRC: registers entered, their reviews made and missed, and the NPS's answers read (¶9, ¶15)."""

from datetime import datetime
from typing import Any

from simulator import mix
from simulator.calendar import at
from simulator.caseload.case import Case, Play
from simulator.caseload.people import CRC, MANAGER

BY_THEN = 12
"""How many days ahead an officer looks in the work list of reviews."""


async def register(play: Play, case: Case) -> None:
    """What is known of the risk is entered in its register, mostly; and a manager wants some cases looked at again."""
    if not _is_supervised(case):
        return
    seen = await _seen(play, case)
    wanted = [kind for kind in seen["registersAdvised"] if case.random.random() < mix.REGISTERED]
    if case.person.register_review is not None:
        wanted.append("requiredReview")
    for kind in wanted:
        asked = {"registerType": kind, "registeredOn": play.day(9).isoformat()}
        who = MANAGER if kind == "requiredReview" else case.officer
        await play.crc(who, f"/cases/{case.sentence_id}/registrations", asked)


async def read_the_answer(play: Play, case: Case) -> None:
    """Where the NPS has not taken the case the officer reads why, mostly in time."""
    if not case.escalation_id or not _is_supervised(case) or case.person.escalation not in ("notAccepted", "returned"):
        return
    await play.told(case, "escalation-answer-received", escalationId=case.escalation_id)
    if case.random.random() < mix.ANSWER_READ:
        await play.crc(case.officer, f"/cases/{case.sentence_id}/escalations/{case.escalation_id}/answer-reading")


async def review(play: Play, case: Case) -> None:
    """The reviews that fall due in these weeks are made; some are forgotten."""
    if _is_supervised(case) and case.person.register_review != "missed":
        await _make(play, case, 30)


async def review_late(play: Play, case: Case) -> None:
    """Some of the forgotten ones are made when their time has run out."""
    if _is_supervised(case) and case.random.random() < mix.REVIEWED_LATE:
        await _make(play, case, 42)


async def _make(play: Play, case: Case, day: int) -> None:
    seen = await _seen(play, case)
    before = at(play.day(day + BY_THEN), 0).isoformat()
    for one in seen["riskReviews"]:
        if one["state"] == "due" and one["dueAt"] < before:
            if datetime.fromisoformat(one["dueAt"]) < at(play.day(day), 9):
                await play.told(case, "risk-review-overdue", subjectId=one["reviewId"])  # late, and seen to be
            level, changes = (seen["rosh"], []) if seen["rosh"] else (case.person.rosh, ["lateAnswer"])
            path = f"/cases/{case.sentence_id}/risk-reviews/{one['reviewId']}/completion"
            seen = await play.crc(case.officer, path, {"roshAfter": level, "changes": changes})


async def _seen(play: Play, case: Case) -> Any:
    return await play.staff.get(case.officer, "crc", f"/cases/{case.sentence_id}")


def _is_supervised(case: Case) -> bool:
    """Somebody of the CRC has seen the person."""
    return bool(case.appointment_id) and case.sentenced and case.holder == CRC
