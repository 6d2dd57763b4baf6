"""What becomes of a sentence, through the API: appeals, changes, its end, and what is assessed late."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from shared.runtime.auth import Role
from tests.integration.court.conftest import SENTENCE, Court

NOBODY = UUID(int=1)
AMENDMENT = {"cause": "application", "orderEndsOn": "2018-03-05", "requirements": []}
REVOCATION = {"cause": "goodProgress", "endedOn": "2016-09-05", "reason": "Every requirement was completed."}
VARIED = {"outcome": "varied", "order": {"disposal": "communityOrder", "orderEndsOn": "2017-06-05", "requirements": []}}


async def act(court: Court, sentence: dict[str, Any], what: str, body: dict[str, Any], expected: int = 200) -> Any:
    path = f"/sentences/{sentence['sentenceId']}/{what}"
    return (await court.post(path, body, expected=expected)).json()


async def appeal(court: Court, sentence: dict[str, Any]) -> str:
    lodged = await act(court, sentence, "appeals", {})
    assert lodged["state"] == "underAppeal"
    return f"appeals/{lodged['appeals'][-1]['appealId']}/outcome"


async def test_a_person_has_several_sentences_each_with_its_own_order_and_gaps(court: Court) -> None:
    first = await court.sentence()
    second = await court.sentence(eventNumber=2, areaCrc="C18")
    await act(court, first, "revocation", REVOCATION)
    seen = {one["eventNumber"]: one for one in (await court.get("/sentences", crn="X320741"))["items"]}
    assert (seen[1]["state"], seen[2]["state"]) == ("ended", "inForce")
    assert {gap["state"] for gap in seen[1]["gaps"]} == {"closed"}
    assert {gap["state"] for gap in seen[2]["gaps"]} == {"open"}
    assert seen[2]["gaps"] == second["gaps"]


async def test_an_appeal_that_varies_the_sentence_is_told_before_the_order_as_it_stands(court: Court) -> None:
    sentence = await court.sentence()
    outcome = await appeal(court, sentence)
    after = await act(court, sentence, outcome, VARIED)
    assert (await court.told())[1:] == ["sentence-appealed", "appeal-decided", "order-amended"]
    [(_, event)] = await court.service.events("order-amended")
    assert (event["number"], event["cause"], event["orderEndsOn"]) == (1, "appeal", "2017-06-05")
    assert (after["state"], after["orderEndsOn"], after["requirements"]) == ("inForce", "2017-06-05", [])
    [change] = after["changes"]
    assert change["before"]["requirements"] == sentence["requirements"]
    assert change["appealId"] == after["appeals"][0]["appealId"]
    assert await court.get(f"/sentences/{sentence['sentenceId']}") == after


async def test_a_quashed_sentence_ends_its_order_and_cancels_the_clocks_of_its_gaps(court: Court) -> None:
    report, sentence = await court.journey_to_sentence()
    after = await act(court, sentence, await appeal(court, sentence), {"outcome": "quashed"})
    assert (await court.told())[-5:] == ["appeal-decided", "order-revoked", *["information-gap-closed"] * 3]
    assert (after["state"], after["endedBecause"], after["endedBy"]) == ("ended", "quashedOnAppeal", "N07B960")
    clocks = await court.clocks()
    assert {clocks["informationGapAnswered", gap["gapId"]] for gap in sentence["gaps"]} == {"cancelled"}
    assert (await court.get("/gaps", state="open"))["items"] == []
    assert (await court.get("/checks"))["items"] == []
    court.service.clock.advance(timedelta(days=30))
    assert await court.service.tick() == 0
    assert not (await court.get(f"/reports/{report['reportId']}"))["checks"][0]["awaited"]


async def test_after_the_end_of_the_order_nothing_is_changed_any_more(court: Court) -> None:
    report, sentence = await court.journey_to_sentence()
    outcome = await appeal(court, sentence)
    after = await act(court, sentence, "revocation", REVOCATION)
    assert [one["outcome"] for one in after["appeals"]] == ["abandoned"]
    assert (after["endedOn"], after["endReason"]) == ("2016-09-05", REVOCATION["reason"])
    assert REVOCATION["reason"] not in str(await court.service.events())
    before = await court.service.events()
    gap = f"gaps/{sentence['gaps'][0]['gapId']}/closure"
    for what, body in (
        ("appeals", {}),
        (outcome, {"outcome": "dismissed"}),
        ("amendments", AMENDMENT),
        ("revocation", {**REVOCATION, "cause": "died"}),
        ("assessments", {"rsr": "2.41"}),
        (gap, {"closure": "supervisedWithoutIt", "reason": "No record is held."}),
    ):
        await act(court, sentence, what, body, 409)
    await court.post(f"/reports/{report['reportId']}/checks", {"kind": "childSafeguarding"}, expected=422)
    assert await court.service.events() == before


async def test_an_order_that_moves_keeps_where_it_was(court: Court) -> None:
    sentence = await court.sentence()
    moved = {**AMENDMENT, "cause": "moveOfResidence", "areaCrc": "C18"}
    after = await act(court, sentence, "amendments", moved)
    assert (after["areaCrc"], after["changes"][0]["before"]["areaCrc"]) == ("C18", "C17")
    problem = await act(court, sentence, "amendments", {**moved, "areaCrc": "N07", "orderEndsOn": "2016-09-04"}, 422)
    assert [error["pointer"] for error in problem["errors"]] == ["/orderEndsOn", "/areaCrc"]


async def test_what_is_assessed_late_closes_its_gaps_with_the_picture_as_it_stands(court: Court) -> None:
    report, sentence = await court.journey_to_sentence()
    court.service.clock.advance(timedelta(days=2))
    full = {"roshLevel": "high", "roshDepth": "full", "rsr": "7.10"}
    problem = await act(court, sentence, "assessments", full, 422)
    assert problem["errors"][0]["pointer"] == "/roshDepth"
    await court.answer(report, "domesticAbuse", "information", indicatesRosh="high", indicatesDomesticAbuse=True)
    report = await court.ask(report, "childSafeguarding")
    await court.answer(report, "childSafeguarding", "nothingKnown")
    after = await act(court, sentence, "assessments", {**full, "ogrs3": 47})
    assert (await court.told())[-2:] == ["assessment-revised", "information-gap-closed"]
    [(_, revised)] = await court.service.events("assessment-revised")
    assert (revised["risk"]["roshLevel"], revised["risk"]["rsr"], revised["risk"]["ogrs3"]) == ("high", "7.10", 47)
    assert revised["risk"]["domesticAbuse"] is True
    closed = [body for _, body in await court.service.events("information-gap-closed")][-1]
    assert (closed["cause"], closed["closure"], closed["answer"]) == ("roshNotFullyAssessed", "lateAnswer", None)
    assert closed["openGaps"] == []
    [assessment] = after["assessments"]
    assert after["gaps"][2]["assessmentId"] == assessment["assessmentId"]
    assert (assessment["given"]["rsr"], assessment["assessedBy"]) == ("7.10", "N07B960")
    assert (await court.clocks())["informationGapAnswered", after["gaps"][2]["gapId"]] == "met"


async def test_a_source_that_was_not_consulted_is_a_gap_and_is_answered_by_consulting_it(court: Court) -> None:
    report = await court.complete(await court.request(), sourcesConsulted=["prosecutionPapers"])
    sentence = await court.sentence(report)
    gap = sentence["gaps"][-1]
    assert (gap["cause"], gap["source"]) == ("sourceNotConsulted", "previousConvictions")
    assert gap["bearsOn"] == ["roshHighOrVeryHigh", "mappaEligible", "rsrHigh"]
    [(_, event)] = await court.service.events("sentence-passed")
    assert event["gaps"][-1]["source"] == "previousConvictions"
    after = await act(court, sentence, "assessments", {"sourcesConsulted": ["previousConvictions"]})
    assert after["gaps"][-1]["closure"] == "lateAnswer"
    [(_, closed)] = await court.service.events("information-gap-closed")
    assert (closed["source"], closed["checkKind"]) == ("previousConvictions", None)


async def test_each_of_these_needs_its_role_and_is_of_its_division(court: Court) -> None:
    sentence = await court.sentence()
    path = f"/sentences/{sentence['sentenceId']}"
    for what, body in (
        ("appeals", {}),
        (f"appeals/{NOBODY}/outcome", {"outcome": "dismissed"}),
        ("amendments", AMENDMENT),
        ("revocation", REVOCATION),
        ("assessments", {"rsr": "2.41"}),
    ):
        await court.post(f"{path}/{what}", body, court.headers(role=Role.RESPONSIBLE_OFFICER), 403)
        await court.post(f"{path}/{what}", body, court.headers("N06"), 404)
        await court.post(f"/sentences/{NOBODY}/{what}", body, expected=404)
    await court.post(f"{path}/appeals/{NOBODY}/outcome", {"outcome": "dismissed"}, expected=404)
    await court.post(f"{path}/assessments", {"rsr": "2.41"}, court.manager(), 200)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("UPDATE sentence SET state = 'ended'", "sentence_ended_says_when_why_and_by_whom"),
        ("UPDATE sentence SET ended_because = 'died'", "sentence_ended_says_when_why_and_by_whom"),
        ("UPDATE sentence_appeal SET outcome = 'dismissed'", "sentence_appeal_is_decided_whole_or_not"),
        (
            "INSERT INTO sentence_appeal (appeal_id, sentence_id, lodged_at, lodged_by) "
            "SELECT gen_random_uuid(), sentence_id, now(), 'x' FROM sentence",
            "sentence_appeal_is_one_at_a_time",
        ),
        ("UPDATE order_change SET cause = 'appeal'", "order_change_on_appeal_names_the_appeal"),
        (
            "UPDATE information_gap SET state = 'closed', closed_at = now(), closed_by = 'x', closure = 'orderEnded'",
            "information_gap_decision_has_its_reason",
        ),
        ("UPDATE information_gap SET source = 'health'", "information_gap_of_a_source_names_it"),
        ("UPDATE report_check SET awaited = true, state = 'received'", "report_check_awaited_is_unanswered"),
        ("UPDATE report_check SET asked_of = NULL", "report_check_asked_has_its_time"),
    ],
)
async def test_the_database_holds_what_an_order_and_a_check_can_be(court: Court, change: str, constraint: str) -> None:
    _, sentence = await court.journey_to_sentence()
    await act(court, sentence, "amendments", AMENDMENT)
    await act(court, sentence, "appeals", {})
    async with court.service.runtime.database.read() as connection:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
            await connection.execute(change)
    assert refused.value.constraint_name == constraint


async def test_a_second_sentence_of_the_same_number_is_refused_after_the_first_has_ended_too(court: Court) -> None:
    await act(court, await court.sentence(), "revocation", REVOCATION)
    await court.post("/sentences", SENTENCE, expected=409)
