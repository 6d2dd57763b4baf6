"""Sign-offs through the API: what is seen in them is computed, and told with each (¶16)."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

from shared.runtime.auth import Role
from tests.integration.crc.desk import Desk
from tests.integration.crc.many import cases, held_back, named
from tests.integration.crc.test_the_staff import got
from tests.support.counting import statements_of
from tests.unit.crc.given import COLLEAGUE, MANAGER, OFFICER

PLAN = {
    "needs": ["finance"],
    "objectives": [{"need": "finance", "intervention": "C17-DEBT", "rarDays": 1}],
}

PERIOD: dict[str, Any] = {"from": "2016-09-01", "to": "2016-09-30"}


async def planned(desk: Desk, number: int, first: int = 0) -> list[tuple[str, str]]:
    """So many cases with a plan that nobody has signed off: each case with its plan."""
    found = []
    for one in await cases(desk, number, first):
        await named(desk, one, OFFICER)
        answer = await desk.service.client.post(f"/cases/{one}/plan", json=PLAN, headers=desk.officer)
        assert answer.status_code == 200, answer.text
        found.append((one, answer.json()["plan"]["planId"]))
    return found


async def signed(
    desk: Desk, work: tuple[str, str], headers: dict[str, str] | None = None, status: int = 200
) -> dict[str, Any]:
    sentence_id, plan_id = work
    asked = {"work": "plan", "subjectId": plan_id, "lookedAt": ["plan", "risk"]}
    answer = await desk.service.client.post(
        f"/cases/{sentence_id}/sign-offs", json=asked, headers=headers or desk.manager
    )
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_burst_of_30_in_five_minutes_is_flagged_in_each_event_from_the_fifth_on(desk: Desk) -> None:
    work = await planned(desk, 31)
    for one in work[:30]:
        await signed(desk, one)
        desk.service.clock.move_to(desk.service.clock.now() + timedelta(seconds=10))
    told = await desk.told("work-signed-off")
    assert [one["signedOffInWindow"] for one in told] == list(range(1, 31))
    assert ["burst" in one["concerns"] for one in told] == [False] * 4 + [True] * 26
    assert {one["manager"] for one in told} == {MANAGER}
    # A quarter of an hour later it is one sign-off among none.
    desk.service.clock.move_to(desk.service.clock.now() + timedelta(minutes=15))
    await signed(desk, work[30])
    assert (await desk.told("work-signed-off"))[-1]["signedOffInWindow"] == 1
    (figures,) = (await got(desk, "/sign-offs/integrity", **PERIOD))["items"]
    assert (figures["manager"], figures["signOffs"], figures["inBursts"]) == (MANAGER, 31, 26)
    assert figures["shareInBursts"] == round(26 / 31, 4)
    assert figures["medianSecondsToDeadline"] > 0


async def test_of_many_sign_offs_at_once_each_sees_those_before_it(desk: Desk) -> None:
    work = await planned(desk, 6)
    async with held_back(desk):
        going = [asyncio.create_task(signed(desk, one)) for one in work]
        await asyncio.sleep(0.5)
    await asyncio.gather(*going)
    told = await desk.told("work-signed-off")
    assert [one["signedOffInWindow"] for one in told] == list(range(1, 7))
    assert sum("burst" in one["concerns"] for one in told) == 2


async def test_a_sign_off_meets_its_clock_and_costs_five_round_trips(desk: Desk) -> None:
    (work,) = await planned(desk, 1)
    assert len(await statements_of(desk.service, partial(signed, desk, work))) == 5
    (clock,) = await desk.clock("planSignedOff")
    assert (str(clock["subject_id"]), clock["met_at"] is None) == (work[1], False)
    problem = await signed(desk, work, status=409)
    assert problem["detail"] == "It has been signed off already."
    assert len(await desk.told("work-signed-off")) == 1


async def test_silence_about_a_plan_is_told(desk: Desk) -> None:
    (work,) = await planned(desk, 1)
    desk.service.clock.move_to(desk.service.clock.now() + timedelta(days=10))
    while await desk.service.tick():
        pass
    (overdue,) = await desk.told("plan-sign-off-overdue")
    assert overdue["subjectId"] == work[1]
    await signed(desk, work)
    assert (await desk.told("work-signed-off"))[0]["concerns"] == ["pastDeadline"]


async def test_who_may_sign_is_in_the_register_and_of_the_crc(desk: Desk) -> None:
    (work,) = await planned(desk, 1)
    await signed(desk, work, desk.officer, 403)
    # A role says what a login may do; the register says who is a senior probation officer.
    await signed(desk, work, desk.service.as_("C17", COLLEAGUE, Role.SENIOR_PROBATION_OFFICER), 409)
    await signed(desk, work, desk.service.as_("C17", "C17Z999", Role.SENIOR_PROBATION_OFFICER), 409)
    await signed(desk, work, desk.service.as_("C21", "C21M001", Role.SENIOR_PROBATION_OFFICER), 404)
    assert await desk.told("work-signed-off") == []


async def test_sign_offs_are_listed_the_newest_first_and_by_manager(desk: Desk) -> None:
    work = await planned(desk, 5)
    for one in work:
        await signed(desk, one)
        desk.service.clock.move_to(desk.service.clock.now() + timedelta(minutes=1))
    seen: list[str] = []
    cursor: dict[str, Any] = {}
    while True:
        page = await got(desk, "/sign-offs", limit=2, **cursor)
        seen += [one["sentenceId"] for one in page["items"]]
        if not page["nextCursor"]:
            break
        cursor = {"cursor": page["nextCursor"]}
    assert seen == [one for one, _ in work[::-1]]
    assert len((await got(desk, "/sign-offs", manager=MANAGER))["items"]) == 5
    assert (await got(desk, "/sign-offs", manager=COLLEAGUE))["items"] == []
    elsewhere = desk.service.as_("C21", "C21M001", Role.SENIOR_PROBATION_OFFICER)
    assert (await got(desk, "/sign-offs", elsewhere, manager=MANAGER))["items"] == []
    assert (await got(desk, "/sign-offs/integrity", elsewhere, **PERIOD))["items"] == []
    for wrong in ({"from": "2016-09-30", "to": "2016-09-01"}, {"from": "2014-09-01", "to": "2016-09-01"}):
        answer = await desk.service.client.get("/sign-offs/integrity", headers=desk.manager, params=wrong)
        assert answer.status_code == 422
