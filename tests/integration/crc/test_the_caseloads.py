"""How much one officer can be given: thresholds told, a hard stop that only a name passes, and the spread (¶15)."""

import asyncio
from functools import partial
from typing import Any

from shared.runtime.auth import Role
from tests.integration.crc.desk import Desk
from tests.integration.crc.many import cases, held_back, named
from tests.integration.crc.test_the_staff import got, posted
from tests.support.counting import statements_of
from tests.unit.crc.given import COLLEAGUE, OFFICER, ended

EMERGENCY: dict[str, Any] = {"reason": "emergency", "until": "2016-09-09", "note": "Nobody else is left."}


async def test_a_caseload_of_120_is_possible_only_by_an_override_for_each_case_above_the_hard_stop(desk: Desk) -> None:
    made = await cases(desk, 120)
    for one in made[:60]:
        await named(desk, one, OFFICER)
    answer = await desk.service.client.post(
        f"/cases/{made[60]}/responsible-officer", json={"officer": OFFICER}, headers=desk.manager
    )
    assert [error["code"] for error in answer.json()["errors"]] == ["caseloadHardStop"]
    assert answer.status_code == 422
    for one in made[60:]:
        await named(desk, one, OFFICER, status=422)
        await named(desk, one, OFFICER, override=EMERGENCY)
    told = await desk.told("caseload-threshold-passed")
    assert [(one["threshold"], one["limit"], one["cases"], one["officer"]) for one in told] == [
        ("alert", 50, 51, OFFICER),
        ("hardStop", 60, 61, OFFICER),
        ("seenByInspectors", 100, 101, OFFICER),
    ]
    assert told[0]["weight"] == 51 * 150
    overridden = await desk.told("assignment-overridden")
    assert [one["caseload"] for one in overridden] == list(range(61, 121))
    assert {tuple(one["rules"]) for one in overridden} == {("caseloadHardStop",)}
    caseload = (await got(desk, f"/officers/{OFFICER}"))["caseload"]
    assert (caseload["cases"], caseload["weight"]) == (120, 18_000)
    assert caseload["aboveThresholds"] == ["alert", "hardStop", "seenByInspectors"]
    # At 50 again the caseload is above nothing; the next one crosses again, and that is told again.
    for one in made[50:]:
        await desk.hear(ended(sentence_id=one, crn=f"Y{made.index(one):06}"))
    assert (await got(desk, f"/officers/{OFFICER}"))["caseload"]["aboveThresholds"] == []
    (another,) = await cases(desk, 1, first=500)
    await named(desk, another, OFFICER)
    assert [one["cases"] for one in await desk.told("caseload-threshold-passed")][3:] == [51]


async def test_of_two_cases_given_at_once_the_second_counts_the_first(desk: Desk) -> None:
    made = await cases(desk, 63)
    for one in made[:58]:
        await named(desk, one, OFFICER)
    async with held_back(desk):
        going = [asyncio.create_task(named(desk, one, OFFICER, status=None)) for one in made[58:]]
        await asyncio.sleep(0.5)
    assert sorted([await one for one in going]) == [200] * 2 + [422] * 3
    assert (await got(desk, f"/officers/{OFFICER}"))["caseload"]["cases"] == 60
    assert len(await desk.told("caseload-threshold-passed")) == 1


async def test_an_officer_of_half_the_time_holds_half_the_cases(desk: Desk) -> None:
    await posted(desk, f"/officers/{OFFICER}/terms", {"fullTimePercent": 10})
    made = await cases(desk, 7)
    for one in made[:6]:
        await named(desk, one, OFFICER)
    await named(desk, made[6], OFFICER, status=422)
    assert [(one["threshold"], one["limit"], one["cases"]) for one in await desk.told("caseload-threshold-passed")] == [
        ("alert", 5, 6)
    ]


async def test_naming_makes_five_round_trips_whatever_the_officer_holds(desk: Desk) -> None:
    made = await cases(desk, 31)
    costs = []
    for one in (made[0], made[-1]):
        costs.append(len(await statements_of(desk.service, partial(named, desk, one, OFFICER))))
        for other in made[1:-1] if one == made[0] else ():
            await named(desk, other, OFFICER)
    assert costs == [5, 5]


async def test_the_spread_is_of_each_team_and_each_officer_and_of_ones_own_crc(desk: Desk) -> None:
    await posted(desk, f"/officers/{COLLEAGUE}/terms", {"team": "C17TWO"})
    made = await cases(desk, 5)
    for one in made[:4]:
        await named(desk, one, OFFICER)
    await named(desk, made[4], COLLEAGUE)
    spread = await got(desk, "/caseloads")
    assert (spread["whole"]["officers"], spread["whole"]["cases"], spread["whole"]["weight"]) == (4, 5, 750)
    assert spread["whole"]["casesEach"] == {"mean": 1.25, "median": 0.5, "lowest": 0, "highest": 4}
    assert [(one["team"], one["officers"], one["cases"]) for one in spread["teams"]] == [
        ("C17CRO", 3, 4),
        ("C17TWO", 1, 1),
    ]
    assert [(one["officer"], one["cases"]) for one in spread["officers"]][:2] == [(OFFICER, 4), (COLLEAGUE, 1)]
    team = await got(desk, "/caseloads", team="C17TWO")
    assert ([one["officer"] for one in team["officers"]], team["whole"]["cases"]) == ([COLLEAGUE], 1)
    elsewhere = desk.service.as_("C21", "C21M001", Role.SENIOR_PROBATION_OFFICER)
    assert (await got(desk, "/caseloads", elsewhere))["whole"]["cases"] == 0
    assert (await got(desk, "/caseloads", elsewhere, team="C17TWO"))["whole"]["officers"] == 0
    inspector = desk.service.as_("HMIP", "HMIP001", Role.INSPECTOR)
    assert (await got(desk, "/caseloads", inspector))["whole"]["officers"] == 6
    assert len(await statements_of(desk.service, partial(got, desk, "/caseloads"))) == 1
