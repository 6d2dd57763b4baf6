"""Risk escalations on the database: who holds the risk, whichever topic is heard first, and the clock that runs out."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.crc import RiskEscalated
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


async def test_escalations_are_listed_newest_first_by_state(allocation: Running) -> None:
    urls = await supervised(allocation, *(escalated() for _ in range(3)))
    asked = {"decision": "notAccepted", "advice": ADVICE}
    assert (await allocation.client.post(f"{urls[0]}/decision", json=asked, headers=nps(allocation))).status_code == 200
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = await allocation.client.get("/escalations", params={"limit": 1, **cursor}, headers=nps(allocation))
        assert page.status_code == 200, page.text
        found += [f"/escalations/{item['escalationId']}" for item in page.json()["items"]]
        if not (following := page.json().get("nextCursor")):
            break
        cursor = {"cursor": following}
    assert sorted(found) == sorted(urls)
    received = await allocation.client.get("/escalations", params={"state": "received"}, headers=crc(allocation))
    assert {item["state"] for item in received.json()["items"]} == {"received"}
    assert len(received.json()["items"]) == 2
