"""Registers, their reviews and the work list of them, and the NPS's answer read: through the API."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from shared.probation.vocabulary import EscalationDecision
from shared.runtime.auth import Role
from tests.integration.crc.desk import Desk
from tests.integration.crc.test_the_case import day
from tests.support.counting import statements_of
from tests.support.running import MONDAY, Running
from tests.unit.crc.given import (
    COLLEAGUE,
    ELSEWHERE,
    MANAGER,
    OFFICER,
    STAFF,
    accepted,
    answered,
    closed,
    moved,
    naming,
    sentence,
)

WEAPONS = {"registerType": "weapons", "registeredOn": MONDAY.date().isoformat()}
FORM = {
    "trigger": "weapons",
    "roshAfter": "high",
    "whoIsAtRisk": ["public"],
    "imminent": False,
    "agreedByManager": MANAGER,
}


async def work_list(desk: Desk, organisation: str = "C17", **query: Any) -> list[dict[str, Any]]:
    headers = desk.service.as_(organisation, f"{organisation}A001", Role.RESPONSIBLE_OFFICER)
    seen: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await desk.service.client.get("/risk-reviews", headers=headers, params=query | cursor)
        assert answer.status_code == 200, answer.text
        seen += answer.json()["items"]
        if (after := answer.json()["nextCursor"]) is None:
            return seen
        cursor = {"cursor": after}


async def test_a_register_is_reviewed_at_its_interval_made_and_missed(desk: Desk) -> None:
    await desk.name()
    case = await desk.done("registrations", {**WEAPONS, "registerType": "requiredReview"})
    (one,) = [one for one in case["registrations"] if one["registeredBy"] == OFFICER]
    (first,) = [each for each in case["riskReviews"] if each["registrationId"] == one["registrationId"]]
    assert (first["registerType"], first["dueAt"][:10]) == ("requiredReview", "2016-10-05")
    desk.service.clock.move_to(day(20))
    path = f"risk-reviews/{first['reviewId']}/completion"
    case = await desk.done(path, {"roshAfter": "medium"})
    reviews = [each for each in case["riskReviews"] if each["registrationId"] == one["registrationId"]]
    (second,) = [each for each in reviews if each["state"] == "due"]
    assert second["dueAt"][:10] == "2016-10-25"
    desk.service.clock.move_to(day(60))
    await desk.service.tick()
    overdue = {told["subjectId"] for told in await desk.told("risk-review-overdue")}
    assert overdue == {second["reviewId"]}
    # Ending the register would excuse it.
    await desk.refused(409, f"registrations/{one['registrationId']}/end", {"reason": "riskEnded"})
    await desk.done(f"risk-reviews/{second['reviewId']}/completion", {"roshAfter": "medium"})
    case = await desk.done(f"registrations/{one['registrationId']}/end", {"reason": "riskEnded"}, desk.manager)
    (ended,) = [each for each in case["registrations"] if each["registrationId"] == one["registrationId"]]
    assert (ended["state"], ended["reason"], ended["endedBy"]) == ("ended", "riskEnded", MANAGER)
    rows = [row for row in await desk.clock("riskReview") if row["met_at"] is None and row["cancelled_at"] is None]
    assert len(rows) == 1  # that of the risk of serious harm


async def test_a_register_is_advised_and_entered_once(desk: Desk) -> None:
    await desk.hear(closed())
    assert (await desk.seen())["registersAdvised"] == ["domesticAbusePerpetrator"]
    asked = {**WEAPONS, "registerType": "domesticAbusePerpetrator"}
    assert (await desk.done("registrations", asked, desk.manager))["registersAdvised"] == []
    await desk.refused(409, "registrations", asked)
    await desk.refused(422, "registrations", {**WEAPONS, "registeredOn": "2016-09-04"})
    (rosh,) = [one for one in (await desk.seen())["registrations"] if one["registerType"] == "rosh"]
    await desk.refused(409, f"registrations/{rosh['registrationId']}/end", {"reason": "riskEnded"})


async def test_a_review_that_changes_the_level_says_what_changed(desk: Desk) -> None:
    problem = await desk.refused(422, "risk-reviews", {"roshAfter": "high"})
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [("/changes", "changesMissing")]
    case = await desk.done("risk-reviews", {"roshAfter": "high", "changes": ["weapons", "relapse"]})
    (made,) = [one for one in case["riskReviews"] if one["state"] == "completed"]
    assert (made["changes"], made["cause"], made["dueAt"]) == (["weapons", "relapse"], "newInformation", None)
    (told,) = await desk.told("risk-reviewed")
    assert (told["changes"], told["roshBefore"], told["roshAfter"]) == (["weapons", "relapse"], "medium", "high")


async def cases(desk: Desk, number: int) -> list[str]:
    """Open cases, each with its register reviewed in the order in which they were accepted."""
    found = [uuid4() for _ in range(number)]
    for place, sentence_id in enumerate(found):
        about: dict[str, Any] = {"sentence_id": sentence_id, "crn": f"X{place:06}"}
        at = datetime(2016, 9, 5 + place, 9, tzinfo=UTC)
        desk.service.clock.move_to(max(at, desk.service.clock.now()))
        await desk.service.deliver([sentence(gaps=(), **about), accepted(**about)])
    return [str(one) for one in found]


async def name(desk: Desk, sentence_id: str, officer: str, before: str | None = None) -> None:
    path = f"/cases/{sentence_id}/responsible-officer"
    answer = await desk.service.client.post(path, json=naming(officer, before), headers=desk.manager)
    assert answer.status_code == 200, answer.text


async def test_the_work_list_follows_the_case_to_another_officer_and_to_another_crc(crc: Running) -> None:
    desk = Desk(crc)
    await desk.register(*STAFF.values())
    first, second, third = await cases(desk, 3)
    for one in (first, second):
        await name(desk, one, OFFICER)
    await name(desk, third, COLLEAGUE)
    assert [one["sentenceId"] for one in await work_list(desk, limit=1)] == [first, second, third]
    assert [one["sentenceId"] for one in await work_list(desk, officer=OFFICER, limit=1)] == [first, second]
    await name(desk, second, COLLEAGUE, before=OFFICER)
    assert [one["sentenceId"] for one in await work_list(desk, officer=OFFICER)] == [first]
    anew, *others = await work_list(desk, officer=COLLEAGUE)
    assert (anew["sentenceId"], anew["cause"]) == (second, "officerChanged")
    assert [one["sentenceId"] for one in others] == [second, third]
    assert await work_list(desk, "C21") == []
    await crc.deliver([moved(sentence_id=first, crn="X000000")])
    assert [one["sentenceId"] for one in await work_list(desk)] == [second, second, third]
    (item,) = await work_list(desk, "C21")
    assert (item["sentenceId"], item["provider"], item["officer"], item["overdue"]) == (first, "C21", None, False)
    assert await work_list(desk, officer=OFFICER) == []


async def test_the_work_list_says_what_is_overdue_and_has_only_what_was_ever_due(desk: Desk) -> None:
    await desk.name()
    case = await desk.done("risk-reviews", {"roshAfter": "medium"})
    due = next(one for one in case["riskReviews"] if one["state"] == "due")
    (item,) = await work_list(desk)
    assert (item["reviewId"], item["crn"], item["eventNumber"], item["officer"]) == (
        due["reviewId"],
        "X320741",
        1,
        OFFICER,
    )
    assert (item["registerType"], item["overdue"]) == ("rosh", False)
    desk.service.clock.move_to(day(200))
    (item,) = await work_list(desk, state="due")
    assert item["overdue"] is True
    await desk.done(f"risk-reviews/{due['reviewId']}/completion", {"roshAfter": "medium"})
    made, following = await work_list(desk)
    assert (made["state"], made["overdue"], following["state"]) == ("completed", False, "due")
    assert [one["reviewId"] for one in await work_list(desk, state="completed")] == [due["reviewId"]]
    assert await work_list(desk, "N07") == []
    headers = desk.service.as_("C17", OFFICER, Role.RESPONSIBLE_OFFICER)
    answer = await desk.service.client.get("/risk-reviews", headers=headers, params={"cursor": "elsewhere"})
    assert answer.status_code == 422


@pytest.mark.parametrize("decision", ["notAccepted", "returned"])
async def test_the_answer_of_the_nps_is_read_or_overdue(desk: Desk, decision: str) -> None:
    await desk.name()
    case = await desk.done("escalations", FORM)
    one = case["escalations"][0]["escalationId"]
    await desk.refused(409, f"escalations/{one}/answer-reading")
    desk.service.clock.move_to(day(1))
    await desk.hear(answered(one, EscalationDecision(decision), information_wanted=("police",)))
    case = await desk.seen()
    assert case["escalations"][0]["answer"] == "toRead"
    (told,) = await desk.told("escalation-answer-received")
    assert (told["escalationId"], told["decision"]) == (one, decision)
    desk.service.clock.move_to(day(4))
    await desk.service.tick()
    (overdue,) = await desk.told("escalation-answer-overdue")
    assert (overdue["subjectId"], overdue["owner"]) == (one, "C17")
    await desk.refused(403, f"escalations/{one}/answer-reading", {}, desk.manager)
    read = partial(desk.done, f"escalations/{one}/answer-reading")
    assert len(await statements_of(desk.service, read)) == 5
    (escalation,) = (await desk.seen())["escalations"]
    assert (escalation["answer"], escalation["answerReadBy"]) == ("read", OFFICER)
    await desk.refused(409, f"escalations/{one}/answer-reading")
    assert [told["officer"] for told in await desk.told("escalation-answer-read")] == [OFFICER]


async def test_the_new_crc_reads_the_answer_that_nobody_had_read(desk: Desk) -> None:
    await desk.name()
    one = (await desk.done("escalations", FORM))["escalations"][0]["escalationId"]
    desk.service.clock.move_to(day(1))
    await desk.hear(answered(one, EscalationDecision.NOT_ACCEPTED))
    await desk.hear(moved())
    (clock,) = await desk.clock("escalationAnswerRead")
    assert (clock["owner"], clock["cancelled_at"]) == ("C21", None)
    there = desk.service.as_("C21", ELSEWHERE, Role.RESPONSIBLE_OFFICER)
    manager = desk.service.as_("C21", "C21M001", Role.SENIOR_PROBATION_OFFICER)
    await desk.done("responsible-officer", naming(ELSEWHERE), manager)
    await desk.done(f"escalations/{one}/answer-reading", {}, there)
    (clock,) = await desk.clock("escalationAnswerRead")
    assert clock["met_at"] == clock["started_at"] + timedelta(0)


async def test_a_manager_who_is_not_in_the_register_has_agreed_to_nothing(desk: Desk) -> None:
    for manager, code in (("C17M009", "notRegistered"), (COLLEAGUE, "notAManager")):
        problem = await desk.refused(422, "escalations", {**FORM, "agreedByManager": manager})
        assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [("/agreedByManager", code)]
    escalate = partial(desk.done, "escalations", FORM)
    assert len(await statements_of(desk.service, escalate)) == 5
