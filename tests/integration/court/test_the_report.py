"""A report through the API: author, countersignature, adjournment, addendum and withdrawal, with their clocks."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from alembic import command

from shared.runtime.auth import Role
from shared.runtime.migrations import config_of, migrate
from tests.integration.court.conftest import AUTHOR, COMPLETION, Court
from tests.support.postgres import Databases
from tests.support.running import running_on, service_named

TRAINEE = {"officer": "N07T001", "grade": "trainee", "training": ["courtReports"]}
ADJOURNED = {"courtDate": "2016-09-20", "reason": "checksOutstanding", "addendumWanted": False}


async def written(court: Court) -> dict[str, Any]:
    """A trainee's report, which waits for its countersignature."""
    report = await court.name(await court.ask_for_report(), **TRAINEE)
    return await court.complete(report)


async def decide(
    court: Court, report: dict[str, Any], headers: dict[str, str] | None = None, expected: int = 200, **asked: Any
) -> Any:
    path = f"/reports/{report['reportId']}/countersignature"
    body = {"decision": "countersigned", **asked}
    return (await court.post(path, body, headers or court.manager(), expected)).json()


async def adjourn(court: Court, report: dict[str, Any], expected: int = 200, **changed: Any) -> Any:
    path = f"/reports/{report['reportId']}/adjournment"
    return (await court.post(path, {**ADJOURNED, **changed}, expected=expected)).json()


async def withdraw(court: Court, report: dict[str, Any], expected: int = 200) -> Any:
    path = f"/reports/{report['reportId']}/withdrawal"
    return (await court.post(path, {"reason": "caseDropped"}, expected=expected)).json()


async def test_an_author_is_registered_once_and_read_with_their_training(court: Court) -> None:
    author = await court.register()
    assert (author["officer"], author["division"], author["version"]) == ("N07B960", "N07", 1)
    assert author["training"] == [
        {"training": "courtReports", "recordedOn": "2016-09-05", "recordedBy": "N07S001"},
        {"training": "sara", "recordedOn": "2016-09-05", "recordedBy": "N07S001"},
    ]
    await court.post("/authors", AUTHOR, court.manager(), 409)
    path = f"/authors/{author['authorId']}"
    after = (await court.post(f"{path}/training", {"training": "domesticAbuse"}, court.manager(), 200)).json()
    assert [one["training"] for one in after["training"]] == ["courtReports", "domesticAbuse", "sara"]
    assert await court.get(path) == after
    await court.get(path, 404, division="N06")
    await court.post("/authors", {**AUTHOR, "officer": "N07B961"}, expected=403)


async def test_authors_are_listed_by_officer_and_team(court: Court) -> None:
    for number, team in enumerate(("N07DTX", "N07DTY", "N07DTX")):
        await court.register(officer=f"N07A00{number}", team=team)
    await court.register(officer="N06A001", team="N06DTX")
    first = await court.get("/authors", limit=2)
    assert [one["officer"] for one in first["items"]] == ["N07A000", "N07A001"]
    rest = await court.get("/authors", limit=2, cursor=first["nextCursor"])
    assert ([one["officer"] for one in rest["items"]], rest["nextCursor"]) == (["N07A002"], None)
    of_team = await court.get("/authors", team="N07DTX")
    assert [one["officer"] for one in of_team["items"]] == ["N07A000", "N07A002"]


async def test_a_report_is_given_to_an_author_whose_grade_and_training_are_recorded(court: Court) -> None:
    report = await court.ask_for_report()
    path = f"/reports/{report['reportId']}/author"
    problem = (await court.post(path, {"author": "N07X999"}, expected=422)).json()
    assert problem["errors"][0]["code"] == "noSuchAuthor"
    named = await court.name(report, officer="N07A001", training=[])
    assert (named["author"], named["authorGrade"], named["authorTrained"]) == ("N07A001", "PO", False)
    assert named["countersignatureNeeded"] is True
    [(_, told)] = await court.service.events("report-author-named")
    assert (told["author"], told["grade"], told["trained"]) == ("N07A001", "PO", False)
    by_manager = await court.post(path, {"author": (await court.register())["officer"]}, court.manager(), 200)
    assert by_manager.json()["countersignatureNeeded"] is False


async def test_a_written_report_waits_for_its_countersignature_and_is_delivered_by_it(court: Court) -> None:
    report = await written(court)
    assert (report["state"], report["deliveredType"]) == ("awaitingCountersignature", None)
    assert report["written"]["assessment"]["roshLevel"] == "medium"
    assert "report-completed" not in await court.told()
    assert (await court.clocks())["reportDelivered", report["reportId"]] == "running"
    own = court.service.as_("N07", "N07T001", Role.SENIOR_PROBATION_OFFICER)
    problem = await decide(court, report, own, 422)
    assert problem["errors"][0]["code"] == "ownReport"
    await decide(court, report, court.headers(), 403)
    batch = court.service.as_("N07", "a-batch-job", Role.SENIOR_PROBATION_OFFICER)
    assert (await decide(court, report, batch, 422))["errors"][0]["code"] == "notAnOfficer"
    returned = await decide(court, report, decision="returned", reason="The analysis is thin.")
    assert (returned["state"], returned["returns"][0]["reason"]) == ("requested", "The analysis is thin.")
    again = await decide(court, await court.complete(returned, analysis="Alcohol since June."))
    assert (again["state"], again["written"]) == ("completed", None)
    [delivery] = again["deliveries"]
    assert (delivery["author"], delivery["countersignedBy"]) == ("N07T001", "N07S001")
    [(_, told)] = await court.service.events("report-completed")
    assert (told["author"], told["authorGrade"], told["countersignedBy"]) == ("N07T001", "trainee", "N07S001")
    assert (told["needed"], told["had"]) == (again["needed"], again["had"]) == (6, 3)
    assert "Alcohol" not in str(told)
    assert await court.get(f"/reports/{report['reportId']}") == again


async def test_the_court_sentences_before_the_countersignature_as_if_nothing_had_been_written(court: Court) -> None:
    report = await written(court)
    sentence = await court.sentence(report)
    assert sentence["risk"]["roshLevel"] is None
    assert [gap["cause"] for gap in sentence["gaps"]] == [
        "checkNeverRequested",
        "checkNeverRequested",
        "roshNotFullyAssessed",
        "rsrNotCalculated",
    ]
    after = await court.get(f"/reports/{report['reportId']}")
    assert (after["state"], after["completedAt"], after["deliveries"]) == ("sentenced", None, [])
    assert after["written"] == report["written"]
    await decide(court, report, expected=409)


async def test_an_adjournment_gives_the_report_and_its_checks_the_new_date(court: Court) -> None:
    report = await court.ask(await court.request(), "domesticAbuse")
    after = await adjourn(court, report)
    assert (after["courtDate"], after["dueAt"]) == ("2016-09-20", "2016-09-20T22:59:59.999999Z")
    assert after["checks"][0]["dueAt"] == after["dueAt"]
    court.service.clock.advance(timedelta(days=3))
    assert await court.service.tick() == 0
    court.service.clock.advance(timedelta(days=13))
    assert (await court.service.tick(), await court.service.tick()) == (2, 0)
    [(_, overdue)] = await court.service.events("report-overdue")
    assert overdue["dueAt"] == "2016-09-20T22:59:59.999999Z"


async def test_what_was_missed_before_the_adjournment_stays_missed_and_is_told_once(court: Court) -> None:
    report = await court.ask(await court.request(), "domesticAbuse")
    court.service.clock.advance(timedelta(days=2))
    after = await adjourn(court, report)  # nobody had looked at the clocks yet
    assert after["dueAt"] == report["dueAt"]
    assert (await court.service.tick(), await court.service.tick()) == (2, 0)
    court.service.clock.advance(timedelta(days=30))
    assert await court.service.tick() == 0
    await court.complete(after)
    assert (await court.clocks())["reportDelivered", report["reportId"]] == "met"


async def test_an_addendum_is_wanted_delivered_and_kept_beside_the_report(court: Court) -> None:
    report = await court.complete(await court.request(), rsr=None)
    wanted = await adjourn(court, report, addendumWanted=True, reason="addendumWanted")
    assert wanted["state"] == "addendumWanted"
    running = [key for key, stands in (await court.clocks()).items() if stands == "running"]
    [(obligation, subject)] = running
    assert (obligation, subject != report["reportId"]) == ("reportDelivered", True)
    after = await court.complete(wanted, deliveredType="addendum", rsr="7.10")
    assert [(one["number"], one["type"]) for one in after["deliveries"]] == [(1, "oral"), (2, "addendum")]
    assert (after["deliveredType"], after["risk"]["rsr"]) == ("oral", "7.10")
    assert [one["completeness"] for one in after["deliveries"]] == [2 * 100 // 6, 3 * 100 // 6]
    clocks = await court.clocks()
    assert clocks["reportDelivered", report["reportId"]] == clocks[obligation, subject] == "met"
    told = [body["deliveredType"] for _, body in await court.service.events("report-completed")]
    assert told == ["oral", "addendum"]
    await adjourn(court, await court.request(crn="X000002"), 409, addendumWanted=True)


async def test_a_withdrawn_report_takes_its_clocks_with_it_and_still_records_an_answer(court: Court) -> None:
    report = await court.ask(await court.request(), "domesticAbuse")
    after = await withdraw(court, report)
    assert (after["state"], after["withdrawalReason"]) == ("withdrawn", "caseDropped")
    assert set((await court.clocks()).values()) == {"cancelled"}
    court.service.clock.advance(timedelta(days=30))
    assert await court.service.tick() == 0
    path = f"/reports/{report['reportId']}"
    for command_path, body in (
        (f"{path}/checks", {"kind": "mentalHealth"}),
        (f"{path}/completion", COMPLETION),
        (f"{path}/author", {"author": "N07B960"}),
        (f"{path}/adjournment", {**ADJOURNED, "courtDate": "2016-10-20"}),
        (f"{path}/withdrawal", {"reason": "caseDropped"}),
    ):
        refused = (await court.post(command_path, body, expected=409)).json()
        assert (refused["state"], refused["allowed"]) == ("withdrawn", ["answerCheck"])
    answered = await court.post(court.path_of_answer(report, "domesticAbuse"), {"answer": "nothingKnown"}, expected=200)
    assert answered.json()["checks"][0]["state"] == "received"
    assert set((await court.clocks()).values()) == {"cancelled"}


async def test_two_who_decide_at_once_deliver_it_once(court: Court) -> None:
    report = await written(court)
    path = f"/reports/{report['reportId']}/countersignature"
    body = {"decision": "countersigned"}
    answers = await asyncio.gather(*(court.post(path, body, court.manager()) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert len(await court.service.events("report-completed")) == 1


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("completion", {**COMPLETION, "analysis": "a\x00b"}, "/analysis"),
        ("completion", {**COMPLETION, "ogrs3": 101}, "/ogrs3"),
        ("completion", {**COMPLETION, "author": "N07B960"}, "/author"),
        ("completion", {**COMPLETION, "offences": [{"code": "1", "main": True}]}, "/offences/0/code"),
        ("completion", {**COMPLETION, "sara": {"towardsPartner": "high"}}, "/sara/towardsOthers"),
        ("adjournment", {**ADJOURNED, "courtDate": "2016-02-30"}, "/courtDate"),
        ("adjournment", {**ADJOURNED, "courtDate": 10**30}, "/courtDate"),
        ("adjournment", {**ADJOURNED, "courtDate": 1500000000}, "/courtDate"),
        (
            "completion",
            {**COMPLETION, "offences": [{"code": "10501", "main": True, "committedOn": 0}]},
            "/offences/0/committedOn",
        ),
        ("withdrawal", {"reason": "noReason"}, "/reason"),
        ("author", {"author": "somebody"}, "/author"),
    ],
)
async def test_what_cannot_be_read_is_refused_at_its_place(
    court: Court, path: str, body: dict[str, Any], pointer: str
) -> None:
    report = await court.request()
    problem = (await court.post(f"/reports/{report['reportId']}/{path}", body, expected=422)).json()
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


OLD = """
    INSERT INTO report (report_id, version, crn, court_code, division, team, requested_type, court_date, due_at, state,
      requested_at, delivered_type, author, completed_at, risk, sara_completed, sources_consulted)
    SELECT $1::uuid, 2, 'X320741', 'CRYDMC', 'N07', 'N07DTX', 'oral', '2016-09-06', '2016-09-06T22:59:59Z', $2, now(),
      CASE WHEN $3 THEN 'oral' END, CASE WHEN $3 THEN 'N07B960' END, CASE WHEN $3 THEN now() END,
      '{"rosh_level": "low"}', CASE WHEN $3 THEN true END, '[]'
"""


async def test_reports_from_before_authors_were_registered_can_be_worked_on(databases: Databases) -> None:
    url = await databases.fresh("court")
    config = config_of("court", url)
    await asyncio.to_thread(command.downgrade, config, "0002_create_the_court_record")
    open_id, delivered_id = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
    connection = await asyncpg.connect(url)
    await connection.execute(OLD, open_id, "requested", False)
    await connection.execute(OLD, delivered_id, "completed", True)
    await connection.close()
    await asyncio.to_thread(migrate, "court", url)
    async with running_on(service_named("court"), url) as service:
        court = Court(service)
        delivered = await court.get(f"/reports/{delivered_id}")
        assert (delivered["author"], delivered["authorGrade"], delivered["saraCompleted"]) == ("N07B960", None, True)
        assert (await court.complete(await court.name({"reportId": open_id})))["state"] == "completed"
        wanted = await adjourn(court, delivered, addendumWanted=True)
        path = f"/reports/{delivered_id}/completion"
        body = {**COMPLETION, "deliveredType": "addendum"}
        refused = (await court.post(path, body, expected=422)).json()
        assert refused["errors"][0]["code"] == "authorMissing"  # of the author nothing is recorded: named anew
        after = await court.complete(await court.name(wanted), deliveredType="addendum")
        assert (after["deliveredType"], after["deliveries"][0]["type"]) == ("oral", "addendum")
    await databases.drop(url)
