"""The systems of the police and of children's services answer what was asked of them, and see nothing else (¶11)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.runtime.auth import Role
from tests.integration.court.conftest import Court
from tests.integration.court.test_lists import pages

NOBODY = UUID(int=1)


async def as_agency(court: Court, path: str = "", agency: str = "police", **query: Any) -> httpx.Response:
    return await court.service.client.get(f"/agency/checks{path}", params=query, headers=court.agency(agency))


async def answer(court: Court, check_id: str, agency: str = "police", **body: Any) -> httpx.Response:
    said = {"answer": "nothingKnown", **body}
    return await court.post(f"/agency/checks/{check_id}/answer", said, court.agency(agency))


async def asked(court: Court, *kinds: str, crn: str = "X320741") -> dict[str, str]:
    """A report with these checks; their identifiers by kind."""
    report = await court.request(crn=crn)
    for kind in kinds:
        report = await court.ask(report, kind)
    return {check["kind"]: check["checkId"] for check in report["checks"]}


async def test_an_agency_sees_what_was_asked_of_it_and_of_the_person_no_more_than_the_crn(court: Court) -> None:
    checks = await asked(court, "domesticAbuse", "childSafeguarding", "previousConvictions")
    [first, second] = (await as_agency(court)).json()["items"]
    assert {first["kind"], second["kind"]} == {"domesticAbuse", "previousConvictions"}
    one = (await as_agency(court, f"/{checks['domesticAbuse']}")).json()
    assert one == {
        "checkId": checks["domesticAbuse"],
        "crn": "X320741",
        "kind": "domesticAbuse",
        "state": "requested",
        "requestedAt": "2016-09-05T09:00:00Z",
        "dueAt": "2016-09-06T22:59:59.999999Z",
        "chasedAt": [],
        "answeredAt": None,
        "reference": None,
    }
    [theirs] = (await as_agency(court, agency="childrensServices")).json()["items"]
    assert theirs["checkId"] == checks["childSafeguarding"]


async def test_what_was_asked_of_another_does_not_exist_for_it(court: Court) -> None:
    check_id = (await asked(court, "domesticAbuse"))["domesticAbuse"]
    before = await court.service.events()
    for agency in ("childrensServices", "N07", "nobody"):
        assert (await as_agency(court, agency=agency)).json()["items"] == []
        refused, unknown = [await as_agency(court, f"/{key}", agency) for key in (check_id, NOBODY)]
        assert refused.status_code == unknown.status_code == 404
        assert refused.json() == unknown.json()
        denied, absent = [await answer(court, str(key), agency) for key in (check_id, NOBODY)]
        assert denied.status_code == absent.status_code == 404
        assert denied.json() == absent.json()
    assert await court.service.events() == before


async def test_only_an_agency_comes_in_this_way_and_it_answers_in_no_other(court: Court) -> None:
    report = await court.ask(await court.request(), "domesticAbuse")
    check_id = report["checks"][0]["checkId"]
    officer = court.service.as_("police", "PC1", Role.COURT_OFFICER)
    await court.post(f"/agency/checks/{check_id}/answer", {"answer": "nothingKnown"}, officer, 403)
    for path in ("/agency/checks", f"/agency/checks/{check_id}"):
        assert (await court.service.client.get(path, headers=officer)).status_code == 403
    await court.post(court.path_of_answer(report, "domesticAbuse"), {"answer": "nothingKnown"}, court.agency(), 403)


async def test_an_answer_is_posted_by_the_agency_with_its_severity_and_its_own_reference(court: Court) -> None:
    check_id = (await asked(court, "domesticAbuse"))["domesticAbuse"]
    refused = await answer(court, check_id, answer="information")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/indicatesRosh")
    told: dict[str, Any] = {"answer": "information", "indicatesRosh": "high", "indicatesDomesticAbuse": True}
    done = await answer(court, check_id, **told, reference="MPS/2016/104412")
    assert done.status_code == 200
    assert (done.json()["state"], done.json()["reference"]) == ("received", "MPS/2016/104412")
    assert (await as_agency(court)).json()["items"] == []
    assert (await as_agency(court, f"/{check_id}")).json() == done.json()
    [(_, event)] = await court.service.events("check-answered")
    assert event["recordedBy"] == {"organisation": "police", "officer": "POLICE-GATEWAY"}
    assert (event["indicatesRosh"], event["late"]) == ("high", False)
    assert "104412" not in str(event)
    [report] = (await court.get("/reports"))["items"]
    seen = (await court.get(f"/reports/{report['reportId']}"))["checks"][0]
    assert (seen["answeredBy"], seen["reference"]) == ("POLICE-GATEWAY", "MPS/2016/104412")
    assert (await answer(court, check_id)).status_code == 409


async def test_an_answer_that_comes_after_sentence_closes_its_gap(court: Court) -> None:
    report, sentence = await court.journey_to_sentence()
    court.service.clock.advance(timedelta(days=2))
    check_id = report["checks"][0]["checkId"]
    assert (await answer(court, check_id, answer="information", indicatesRosh="high")).status_code == 200
    [(_, closed)] = await court.service.events("information-gap-closed")
    assert (closed["closure"], closed["gapId"]) == ("lateAnswer", sentence["gaps"][0]["gapId"])
    assert closed["recordedBy"]["organisation"] == "police"
    after = await court.get(f"/sentences/{sentence['sentenceId']}")
    assert after["gaps"][0]["closedBy"] == "POLICE-GATEWAY"


async def test_the_check_of_a_withdrawn_report_awaits_nothing_and_can_be_answered(court: Court) -> None:
    report = await court.ask(await court.request(), "domesticAbuse")
    await court.post(f"/reports/{report['reportId']}/withdrawal", {"reason": "caseDropped"}, expected=200)
    assert (await as_agency(court)).json()["items"] == []
    assert (await court.get("/checks"))["items"] == []
    check_id = report["checks"][0]["checkId"]
    assert (await answer(court, check_id)).status_code == 200
    assert (await court.clocks())["preSentenceCheckAnswered", check_id] == "cancelled"


async def test_the_checks_of_an_agency_are_listed_across_divisions_a_page_at_a_time(court: Court) -> None:
    for number in range(5):
        await asked(court, "domesticAbuse", crn=f"X00000{number}")
    theirs = {"crn": "X000009", "division": "N06", "team": "N06DTX", "requestedType": "oral", "courtCode": "INLOCC"}
    officer = court.headers("N06")
    there = (await court.post("/reports", {**theirs, "courtDate": "2016-09-05"}, officer, 201)).json()
    await court.post(f"/reports/{there['reportId']}/checks", {"kind": "domesticAbuse"}, officer, 200)
    crns: list[str] = []
    cursor = None
    while True:
        page = (await as_agency(court, limit=2, **({"cursor": cursor} if cursor else {}))).json()
        crns += [item["crn"] for item in page["items"]]
        cursor = page["nextCursor"]
        if cursor is None:
            break
    assert crns[0] == "X000009"
    assert sorted(crns[1:]) == [f"X00000{number}" for number in range(5)]


@pytest.mark.parametrize("reference", ["", "\x00", "x" * 101])
async def test_a_reference_that_is_none_is_refused(court: Court, reference: str) -> None:
    check_id = (await asked(court, "domesticAbuse"))["domesticAbuse"]
    assert (await answer(court, check_id, reference=reference)).status_code == 422


async def test_a_chase_is_kept_and_seen_by_the_court_and_by_the_agency(court: Court) -> None:
    report = await court.ask(await court.request(), "domesticAbuse")
    check_id = report["checks"][0]["checkId"]
    path = f"/reports/{report['reportId']}/checks/{check_id}/chase"
    court.service.clock.advance(timedelta(hours=3))
    await court.post(path, {}, court.keyed("c-1"), 200)
    after = (await court.post(path, {}, court.keyed("c-2"), 200)).json()
    assert after["checks"][0]["chases"] == [{"at": "2016-09-05T12:00:00Z", "by": "N07B960"}] * 2
    assert (await as_agency(court, f"/{check_id}")).json()["chasedAt"] == ["2016-09-05T12:00:00Z"] * 2
    assert [body["times"] for _, body in await court.service.events("check-chased")] == [1, 2]
    await answer(court, check_id)
    refused = (await court.post(path, {}, expected=409)).json()
    assert (refused["state"], refused["allowed"]) == ("received", [])


async def test_checks_are_listed_by_state_kind_and_agency_the_first_due_first(court: Court) -> None:
    early = await court.request(crn="X000001", courtDate="2016-09-05")
    for kind in ("domesticAbuse", "childSafeguarding"):
        early = await court.ask(early, kind)
    late = await court.ask(await court.request(crn="X000002", courtDate="2016-09-09"), "previousConvictions")
    await court.ask(late, "mentalHealth", notRequiredBecause="Nothing points to it.")
    await court.answer(early, "childSafeguarding", "nothingKnown")
    court.service.clock.advance(timedelta(days=1))

    async def listed(**query: str) -> list[tuple[str, str]]:
        return [(one["crn"][-1], one["kind"]) for one in await pages(court, "/checks", **query)]

    everything = await listed()
    assert sorted(everything[:2]) == [("1", "childSafeguarding"), ("1", "domesticAbuse")]
    assert everything[2:] == [("2", "previousConvictions")]
    assert await listed(state="overdue") == [("1", "domesticAbuse")]
    assert await listed(state="requested") == [("2", "previousConvictions")]
    assert await listed(state="received") == [("1", "childSafeguarding")]
    assert await listed(agency="police") == [("1", "domesticAbuse"), ("2", "previousConvictions")]
    assert await listed(agency="police", kind="domesticAbuse") == [("1", "domesticAbuse")]
    assert await listed(agency="police", kind="mentalHealth") == []
    assert await court.get("/checks", division="N06") == {"items": [], "nextCursor": None}
    [overdue] = (await court.get("/checks", state="overdue"))["items"]
    assert (overdue["state"], overdue["askedOf"], overdue["team"]) == ("overdue", "police", "N07DTX")
    await court.get("/checks", 422, state="notRequired")


async def test_what_is_due_at_this_instant_is_in_time_in_the_list_as_in_the_report(court: Court) -> None:
    report = await court.ask(await court.request(courtDate="2016-09-05"), "domesticAbuse")
    due_at = "2016-09-05T22:59:59.999999"
    court.service.clock.advance(timedelta(hours=14) - timedelta(microseconds=1))
    for state in ("requested", "overdue"):
        assert report["checks"][0]["dueAt"] == f"{due_at}Z"
        [listed] = (await court.get("/checks", state=state))["items"]
        seen = (await court.get(f"/reports/{report['reportId']}"))["checks"][0]
        assert listed["state"] == seen["state"] == state
        court.service.clock.advance(timedelta(microseconds=1))
