"""The CRC's managers: whom they give cases to, over which guardrails, and how they sign work off (¶15-17).

Some give medium-risk cases to a probation services officer, or one case too many to somebody who works half a day a
week. Some of these overrides are looked at in time, others run out. Most sign plans off as they come, having looked at
them; one signs all that is left within the hour before the deadline.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from simulator import mix
from simulator.caseload.case import Case, Play
from simulator.caseload.people import CRC, IN_A_HURRY, MANAGER
from simulator.staff import Officer, Refused

OVERRIDDEN_UNTIL = 10
"""The day on which overrides run out."""


async def give(play: Play, case: Case) -> None:
    """Name the officer; where a guardrail stands in the way, the manager lets it be, by name and for a week."""
    chosen = {"pso": case.team.pso, "partTimer": case.team.part_timer}.get(case.person.given_to, case.team.officer)
    try:
        await name(play, case, chosen)
    except Refused as refused:
        if refused.status != 422:
            raise
        until = play.day(OVERRIDDEN_UNTIL).isoformat()
        override = {"reason": "noQualifiedOfficer", "until": until, "note": "No probation officer has room."}
        await name(play, case, chosen, override=override)


async def name(play: Play, case: Case, officer: Officer, **asked: Any) -> None:
    """The manager gives the case to that officer."""
    await play.crc(MANAGER, f"/cases/{case.sentence_id}/responsible-officer", {"officer": officer.code, **asked})
    case.officer = officer


async def review_overrides(play: Play, case: Case) -> None:
    """Before an override runs out, the case mostly passes to somebody who may hold it; otherwise its end is told."""
    if not case.appointment_id or not case.sentenced or case.holder != CRC:
        return
    seen = await play.staff.get(MANAGER, "crc", f"/cases/{case.sentence_id}")
    overridden = any(one["state"] == "inForce" for one in seen["overrides"])
    if overridden and case.random.random() < mix.OVERRIDE_REVIEWED:
        await name(play, case, case.team.officer, handoverReason="gradeNeeded")


def _in_turn(turn: int) -> Callable[[Play, Case], Awaitable[None]]:
    async def sign_off(play: Play, case: Case) -> None:
        """A manager has looked at some plans, and signs them off as they come."""
        if case.person.signed_off == "carefully" and int(case.crn[1:]) % len(_TURNS) == turn:
            await _sign_off(play, case, case.team.manager, ["plan", "risk", "informationGaps", "contactLog"])

    return sign_off


async def _in_a_hurry(play: Play, case: Case) -> None:
    """What is left on the desk is signed off in one go, in the last hour."""
    if case.person.signed_off == "inAHurry":
        await _sign_off(play, case, IN_A_HURRY, ["plan"])


async def _sign_off(play: Play, case: Case, manager: Officer, looked_at: list[str]) -> None:
    if not case.appointment_id or not case.sentenced or case.holder != CRC:
        return
    seen = await play.staff.get(manager, "crc", f"/cases/{case.sentence_id}")
    if seen["plan"]:
        asked = {"work": "plan", "subjectId": seen["plan"]["planId"], "lookedAt": looked_at}
        await play.crc(manager, f"/cases/{case.sentence_id}/sign-offs", asked)


_TURNS = ((10, 12), (10, 16), (11, 12), (11, 14), (11, 16), (14, 12), (14, 14), (14, 16), (15, 12), (15, 16))
"""A careful manager signs few at a time: of forty people in a row, four at most in one of these hours."""

SIGN_OFFS = (*((day, hour, _in_turn(turn)) for turn, (day, hour) in enumerate(_TURNS)), (16, 23, _in_a_hurry))
"""The parts in which plans are signed off, within five working days of being made."""
