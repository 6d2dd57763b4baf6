"""The register of officers, and what becomes of cases when an officer leaves, through the API."""

import asyncio
from functools import partial
from typing import Any

import httpx
import pytest

from shared.runtime.auth import Role
from tests.integration.crc.desk import Desk
from tests.integration.crc.many import cases, held_back, named
from tests.support.counting import statements_of
from tests.support.running import Running
from tests.unit.crc.given import COLLEAGUE, DOMESTIC_ABUSE, MANAGER, OFFICER, PSO, SENTENCE_ID, STAFF, naming

ENTRY: dict[str, Any] = {
    "officer": "C17T001",
    "team": "C17TWO",
    "grade": "trainee",
    "employment": "permanent",
    "training": ["domesticAbuse"],
    "supervisedBy": COLLEAGUE,
}


async def posted(desk: Desk, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> httpx.Response:
    return await desk.service.client.post(path, json=body, headers=headers or desk.manager)


async def got(desk: Desk, path: str, headers: dict[str, str] | None = None, **query: Any) -> dict[str, Any]:
    answer = await desk.service.client.get(path, headers=headers or desk.manager, params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_an_officer_is_entered_changed_trained_and_each_version_is_told(desk: Desk) -> None:
    answer = await posted(desk, "/officers", ENTRY)
    assert (answer.status_code, answer.headers["location"]) == (201, "/officers/C17T001")
    assert (await posted(desk, "/officers", ENTRY)).status_code == 409
    assert (await posted(desk, "/officers/C17T001/terms", {"grade": "PO", "supervisedBy": None})).status_code == 200
    assert (await posted(desk, "/officers/C17T001/training", {"training": "sexualOffences"})).status_code == 200
    shown = await got(desk, "/officers/C17T001")
    assert (shown["grade"], shown["supervisedBy"], shown["training"]) == (
        "PO",
        None,
        ["sexualOffences", "domesticAbuse"],
    )
    assert shown["caseload"] == {
        "cases": 0,
        "weight": 0,
        "alertAbove": 50,
        "hardStopAbove": 60,
        "aboveThresholds": [],
    }
    told = [one for one in await desk.told("officer-listed") if one["officer"] == "C17T001"]
    assert [(one["number"], one["grade"], len(one["training"])) for one in told] == [
        (1, "trainee", 1),
        (2, "PO", 1),
        (3, "PO", 2),
    ]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/officers", {**ENTRY, "officer": "C21T001"}, 422),
        ("/officers", {**ENTRY, "training": ["sara", "a\u0000"]}, 422),
        ("/officers", {**ENTRY, "fullTimePercent": 0}, 422),
        ("/officers/C17A001/terms", {}, 422),
        ("/officers/C17A001/training", {"training": "juggling"}, 422),
        ("/officers/C17A001/departure", {"leftOn": "2099-01-01"}, 422),
        ("/officers/C17Z999/departure", {"leftOn": "2016-09-05"}, 404),
        ("/officers/nobody/departure", {"leftOn": "2016-09-05"}, 422),
        ("/officers/C21A001/terms", {"grade": "PSO"}, 404),
    ],
)
async def test_what_is_not_so_is_refused_and_nothing_is_stored(
    desk: Desk, path: str, body: dict[str, Any], status: int
) -> None:
    before = await desk.service.rows("SELECT * FROM officer ORDER BY officer")
    answer = await posted(desk, path, body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert await desk.service.rows("SELECT * FROM officer ORDER BY officer") == before


async def test_the_register_is_kept_by_managers_and_read_by_their_own_crc(desk: Desk) -> None:
    assert (await posted(desk, "/officers", ENTRY, desk.officer)).status_code == 403
    contracts = desk.service.as_("C17", "C17C301", Role.CONTRACT_MANAGER)
    assert (await posted(desk, "/officers", ENTRY, contracts)).status_code == 201
    elsewhere = desk.service.as_("C21", "C21M001", Role.SENIOR_PROBATION_OFFICER)
    listed = (await got(desk, "/officers", elsewhere))["items"]
    assert [one["officer"] for one in listed] == ["C21A001", "C21M001"]
    assert (await desk.service.client.get("/officers/C17T001", headers=elsewhere)).status_code == 404


async def test_the_register_is_read_a_page_at_a_time_and_by_team(desk: Desk) -> None:
    await posted(desk, "/officers", ENTRY)
    seen: list[str] = []
    cursor: dict[str, Any] = {}
    while True:
        page = await got(desk, "/officers", limit=2, **cursor)
        seen += [one["officer"] for one in page["items"]]
        if not page["nextCursor"]:
            break
        cursor = {"cursor": page["nextCursor"]}
    assert seen == sorted([*(code for code in STAFF if code.startswith("C17")), "C17T001"])
    assert [one["officer"] for one in (await got(desk, "/officers", team="C17TWO"))["items"]] == ["C17T001"]
    elsewhere = desk.service.as_("C21", "C21M001", Role.SENIOR_PROBATION_OFFICER)
    assert (await got(desk, "/officers", elsewhere, team="C17TWO"))["items"] == []


async def test_an_officer_who_supervises_and_has_left_is_missed(desk: Desk) -> None:
    await posted(desk, "/officers", ENTRY)
    assert (await got(desk, "/officers/C17T001"))["supervisionMissing"] is False
    assert (await posted(desk, f"/officers/{COLLEAGUE}/departure", {"leftOn": "2016-09-05"})).status_code == 200
    assert (await got(desk, "/officers/C17T001"))["supervisionMissing"] is True
    problem = await desk.refused(422, "responsible-officer", {"officer": "C17T001"}, desk.manager)
    assert [error["code"] for error in problem["errors"]] == ["supervisingOfficerMissing"]


async def test_a_pso_given_medium_risk_with_domestic_abuse_is_refused_and_seen_where_it_is_overridden(
    desk: Desk,
) -> None:
    problem = await desk.refused(422, "responsible-officer", {"officer": PSO}, desk.manager)
    assert {error["code"] for error in problem["errors"]} == {"domesticAbuseUnknown", "childSafeguardingUnknown"}
    override = {"reason": "noQualifiedOfficer", "until": "2016-09-23", "note": "Two probation officers have left."}
    case = await desk.done("responsible-officer", {"officer": PSO, "override": override}, desk.manager)
    (told,) = await desk.told("assignment-overridden")
    assert (told["officer"], told["grade"], told["manager"], told["until"]) == (PSO, "PSO", MANAGER, "2016-09-23")
    assert set(told["rules"]) == {"domesticAbuseUnknown", "childSafeguardingUnknown"}
    assert "note" not in told
    (shown,) = case["overrides"]
    assert (shown["state"], shown["note"]) == ("inForce", "Two probation officers have left.")
    assert len(case["aboveGrade"]) == 2
    (listed,) = (await got(desk, "/overrides"))["items"]
    assert (listed["sentenceId"], listed["overdue"]) == (str(SENTENCE_ID), False)
    desk.service.clock.move_to(desk.service.clock.now().replace(day=24))
    while await desk.service.tick():
        pass
    (overdue,) = await desk.told("assignment-override-overdue")
    assert (overdue["subjectId"], overdue["owner"]) == (told["overrideId"], "C17")
    (listed,) = (await got(desk, "/overrides", state="inForce"))["items"]
    assert listed["overdue"] is True
    await desk.done("responsible-officer", naming(OFFICER, PSO), desk.manager)
    assert (await got(desk, "/overrides", state="inForce"))["items"] == []
    (row,) = await desk.clock("assignmentOverrideReviewed")
    assert row["met_at"] > row["due_at"]
    elsewhere = desk.service.as_("C21", "C21M001", Role.SENIOR_PROBATION_OFFICER)
    assert (await got(desk, "/overrides", elsewhere))["items"] == []


async def test_overrides_are_listed_a_page_at_a_time(desk: Desk) -> None:
    made = await cases(desk, 5)
    for number, one in enumerate(made):
        override = {"reason": "emergency", "until": f"2016-09-{20 - number}", "note": "Today."}
        await named(desk, one, PSO, override=override)
    seen: list[str] = []
    cursor: dict[str, Any] = {}
    while True:
        page = await got(desk, "/overrides", limit=2, **cursor)
        seen += [one["sentenceId"] for one in page["items"]]
        if not page["nextCursor"]:
            break
        cursor = {"cursor": page["nextCursor"]}
    assert seen == made[::-1]


async def test_every_case_of_one_who_has_left_is_without_anybody(desk: Desk) -> None:
    await desk.name()
    await desk.done(f"gaps/{DOMESTIC_ABUSE.gap_id}/acknowledgement")
    others = await cases(desk, 3)
    for one in others:
        await named(desk, one, OFFICER)
    (kept,) = await cases(desk, 1, first=90)
    await named(desk, kept, COLLEAGUE)
    assert (await posted(desk, f"/officers/{OFFICER}/departure", {"leftOn": "2016-09-05"})).status_code == 200
    left = await desk.told("responsible-officer-left")
    assert {one["sentenceId"] for one in left} == {str(SENTENCE_ID), *others}
    assert {one["officer"] for one in left} == {OFFICER}
    case = await desk.seen()
    assert (case["officer"], [one["officer"] for one in case["earlierOfficers"]]) == (None, [OFFICER])
    assert {one["state"] for one in case["gaps"]} == {"toRead"}
    running = [row for row in await desk.clock("responsibleOfficerNamed") if row["met_at"] is None]
    assert {str(row["subject_id"]) for row in running} == {str(SENTENCE_ID), *others}
    assert (await got(desk, f"/officers/{COLLEAGUE}"))["caseload"]["cases"] == 1
    # They hold and are given nothing any more.
    problem = await desk.refused(422, "responsible-officer", {"officer": OFFICER}, desk.manager)
    assert [error["code"] for error in problem["errors"]] == ["hasLeft"]
    assert (await posted(desk, f"/officers/{OFFICER}/departure", {"leftOn": "2016-09-05"})).status_code == 409
    await desk.done("responsible-officer", {"officer": COLLEAGUE}, desk.manager)


async def test_a_departure_costs_the_same_however_many_cases_they_had(desk: Desk) -> None:
    costs = []
    for number, (officer, size) in enumerate(((OFFICER, 1), (COLLEAGUE, 40))):
        for one in await cases(desk, size, first=100 * number):
            await named(desk, one, officer)
        leaves = partial(posted, desk, f"/officers/{officer}/departure", {"leftOn": "2016-09-05"})
        costs.append(len(await statements_of(desk.service, leaves)))
    # BEGIN, the officer, the list of their cases, the cases, their parts, one write, COMMIT
    assert costs == [7, 7]


async def test_a_departure_and_a_naming_at_once_leave_no_case_with_one_who_has_gone(crc: Running) -> None:
    desk = Desk(crc)
    await desk.register(*STAFF.values())
    made = await cases(desk, 5)
    await named(desk, made[0], OFFICER)
    async with held_back(desk):
        going = [asyncio.create_task(named(desk, one, OFFICER, status=None)) for one in made[1:3]]
        await asyncio.sleep(0.1)
        leaving = asyncio.create_task(posted(desk, f"/officers/{OFFICER}/departure", {"leftOn": "2016-09-05"}))
        await asyncio.sleep(0.1)
        going += [asyncio.create_task(named(desk, one, OFFICER, status=None)) for one in made[3:5]]
        await asyncio.sleep(0.3)
    assert (await leaving).status_code == 200
    statuses = [await one for one in going]
    assert set(statuses) <= {200, 422}
    assert await crc.rows("SELECT sentence_id FROM supervised_case WHERE officer = $1", OFFICER) == []
