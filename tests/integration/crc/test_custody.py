"""Through the gate and back on recall, through the API: what each step starts, and what silence tells (¶20-21)."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.crc.service import SERVICE
from shared.probation.vocabulary import Disposal
from shared.runtime.auth import Role
from shared.runtime.database import Database
from shared.runtime.migrations import migrate
from tests.integration.crc.desk import Desk
from tests.support.counting import statements_of
from tests.support.postgres import Databases
from tests.support.running import MONDAY, Running, message_of, running_on
from tests.unit.crc.given import (
    COLLEAGUE,
    ELSEWHERE,
    MANAGER,
    MEDIUM,
    OFFICER,
    SENTENCE_ID,
    STAFF,
    accepted,
    decided,
    moved,
    sentence,
)
from tests.unit.crc.planning import LISTED

SCREENING = {"prison": "BXI", "screenedAt": "2016-09-07T09:00:00Z", "needs": ["accommodation", "finance"]}
PLAN = {"needs": ["accommodation", "finance"], "releaseOn": "2017-01-13"}
RELEASE = {"releasedAt": "2017-01-13T09:00:00Z", "licenceEndsOn": "2017-05-12", "supervisionEndsOn": "2018-01-12"}
RELEASED_AT = datetime(2017, 1, 13, 10, tzinfo=UTC)
ON_LICENCE = datetime(2017, 3, 6, 9, tzinfo=UTC)


@pytest.fixture
async def prison(crc: Running) -> Desk:
    """A person sentenced to custody, with a responsible officer."""
    desk = Desk(crc)
    await desk.register(*STAFF.values())
    await crc.deliver(LISTED)
    await crc.deliver([sentence(disposal=Disposal.CUSTODY, requirements=())])
    await crc.deliver([decided(), accepted()])
    await desk.name()
    return desk


async def released(desk: Desk) -> dict[str, Any]:
    """Screened, planned for and released, with help received for one of two needs."""
    desk.service.clock.move_to(MONDAY + timedelta(days=2, hours=3))
    await desk.done("custody/screening", SCREENING)
    await desk.done("custody/resettlement-plan", PLAN)
    desk.service.clock.move_to(datetime(2016, 12, 1, 12, tzinfo=UTC))
    await desk.done("custody/help", {"need": "accommodation", "help": "received", "on": "2016-12-01"})
    await desk.done("custody/help", {"need": "finance", "help": "planned", "on": "2016-12-01"})
    desk.service.clock.move_to(RELEASED_AT)
    return await desk.done("custody/release", RELEASE)


async def test_a_person_goes_through_the_gate_with_less_than_was_planned(prison: Desk) -> None:
    case = await prison.seen()
    assert case["custody"] == {
        "state": "inCustody",
        "stage": "preRelease",
        "licenceEndsOn": None,
        "supervisionEndsOn": None,
    }
    case = await released(prison)
    assert (case["custody"]["state"], case["custody"]["stage"]) == ("released", "licence")
    (stay,) = case["stays"]
    assert (stay["state"], stay["helpedEnough"], stay["resettledBy"]) == ("released", False, "C17")
    assert stay["needsAtRelease"] == [
        {"need": "accommodation", "help": "received"},
        {"need": "finance", "help": "planned"},
    ]
    await prison.service.tick()
    # The work was owed until the day before release, and the release does not excuse it.
    (overdue,) = await prison.told("pre-release-work-overdue")
    assert (overdue["subjectId"], overdue["owner"]) == (str(SENTENCE_ID), "C17")
    owed = {one["obligation"]: one for one in case["owed"]}
    assert owed["firstAppointment"]["subjectId"] == stay["releaseId"]
    assert owed["firstAppointment"]["dueAt"][:10] == "2017-01-16"
    prison.service.clock.move_to(datetime(2017, 1, 17, 9, tzinfo=UTC))
    await prison.service.tick()
    (missed,) = await prison.told("first-appointment-overdue")
    assert missed["subjectId"] == stay["releaseId"]


async def test_silence_in_prison_is_told_of_whoever_owes_it(prison: Desk) -> None:
    prison.service.clock.move_to(MONDAY + timedelta(hours=73))
    await prison.service.tick()
    (screening,) = await prison.told("custody-screening-overdue")
    assert screening["owner"] == "prison"
    await prison.done("custody/screening", SCREENING)
    prison.service.clock.move_to(MONDAY + timedelta(days=10))
    await prison.service.tick()
    (plan,) = await prison.told("resettlement-plan-overdue")
    assert plan["owner"] == "C17"
    # Released all the same: with nothing planned, and neither miss undone.
    prison.service.clock.move_to(RELEASED_AT)
    case = await prison.done("custody/release", RELEASE)
    assert case["stays"][0]["helpedEnough"] is False
    rows = {row["obligation"]: row for row in await prison.service.rows("SELECT * FROM deadline")}
    for obligation in ("basicCustodyScreening", "resettlementPlan"):
        assert rows[obligation]["overdue_at"] is not None
        assert rows[obligation]["cancelled_at"] is None


async def test_a_recall_countersigned_in_time_sends_the_person_back(prison: Desk) -> None:
    await released(prison)
    prison.service.clock.move_to(ON_LICENCE)
    case = await prison.done("recalls", {"reason": "outOfTouch"})
    (recall,) = case["recalls"]
    path = f"recalls/{recall['recallId']}"
    await prison.refused(409, f"{path}/decision", {"outcome": "recalled", "on": "2017-03-06"})
    await prison.refused(409, "recalls", {"reason": "outOfTouch"})
    prison.service.clock.move_to(ON_LICENCE + timedelta(hours=23))
    await prison.done(f"{path}/countersignature", {"countersigned": True}, prison.manager)
    case = await prison.done(f"{path}/decision", {"outcome": "recalled", "on": "2017-03-07"})
    assert (case["custody"]["state"], case["custody"]["stage"]) == ("recalled", "preRelease")
    assert [one["state"] for one in case["stays"]] == ["released", "received"]
    assert case["stays"][1]["recallId"] == recall["recallId"]
    assert "monthlyContact" not in {one["obligation"] for one in case["owed"]}
    await prison.service.tick()
    assert await prison.told("recall-countersignature-overdue") == []
    # A second way through the gate.
    prison.service.clock.move_to(datetime(2017, 3, 10, 9, tzinfo=UTC))
    again = {"prison": "PVI", "screenedAt": "2017-03-09T09:00:00Z", "needs": []}
    await prison.done("custody/screening", again)
    await prison.done("custody/resettlement-plan", {"needs": [], "releaseOn": "2017-04-07"})
    prison.service.clock.move_to(datetime(2017, 4, 7, 12, tzinfo=UTC))
    case = await prison.done("custody/release", {**RELEASE, "releasedAt": "2017-04-07T08:00:00Z"})
    assert [one["helpedEnough"] for one in case["stays"]] == [False, True]


async def test_a_recall_that_nobody_countersigns_in_24_hours_is_told(prison: Desk) -> None:
    await released(prison)
    prison.service.clock.move_to(ON_LICENCE)
    case = await prison.done("recalls", {"reason": "riskIncreased"})
    recall_id = case["recalls"][0]["recallId"]
    prison.service.clock.move_to(ON_LICENCE + timedelta(hours=25))
    await prison.service.tick()
    (overdue,) = await prison.told("recall-countersignature-overdue")
    assert (overdue["subjectId"], overdue["owner"]) == (recall_id, "C17")
    case = await prison.done(f"recalls/{recall_id}/countersignature", {"countersigned": False}, prison.manager)
    assert (case["recalls"][0]["state"], case["recalls"][0]["countersignedBy"]) == ("notCountersigned", MANAGER)


async def test_who_is_no_senior_probation_officer_of_the_register_countersigns_nothing(prison: Desk) -> None:
    await released(prison)
    prison.service.clock.move_to(ON_LICENCE)
    recall_id = (await prison.done("recalls", {"reason": "outOfTouch"}))["recalls"][0]["recallId"]
    path = f"recalls/{recall_id}/countersignature"
    for code in (COLLEAGUE, "C17M009"):
        somebody = prison.service.as_("C17", code, Role.SENIOR_PROBATION_OFFICER)
        await prison.refused(409, path, {"countersigned": True}, somebody)
    await prison.refused(403, path, {"countersigned": True})


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("custody/screening", {**SCREENING, "needs": ["alcohol"]}, "/needs/0"),
        ("custody/screening", {**SCREENING, "prison": "B\x00X"}, "/prison"),
        ("custody/screening", {**SCREENING, "screenedAt": 1473238800}, "/screenedAt"),
        ("custody/screening", {**SCREENING, "screenedAt": "0001-01-01T00:00:00+14:00"}, "/screenedAt"),
        ("custody/screening", {**SCREENING, "screenedAt": "9999-12-31T23:59:59-14:00"}, "/screenedAt"),
        ("custody/screening", {**SCREENING, "needs": ["finance", "finance"]}, "/needs"),
        ("custody/release", {**RELEASE, "releasedAt": "0001-01-01T00:00:00+14:00", "prison": "BXI"}, "/releasedAt"),
        ("custody/release", {**RELEASE, "releasedAt": "9999-12-31T23:59:59-14:00", "prison": "BXI"}, "/releasedAt"),
        ("custody/release", {**RELEASE, "releasedAt": "2016-09-05T12:00:00Z"}, "/prison"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_place(
    prison: Desk, path: str, body: dict[str, Any], place: str
) -> None:
    problem = await prison.refused(422, path, body)
    assert problem["errors"][0]["pointer"].removeprefix("#").removeprefix("/body") == place, problem


async def test_of_a_community_order_there_is_no_gate(desk: Desk) -> None:
    await desk.name()
    case = await desk.seen()
    assert (case["custody"], case["stays"], case["recalls"]) == (None, [], [])
    await desk.refused(409, "custody/screening", SCREENING)
    await desk.refused(409, "custody/release", RELEASE)
    await desk.refused(409, "recalls", {"reason": "outOfTouch"})
    await desk.refused(404, f"recalls/{uuid4()}/decision", {"outcome": "recalled", "on": "2016-09-05"})


async def custodial(desk: Desk, number: int, provider: str = "C17") -> list[UUID]:
    """People sentenced to custody, whose cases the CRC has."""
    made: list[UUID] = []
    messages: list[Any] = []
    for index in range(number):
        about: dict[str, Any] = {"sentence_id": uuid4(), "crn": f"{'Y' if provider == 'C17' else 'Z'}{index:06}"}
        custody = sentence(gaps=(), risk=MEDIUM, disposal=Disposal.CUSTODY, requirements=(), **about)
        messages.append(message_of(custody, MONDAY))
        messages.append(message_of(accepted(provider=provider, **about), MONDAY))
        made.append(about["sentence_id"])
    await desk.service.runtime.inbox.apply(messages)
    return made


async def act(desk: Desk, sentence_id: UUID, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await desk.service.client.post(f"/cases/{sentence_id}/custody/{path}", json=body, headers=desk.officer)
    assert answer.status_code == 200, answer.text
    case: dict[str, Any] = answer.json()
    return case


async def work_list(desk: Desk, organisation: str = "C17", **query: Any) -> list[dict[str, Any]]:
    headers = desk.service.as_(organisation, f"{organisation}A001", Role.RESPONSIBLE_OFFICER)
    seen: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await desk.service.client.get("/resettlement", headers=headers, params=query | cursor)
        assert answer.status_code == 200, answer.text
        seen += answer.json()["items"]
        if (after := answer.json()["nextCursor"]) is None:
            return seen
        cursor = {"cursor": after}


async def test_the_work_list_shows_who_is_released_next_and_who_has_no_day_yet(prison: Desk) -> None:
    first, second, third, fourth, fifth = await custodial(prison, 5)
    await custodial(prison, 2, "C21")
    prison.service.clock.move_to(MONDAY + timedelta(days=2, hours=3))
    days = {second: "2016-12-09", third: "2016-10-07", fourth: "2017-03-03"}
    for one, on in days.items():
        await act(prison, one, "screening", SCREENING)
        await act(prison, one, "resettlement-plan", {**PLAN, "releaseOn": on})
    await act(prison, first, "screening", SCREENING)
    await act(prison, third, "help", {"need": "finance", "help": "received", "on": "2016-09-07"})
    listed = [UUID(one["sentenceId"]) for one in await work_list(prison, limit=1)]
    undated = sorted((first, fifth, SENTENCE_ID))
    assert listed == [third, second, fourth, *undated]
    assert listed == [UUID(one["sentenceId"]) for one in await work_list(prison, limit=2)]
    assert {UUID(one["sentenceId"]) for one in await work_list(prison, state="received")} == {fifth, SENTENCE_ID}
    until = await work_list(prison, releaseBefore="2016-12-09")
    assert [UUID(one["sentenceId"]) for one in until] == [third]
    (item,) = until
    assert (item["openNeeds"], item["inPreRelease"], item["provider"]) == (["accommodation"], True, "C17")
    assert len(await work_list(prison, "C21", limit=1)) == 2
    assert await work_list(prison, releaseBefore="0001-01-01") == []
    assert len(await work_list(prison, releaseBefore="9999-12-30")) == 3
    await prison.service.deliver([moved("C21", sentence_id=third)])
    assert third in {UUID(one["sentenceId"]) for one in await work_list(prison, "C21")}


@pytest.mark.parametrize("cursor", ["elsewhere", "WyJub25lIiwiMDE5MjAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAxIl0"])
async def test_a_cursor_that_is_not_ours_is_refused(prison: Desk, cursor: str) -> None:
    answer = await prison.service.client.get("/resettlement", headers=prison.officer, params={"cursor": cursor})
    assert answer.status_code == 422


async def test_the_releases_say_who_was_helped_enough_and_who_was_never_asked(prison: Desk) -> None:
    helped, unasked, without = await custodial(prison, 3)
    prison.service.clock.move_to(MONDAY + timedelta(days=2, hours=3))
    await act(prison, helped, "screening", {**SCREENING, "needs": ["finance"]})
    await act(prison, helped, "help", {"need": "finance", "help": "received", "on": "2016-09-07"})
    await act(prison, without, "screening", {**SCREENING, "needs": ["finance", "accommodation"]})
    await act(prison, without, "help", {"need": "finance", "help": "planned", "on": "2016-09-07"})
    prison.service.clock.move_to(MONDAY + timedelta(days=30))
    at = {**RELEASE, "releasedAt": "2016-10-04T09:00:00Z"}
    await act(prison, helped, "release", at)
    await act(prison, without, "release", at)
    await act(prison, unasked, "release", {**at, "prison": "WWI"})
    seen = await prison.service.client.get(
        "/releases", headers=prison.officer, params={"from": "2016-10-01", "to": "2016-10-31"}
    )
    assert seen.status_code == 200, seen.text
    whole = seen.json()["whole"]
    assert {name: whole[name] for name in ("released", "notScreened", "withoutPlan", "helpedEnough")} == {
        "released": 3,
        "notScreened": 1,
        "withoutPlan": 3,
        "helpedEnough": 1,
    }
    nothing = {"people": 0, "received": 0, "declined": 0, "planned": 0, "notAvailable": 0, "nothing": 0}
    assert whole["byNeed"] == [
        {**nothing, "need": "accommodation", "people": 1, "nothing": 1},
        {**nothing, "need": "finance", "people": 2, "received": 1, "planned": 1},
    ]
    assert [(one["prison"], one["released"], one["helpedEnough"]) for one in seen.json()["byPrison"]] == [
        ("BXI", 2, 1),
        ("WWI", 1, 0),
    ]
    # Another CRC's releases are not its own.
    elsewhere = prison.service.as_("C21", ELSEWHERE, Role.RESPONSIBLE_OFFICER)
    other = await prison.service.client.get(
        "/releases", headers=elsewhere, params={"from": "2016-10-01", "to": "2016-10-31"}
    )
    assert other.json()["whole"]["released"] == 0
    for wrong in ({"from": "2016-10-02", "to": "2016-10-01"}, {"from": "2014-01-01", "to": "2016-10-01"}):
        answer = await prison.service.client.get("/releases", headers=prison.officer, params=wrong)
        assert answer.status_code == 422


async def test_a_caseload_weighs_less_while_the_person_is_in_custody(prison: Desk) -> None:
    async def weight() -> int:
        answer = await prison.service.client.get(f"/officers/{OFFICER}", headers=prison.manager)
        found: int = answer.json()["caseload"]["weight"]
        return found

    assert await weight() == 50
    await released(prison)
    assert await weight() == 150


async def test_each_step_costs_at_most_five_round_trips(prison: Desk) -> None:
    prison.service.clock.move_to(MONDAY + timedelta(days=2, hours=3))
    costs = [
        await statements_of(prison.service, partial(prison.done, path, body))
        for path, body in (
            ("custody/screening", SCREENING),
            ("custody/resettlement-plan", PLAN),
            ("custody/release", {**RELEASE, "releasedAt": "2016-09-07T11:00:00Z"}),
            ("recalls", {"reason": "outOfTouch"}),
        )
    ]
    recall_id = (await prison.seen())["recalls"][0]["recallId"]
    sign = partial(prison.done, f"recalls/{recall_id}/countersignature", {"countersigned": True}, prison.manager)
    costs.append(await statements_of(prison.service, sign))
    assert [len(one) for one in costs] == [5] * 5


IMPOSSIBLE = [
    "UPDATE case_stay SET state = 'closed'",
    "UPDATE case_stay SET state = 'received'",
    "UPDATE case_stay SET number = 0",
    "UPDATE case_stay SET recall_id = gen_random_uuid() WHERE number = 1",
    "UPDATE case_stay SET prison = NULL",
    "UPDATE case_stay SET release_on = NULL WHERE planned_at IS NOT NULL",
    "UPDATE case_stay SET supervision_ends_on = '2017-01-14' WHERE state = 'released'",
    "UPDATE case_stay SET helped_enough = NULL WHERE state = 'released'",
    "UPDATE case_stay SET helped_enough = true, screened_at = NULL, screened_by = NULL, planned_at = NULL, "
    "planned_by = NULL, release_on = NULL, pre_release_from = NULL WHERE state = 'released'",
    "UPDATE case_recall SET state = 'countersigned'",
    "UPDATE case_recall SET countersigned_at = now(), countersigned_by = requested_by, state = 'countersigned'",
    "UPDATE case_recall SET decided_on = now()",
    "UPDATE case_recall SET reason = 'bored'",
    "UPDATE supervised_case SET custody = 'elsewhere'",
]


@pytest.mark.parametrize("statement", IMPOSSIBLE)
async def test_the_tables_refuse_what_cannot_be(prison: Desk, statement: str) -> None:
    await released(prison)
    prison.service.clock.move_to(ON_LICENCE)
    await prison.done("recalls", {"reason": "outOfTouch"})
    with pytest.raises(asyncpg.CheckViolationError):
        await prison.service.rows(statement)


BEFORE = "0007_review_plans_and_registers_and_copy_the_directory"
CASE = """
    INSERT INTO supervised_case (sentence_id, version, crn, state, disposal, disposal_at_sentence, sentenced_at,
      order_ends_on, requirements, order_number, risk, event_number, division, allocation_number, provider, provisional,
      allocated_at, accepted_at, opened_at, officer, officer_grade, officer_named_at, owed, breaches)
    SELECT $1, 1, 'X320741', 'open', 'custody', 'custody', $2, '2018-09-04', '[]', 0, '{}', 1, 'N07', 0,
      'C17', false, $2, $2, $2, 'C17A001', 'PO', $2, '[]', '[]'
"""


async def test_a_custodial_case_from_before_is_in_custody_and_goes_through_the_gate(databases: Databases) -> None:
    url = await databases.migrated_to("crc", BEFORE)
    database = await Database.connect(connections=1, dsn=url)
    async with database.write() as connection:
        await connection.execute(CASE, SENTENCE_ID, MONDAY)
    await database.close()
    await asyncio.to_thread(migrate, "crc", url)
    async with running_on(SERVICE, url) as crc:
        desk = Desk(crc)
        case = await desk.seen()
        assert (case["custody"]["state"], case["stays"][0]["stayId"]) == ("inCustody", str(SENTENCE_ID))
        crc.clock.move_to(MONDAY + timedelta(days=2, hours=3))
        case = await desk.done("custody/screening", SCREENING)
        assert [one["obligation"] for one in case["owed"]] == ["resettlementPlan"]
        case = await desk.done("custody/release", {**RELEASE, "releasedAt": "2016-09-07T11:00:00Z"})
        assert case["custody"]["stage"] == "licence"
    await databases.drop(url)
