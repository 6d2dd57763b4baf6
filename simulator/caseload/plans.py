"""The CRC's plans: a purpose for every RAR day, or for none; reviewed; and help planned that never came (¶12)."""

from typing import Any

from simulator.caseload.case import Case, Play
from simulator.caseload.people import CRC


async def agree(play: Play, case: Case) -> None:
    """The officer plans: mostly every day that was ordered, in some cases none, and the record shows it."""
    if not _is_supervised(case):
        return
    need = case.person.need
    if case.person.plan == "purposeless":
        await _plan(play, case, "plan", [need, "lifestyle"], need, 0)
    else:
        await _plan(play, case, "plan", [need], need, (await _seen(play, case))["rarDays"]["ordered"])


async def review(play: Play, case: Case) -> None:
    """Some plans are reviewed, and other work takes the place of what was planned; some work the supplier declines."""
    if not _is_supervised(case) or case.person.plan not in ("reviewed", "declined"):
        return
    seen = await _seen(play, case)
    if not seen["plan"]:
        return
    [objective] = seen["plan"]["objectives"]
    if case.person.plan == "reviewed":
        left = max(seen["rarDays"]["ordered"] - objective["rarDaysDelivered"], 0)
        await _plan(play, case, "plan-reviews", [case.person.need, "attitudes"], "attitudes", left)
    elif objective["rarDaysDelivered"] == 0:
        path = f"/cases/{case.sentence_id}/objectives/{objective['objectiveId']}/end"
        await play.crc(case.officer, path, {"outcome": "declined"})


async def _plan(play: Play, case: Case, path: str, needs: list[str], answered: str, days: int) -> None:
    """A plan for these needs, with work for one of them from the CRC's own directory."""
    of = (one for one in play.interventions if answered in one["needs"] and case.person.sex in one["openTo"])
    objective = {"need": answered, "intervention": next(of)["code"], "rarDays": days}
    asked = {"needs": needs, "objectives": [objective]}
    await play.crc(case.officer, f"/cases/{case.sentence_id}/{path}", asked)


async def _seen(play: Play, case: Case) -> Any:
    return await play.staff.get(case.officer, "crc", f"/cases/{case.sentence_id}")


def _is_supervised(case: Case) -> bool:
    """Somebody of the CRC has seen the person."""
    return bool(case.appointment_id) and case.sentenced and case.holder == CRC
