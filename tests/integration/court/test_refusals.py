"""What is refused says which field and why, stores nothing and publishes nothing."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from shared.runtime.auth import Role
from tests.integration.court.conftest import COMPLETION, REPORT, SENTENCE, Court

NOBODY = UUID(int=1)


async def everything(court: Court) -> list[Any]:
    """Every row of the service, to compare before and after."""
    tables = ("report", "report_check", "sentence", "information_gap", "event", "outbox", "deadline", "idempotency_key")
    return [sorted(map(str, await court.service.rows(f"SELECT * FROM {table}"))) for table in tables]


def pointers(problem: Any) -> list[str]:
    return [error["pointer"] for error in problem["errors"]]


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"courtDate": "2016-09-04"}, "/courtDate"),
        ({"courtDate": "soon"}, "/courtDate"),
        ({"crn": "320741"}, "/crn"),
        ({"requestedType": "long"}, "/requestedType"),
        ({"team": "N06DTX"}, "/team"),
        ({"courtCode": "a court"}, "/courtCode"),
        ({"surname": "Smith"}, "/surname"),
    ],
)
async def test_a_report_that_cannot_be_requested(court: Court, changed: dict[str, Any], pointer: str) -> None:
    before = await everything(court)
    answer = await court.post("/reports", {**REPORT, **changed}, court.keyed("k"), 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert pointers(answer.json()) == [pointer]
    assert await everything(court) == before


async def test_a_full_assessment_with_checks_outstanding_names_the_field_and_the_checks(court: Court) -> None:
    report = await court.ask(await court.request(), "domesticAbuse")
    before = await everything(court)
    path = f"/reports/{report['reportId']}/completion"
    problem = (await court.post(path, {**COMPLETION, "roshDepth": "full"}, expected=422)).json()
    assert pointers(problem) == ["/roshDepth"]
    assert "domesticAbuse (requested), childSafeguarding (notRequested)" in problem["detail"]
    assert await everything(court) == before


async def test_a_proposal_of_a_rar_to_address_offending_behaviour(court: Court) -> None:
    report = await court.request()
    rar = {"kind": "rehabilitationActivity", "amount": 20, "unit": "days", "intervention": "to address offending"}
    proposal = {"disposal": "communityOrder", "areaCrc": "C17", "sex": "male", "requirements": [rar]}
    path = f"/reports/{report['reportId']}/completion"
    problem = (await court.post(path, {**COMPLETION, "proposal": proposal}, expected=422)).json()
    assert pointers(problem) == ["/proposal/requirements/0/need", "/proposal/requirements/0/intervention"]
    ordered = await court.sentence(report, requirements=[rar])
    assert ordered["vagueRar"] is True


async def test_a_state_that_forbids_it_is_named_with_what_it_allows(court: Court) -> None:
    report, _ = await court.journey_to_sentence()
    before = await everything(court)
    completion = await court.post(f"/reports/{report['reportId']}/completion", COMPLETION, expected=409)
    assert completion.json()["state"] == "sentenced"
    assert completion.json()["allowed"] == ["requestCheck", "answerCheck", "chaseCheck"]
    again = await court.post(f"/reports/{report['reportId']}/checks", {"kind": "domesticAbuse"}, expected=409)
    assert (again.json()["state"], again.json()["allowed"]) == ("requested", ["answerCheck", "chaseCheck"])
    dispensed = {"kind": "childSafeguarding", "notRequiredBecause": "No contact with children."}
    await court.post(f"/reports/{report['reportId']}/checks", dispensed, expected=409)
    second = {**SENTENCE, "reportId": report["reportId"], "eventNumber": 2}
    await court.post("/sentences", second, expected=409)
    assert await everything(court) == before


async def test_a_person_has_one_sentence_of_an_event_number_however_many_are_sent_at_once(court: Court) -> None:
    answers = await asyncio.gather(*(court.post("/sentences", SENTENCE) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert await court.told() == ["sentence-passed"]
    assert len(await court.service.rows("SELECT * FROM information_gap")) == 4


async def test_a_check_is_answered_once_however_many_answers_come_at_once(court: Court) -> None:
    report, _ = await court.journey_to_sentence()
    path = court.path_of_answer(report, "domesticAbuse")
    answers = await asyncio.gather(*(court.post(path, {"answer": "nothingKnown"}) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    assert len(await court.service.events("information-gap-closed")) == 1


async def test_what_another_division_asks_about_is_not_there(court: Court) -> None:
    report, sentence = await court.journey_to_sentence()
    before = await everything(court)
    gap_id = sentence["gaps"][0]["gapId"]
    theirs = court.headers("N06")
    check = court.path_of_answer(report, "domesticAbuse")
    closure = {"closure": "supervisedWithoutIt", "reason": "No record is held."}
    for path, body in (
        (f"/reports/{report['reportId']}/checks", {"kind": "mentalHealth"}),
        (check, {"answer": "nothingKnown"}),
        (f"/reports/{report['reportId']}/completion", COMPLETION),
        (f"/sentences/{sentence['sentenceId']}/gaps/{gap_id}/closure", closure),
    ):
        absent = path.replace(report["reportId"], str(NOBODY)).replace(sentence["sentenceId"], str(NOBODY))
        refused, unknown = await court.post(path, body, theirs, 404), await court.post(absent, body, theirs, 404)
        assert refused.json() == unknown.json()
    for path in (f"/reports/{report['reportId']}", f"/sentences/{sentence['sentenceId']}"):
        await court.get(path, 404, division="N06")
        await court.get(path, 404, division="C17")
    for path in ("/reports", "/sentences", "/gaps"):
        assert (await court.get(path, division="N06"))["items"] == []
    on_theirs = {**SENTENCE, "division": "N06", "eventNumber": 2, "reportId": report["reportId"]}
    on_nothing = {**on_theirs, "reportId": str(NOBODY)}
    problems = [(await court.post("/sentences", body, theirs, 422)).json() for body in (on_theirs, on_nothing)]
    assert problems[0] == problems[1]
    assert pointers(problems[0]) == ["/reportId"]
    assert await everything(court) == before


async def test_a_gap_or_a_check_that_is_not_there(court: Court) -> None:
    report, sentence = await court.journey_to_sentence()
    closure = {"closure": "supervisedWithoutIt", "reason": "No record is held."}
    await court.post(f"/sentences/{sentence['sentenceId']}/gaps/{NOBODY}/closure", closure, expected=404)
    answer = {"answer": "nothingKnown"}
    await court.post(f"/reports/{report['reportId']}/checks/{NOBODY}/answer", answer, expected=404)


@pytest.mark.parametrize("reason", ["", "   ", "\x00", None])
async def test_a_decision_without_a_reason(court: Court, reason: str | None) -> None:
    _, sentence = await court.journey_to_sentence()
    path = f"/sentences/{sentence['sentenceId']}/gaps/{sentence['gaps'][0]['gapId']}/closure"
    problem = await court.post(path, {"closure": "supervisedWithoutIt", "reason": reason}, expected=422)
    assert pointers(problem.json()) == ["/reason"]


async def test_each_command_needs_its_role(court: Court) -> None:
    report, sentence = await court.journey_to_sentence()
    agency = court.headers(role=Role.CHECK_AGENCY)
    gap = f"/sentences/{sentence['sentenceId']}/gaps/{sentence['gaps'][0]['gapId']}/closure"
    for path in ("/reports", f"/reports/{report['reportId']}/checks", "/sentences", gap):
        await court.post(path, {}, agency, expected=403)
    await court.post("/reports", REPORT, court.headers(role=Role.INSPECTOR), expected=403)


async def test_the_same_idempotency_key_gets_the_same_sentence(court: Court) -> None:
    report = await court.complete(await court.request())
    body = {**SENTENCE, "reportId": report["reportId"]}
    keyed = court.keyed("s-1")
    answers = [await court.post("/sentences", body, keyed, expected=201) for _ in range(3)]
    assert answers[0].json() == answers[1].json() == answers[2].json()
    assert answers[2].headers["Idempotent-Replay"] == "true"
    assert len(await court.service.events("sentence-passed")) == 1


async def test_a_late_answer_sent_twice_under_one_key_closes_its_gap_once(court: Court) -> None:
    report, _ = await court.journey_to_sentence()
    path, keyed = court.path_of_answer(report, "domesticAbuse"), court.keyed("a-1")
    first, second = [await court.post(path, {"answer": "nothingKnown"}, keyed, expected=200) for _ in range(2)]
    assert first.json() == second.json()
    assert len(await court.service.events("check-answered")) == 1
    assert len(await court.service.events("information-gap-closed")) == 1


async def test_a_change_since_it_was_read_is_refused(court: Court) -> None:
    report = await court.request()
    path, stale = f"/reports/{report['reportId']}/checks", court.headers() | {"If-Match": '"2"'}
    await court.post(path, {"kind": "domesticAbuse"}, stale, expected=200)
    await court.post(path, {"kind": "mentalHealth"}, stale, expected=412)
