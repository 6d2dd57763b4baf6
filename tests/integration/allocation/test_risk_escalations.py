"""Risk escalations on the database: who holds the risk, whichever topic is heard first, and the clock that runs out."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.crc import PhoneCall, RiskEscalated
from shared.probation.vocabulary import RoshLevel
from shared.runtime.auth import Role
from tests.support.running import Running
from tests.unit.allocation.given import LOW_RISK, SENTENCE_ID, escalated, sentence

HIGH = LOW_RISK.model_copy(update={"rosh_level": RoshLevel.HIGH})
ADVICE = "Review the plan with the police."


@pytest.fixture
async def allocation(running: Callable[[str], AbstractAsyncContextManager[Running]]) -> AsyncIterator[Running]:
    async with running("allocation") as service:
        yield service


def crc(service: Running) -> dict[str, str]:
    return service.as_("C17", "C17A001", Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)


def nps(service: Running) -> dict[str, str]:
    return service.as_("N07", "N07B960", Role.ALLOCATION_OFFICER)


async def supervised(service: Running, *told: RiskEscalated) -> list[str]:
    """A case that the CRC has accepted and then escalated; the addresses of its escalations."""
    await service.deliver([sentence()])
    accepted = await service.client.post(f"/allocations/{SENTENCE_ID}/acceptance", json={}, headers=crc(service))
    assert accepted.status_code == 200, accepted.text
    await service.deliver(told)
    return [f"/escalations/{one.escalation_id}" for one in told]


async def get(service: Running, url: str) -> dict[str, Any]:
    answer = await service.client.get(url, headers=crc(service))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_an_accepted_escalation_transfers_the_case_for_good(allocation: Running) -> None:
    (url,) = await supervised(allocation, escalated(imminent=True))
    before = await get(allocation, url)
    assert (before["state"], before["riskHeldBy"], before["imminent"]) == ("received", "C17", True)

    answer = await allocation.client.post(f"{url}/decision", json={"decision": "accepted"}, headers=nps(allocation))
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["riskHeldBy"]) == ("accepted", "N07")

    record = await get(allocation, f"/allocations/{SENTENCE_ID}")
    assert (record["state"], record["supervisingProvider"], record["riskHeldBy"]) == ("transferred", "N07", "N07")
    assert [one["cause"] for one in record["decisions"]] == ["sentence", "riskEscalation"]
    told = await allocation.events()
    assert [kind for kind, _ in told] == [
        "allocation-decided",
        "allocation-accepted",
        "escalation-received",
        "escalation-decided",
        "case-transferred",
    ]
    assert [data["riskHeldBy"] for _, data in told] == ["N07", "C17", "C17", "N07", "N07"]
    (clock,) = await allocation.rows("SELECT * FROM deadline WHERE obligation = 'riskEscalationDecided'")
    assert clock["met_at"] is not None

    again = await allocation.client.post(f"/allocations/{SENTENCE_ID}/acceptance", json={}, headers=crc(allocation))
    assert (again.status_code, again.json()["state"]) == (409, "transferred")
    twice = await allocation.client.post(f"{url}/decision", json={"decision": "accepted"}, headers=nps(allocation))
    assert (twice.status_code, twice.json()["state"]) == (409, "accepted")


async def test_one_not_accepted_leaves_the_risk_with_the_crc_and_keeps_the_advice_off_the_topic(
    allocation: Running,
) -> None:
    (url,) = await supervised(allocation, escalated())
    asked = {"decision": "notAccepted", "advice": ADVICE}
    answer = await allocation.client.post(f"{url}/decision", json=asked, headers=nps(allocation))
    assert answer.status_code == 200, answer.text
    seen = await get(allocation, url)
    assert (seen["state"], seen["riskHeldBy"], seen["advice"]) == ("notAccepted", "C17", ADVICE)
    assert ADVICE not in str(await allocation.events())


async def test_one_returned_names_the_information_that_is_wanted(allocation: Running) -> None:
    (url,) = await supervised(allocation, escalated())
    asked = {"decision": "returned", "informationWanted": ["policeInformation"]}
    answer = await allocation.client.post(f"{url}/decision", json=asked, headers=nps(allocation))
    assert answer.status_code == 200, answer.text
    ((_, decided),) = await allocation.events("escalation-decided")
    assert (decided["informationWanted"], decided["riskHeldBy"]) == (["policeInformation"], "C17")


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"decision": "notAccepted"}, "/advice"),
        ({"decision": "returned"}, "/informationWanted"),
        ({"decision": "withdrawn"}, "/decision"),
        ({"decision": "returned", "informationWanted": ["the name of the victim"]}, "/informationWanted/0"),
        ({}, "/decision"),
    ],
)
async def test_a_refused_answer_stores_and_publishes_nothing(
    allocation: Running, asked: dict[str, Any], pointer: str
) -> None:
    (url,) = await supervised(allocation, escalated())
    told = len(await allocation.events())
    answer = await allocation.client.post(f"{url}/decision", json=asked, headers=nps(allocation))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert len(await allocation.events()) == told
    assert (await get(allocation, url))["version"] == 1
    assert (await get(allocation, f"/allocations/{SENTENCE_ID}"))["state"] == "accepted"


async def test_only_the_division_answers_and_others_see_nothing(allocation: Running) -> None:
    (url,) = await supervised(allocation, escalated())
    asked = {"decision": "accepted"}
    assert (await allocation.client.post(f"{url}/decision", json=asked, headers=crc(allocation))).status_code == 404
    for other in ("C01", "N01"):
        headers = allocation.as_(other, f"{other}A001", Role.ALLOCATION_OFFICER)
        assert (await allocation.client.get(url, headers=headers)).status_code == 404
        assert (await allocation.client.post(f"{url}/decision", json=asked, headers=headers)).status_code == 404
        assert (await allocation.client.get("/escalations", headers=headers)).json()["items"] == []
    unknown = f"/escalations/{UUID(int=9)}"
    assert (await allocation.client.get(unknown, headers=nps(allocation))).status_code == 404
    assert (await allocation.client.post(f"{unknown}/decision", json=asked, headers=nps(allocation))).status_code == 404


async def test_one_for_a_case_that_the_nps_supervises_is_recorded_as_such(allocation: Running) -> None:
    told = escalated()
    await allocation.deliver([sentence(risk=HIGH), told])
    seen = await get(allocation, f"/escalations/{told.escalation_id}")
    assert (seen["state"], seen["riskHeldBy"]) == ("alreadyWithNps", "N07")
    assert await allocation.rows("SELECT 1 FROM deadline WHERE obligation = 'riskEscalationDecided'") == []


@pytest.mark.parametrize("risk", [LOW_RISK, HIGH])
@pytest.mark.parametrize("first", ["sentence", "escalation"])
async def test_whichever_topic_is_heard_first_it_ends_the_same(allocation: Running, first: str, risk: Any) -> None:
    told, passed = escalated(), sentence(risk=risk)
    for event in (passed, told) if first == "sentence" else (told, passed):
        await allocation.deliver([event])
    seen = await get(allocation, f"/escalations/{told.escalation_id}")
    (stored,) = await allocation.rows("SELECT state, risk_held_by, escalations FROM allocation")
    kept = risk is HIGH
    assert (seen["state"], seen["riskHeldBy"]) == (("alreadyWithNps", "N07") if kept else ("received", "C17"))
    assert (stored["state"], stored["risk_held_by"]) == (("keptByNps", "N07") if kept else ("awaitingReply", "C17"))
    assert stored["escalations"] == [str(told.escalation_id)]
    running = await allocation.rows(
        "SELECT 1 FROM deadline WHERE obligation = 'riskEscalationDecided' AND met_at IS NULL AND cancelled_at IS NULL"
    )
    assert len(running) == (0 if kept else 1)


async def test_before_its_sentence_is_heard_an_escalation_can_be_read_and_returned_but_not_accepted(
    allocation: Running,
) -> None:
    told = escalated()
    await allocation.deliver([told, told])
    url = f"/escalations/{told.escalation_id}"
    assert (await get(allocation, url))["state"] == "awaitingSentence"
    assert (await allocation.client.get(f"/allocations/{SENTENCE_ID}", headers=nps(allocation))).status_code == 404
    answer = await allocation.client.post(f"{url}/decision", json={"decision": "accepted"}, headers=nps(allocation))
    assert (answer.status_code, answer.json()["state"]) == (409, "awaitingSentence")
    assert [kind for kind, _ in await allocation.events()] == ["escalation-received"]


async def test_accepting_one_leaves_no_clock_running_on_another(allocation: Running) -> None:
    first, second = await supervised(allocation, escalated(), escalated())
    asked = {"decision": "accepted"}
    assert (await allocation.client.post(f"{first}/decision", json=asked, headers=nps(allocation))).status_code == 200
    assert (await get(allocation, second))["state"] == "alreadyWithNps"
    clocks = await allocation.rows(
        "SELECT met_at, cancelled_at FROM deadline WHERE obligation = 'riskEscalationDecided'"
    )
    assert sorted((clock["met_at"] is None, clock["cancelled_at"] is None) for clock in clocks) == [
        (False, True),
        (True, False),
    ]


async def test_an_undecided_escalation_is_told_overdue_once_and_the_crc_still_holds_the_risk(
    allocation: Running,
) -> None:
    (url,) = await supervised(allocation, escalated(imminent=True))
    assert await allocation.tick() == 0
    allocation.clock.advance(timedelta(days=1))
    assert [await allocation.tick(), await allocation.tick()] == [1, 0]
    ((_, overdue),) = await allocation.events("escalation-overdue")
    assert (overdue["owner"], overdue["obligation"]) == ("N07", "riskEscalationDecided")
    assert overdue["sentenceId"] == str(SENTENCE_ID)
    assert (await get(allocation, url))["riskHeldBy"] == "C17"
    late = await allocation.client.post(f"{url}/decision", json={"decision": "accepted"}, headers=nps(allocation))
    assert late.status_code == 200, late.text


async def test_the_work_list_has_what_is_imminent_first_and_then_what_is_due_first(allocation: Running) -> None:
    first, second, imminent = escalated(), escalated(), escalated(imminent=True)
    urls = await supervised(allocation, first)
    allocation.clock.advance(timedelta(days=1))
    await allocation.deliver([second])
    allocation.clock.advance(timedelta(days=1))
    await allocation.deliver([imminent])
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = await allocation.client.get("/escalations", params={"limit": 1, **cursor}, headers=nps(allocation))
        assert page.status_code == 200, page.text
        found += [item["escalationId"] for item in page.json()["items"]]
        if not (following := page.json().get("nextCursor")):
            break
        cursor = {"cursor": following}
    assert found == [str(one.escalation_id) for one in (imminent, first, second)]

    asked = {"decision": "notAccepted", "advice": ADVICE}
    assert (await allocation.client.post(f"{urls[0]}/decision", json=asked, headers=nps(allocation))).status_code == 200
    received = await allocation.client.get("/escalations", params={"state": "received"}, headers=crc(allocation))
    assert [item["escalationId"] for item in received.json()["items"]] == [
        str(imminent.escalation_id),
        str(second.escalation_id),
    ]
    assert [item["daysAtRisk"] for item in received.json()["items"]] == [0, 1]


@pytest.mark.parametrize("cursor", ["nonsense", "WzEsMiwzXQ", "W2ZhbHNlLCAiMjAxNi0wOS0wNSIsIG51bGxd"])
async def test_a_cursor_that_is_not_ours_is_refused(allocation: Running, cursor: str) -> None:
    answer = await allocation.client.get("/escalations", params={"cursor": cursor}, headers=nps(allocation))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/cursor")


async def test_withdrawn_by_the_crc_it_keeps_its_reason_and_nobody_owes_an_answer(allocation: Running) -> None:
    (url,) = await supervised(allocation, escalated())
    asked = {"reason": "informationWrong"}
    assert (await allocation.client.post(f"{url}/withdrawal", json=asked, headers=nps(allocation))).status_code == 403
    manager = allocation.as_("N07", "N07S410", Role.SENIOR_PROBATION_OFFICER)
    assert (await allocation.client.post(f"{url}/withdrawal", json=asked, headers=manager)).status_code == 404
    why_not = await allocation.client.post(f"{url}/withdrawal", json={"reason": "busy"}, headers=crc(allocation))
    assert (why_not.status_code, why_not.json()["errors"][0]["pointer"]) == (422, "/reason")
    answer = await allocation.client.post(f"{url}/withdrawal", json=asked, headers=crc(allocation))
    assert answer.status_code == 200, answer.text
    seen = answer.json()
    assert (seen["state"], seen["withdrawalReason"], seen["daysAtRisk"]) == ("withdrawn", "informationWrong", None)
    assert (seen["riskHeldBy"], seen["decidedBy"]) == ("C17", "C17A001")
    ((_, told),) = await allocation.events("escalation-decided")
    assert (told["decision"], told["riskHeldBy"]) == ("withdrawn", "C17")
    assert "informationWrong" not in str(told)
    (clock,) = await allocation.rows("SELECT * FROM deadline WHERE obligation = 'riskEscalationDecided'")
    assert clock["met_at"] is None
    assert clock["cancelled_at"] is not None
    again = await allocation.client.post(f"{url}/withdrawal", json=asked, headers=crc(allocation))
    assert (again.status_code, again.json()["state"]) == (409, "withdrawn")
    late = await allocation.client.post(f"{url}/decision", json={"decision": "accepted"}, headers=nps(allocation))
    assert (late.status_code, late.json()["state"]) == (409, "withdrawn")


async def test_asked_again_after_a_return_it_answers_the_one_before_and_the_days_go_on(allocation: Running) -> None:
    first, second = escalated(), escalated()
    (url,) = await supervised(allocation, first)
    asked = {"decision": "returned", "informationWanted": ["policeInformation"]}
    assert (await allocation.client.post(f"{url}/decision", json=asked, headers=nps(allocation))).status_code == 200
    allocation.clock.advance(timedelta(days=2))
    await allocation.deliver([second, second])
    again = f"/escalations/{second.escalation_id}"
    seen = await get(allocation, again)
    assert (seen["answers"], seen["daysAtRisk"]) == (str(first.escalation_id), 2)
    allocation.clock.advance(timedelta(days=1))
    accepted = await allocation.client.post(f"{again}/decision", json={"decision": "accepted"}, headers=nps(allocation))
    assert accepted.json()["daysAtRisk"] == 3
    ((_, passed),) = await allocation.events("case-transferred")
    assert (passed["daysAtRisk"], passed["reason"]) == (3, "riskEscalation")
    allocation.clock.advance(timedelta(days=9))
    assert (await get(allocation, again))["daysAtRisk"] == 3


async def test_the_call_that_came_first_is_on_record_and_where_there_was_none_it_says_so(allocation: Running) -> None:
    call = PhoneCall(at=allocation.clock.now(), spoken_to="N07B960")
    with_call, without = escalated(imminent=True, phone_call=call), escalated(imminent=True)
    urls = await supervised(allocation, with_call, without)
    seen = [await get(allocation, url) for url in urls]
    assert [one["phoneCallMissing"] for one in seen] == [False, True]
    assert (seen[0]["phoneCall"]["spokenTo"], seen[1]["phoneCall"]) == ("N07B960", None)


async def test_where_the_person_has_moved_the_crc_that_has_the_case_sees_the_question_and_takes_it_back(
    allocation: Running,
) -> None:
    (url,) = await supervised(allocation, escalated())
    there = allocation.as_("C21", "C21S201", Role.SENIOR_PROBATION_OFFICER)
    move = {"toProvider": "C21", "reason": "moveOfResidence"}
    place = f"/allocations/{SENTENCE_ID}/transfers"
    record = (await allocation.client.post(place, json=move, headers=crc(allocation))).json()
    assert (await allocation.client.get(url, headers=there)).status_code == 404
    decision = f"{place}/{record['transfers'][0]['transferId']}/decision"
    assert (await allocation.client.post(decision, json={"outcome": "accepted"}, headers=there)).status_code == 200
    assert (await allocation.client.get(url, headers=there)).json()["riskHeldBy"] == "C21"
    asked = {"reason": "riskReduced"}
    refused = await allocation.client.post(f"{url}/withdrawal", json=asked, headers=crc(allocation))
    assert refused.status_code == 409
    assert "C21" in refused.json()["detail"]
    assert (await allocation.client.post(f"{url}/withdrawal", json=asked, headers=there)).status_code == 200
