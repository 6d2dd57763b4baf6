"""A named officer decides otherwise, or anew after a rejection; and the receiving provider's answer has its clock."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import pytest

from shared.probation.vocabulary import RoshLevel
from shared.runtime.auth import Role
from tests.support.counting import statements_of
from tests.support.running import Running
from tests.unit.allocation.given import LOW_RISK, SENTENCE_ID, closed, escalated, revoked, sentence

URL = f"/allocations/{SENTENCE_ID}"
NOTE = "The victim is known to be at risk."
HIGH = LOW_RISK.model_copy(update={"rosh_level": RoshLevel.HIGH})


@pytest.fixture
async def allocation(running: Callable[[str], AbstractAsyncContextManager[Running]]) -> AsyncIterator[Running]:
    async with running("allocation") as service:
        yield service


def crc(service: Running, provider: str = "C17") -> dict[str, str]:
    return service.as_(provider, f"{provider}A001", Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)


def nps(service: Running, division: str = "N07") -> dict[str, str]:
    return service.as_(division, f"{division}A210", Role.ALLOCATION_OFFICER)


async def override(
    service: Running, provider: str, reason: str, headers: dict[str, str] | None = None, status: int = 200
) -> dict[str, Any]:
    asked = {"provider": provider, "reason": reason, "note": NOTE}
    answer = await service.client.post(f"{URL}/override", json=asked, headers=headers or nps(service))
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def clocks(service: Running) -> list[tuple[str, str, str]]:
    """The clocks of the allocation itself: what, whose, and how it stands; in the order of their beginning."""
    rows = await service.rows(
        "SELECT * FROM deadline WHERE obligation IN ('allocationDecided', 'allocationAnswered') "
        "ORDER BY started_at, due_at, obligation DESC"
    )
    return [
        (
            row["obligation"],
            row["owner"],
            "met" if row["met_at"] else "cancelled" if row["cancelled_at"] else "runs",
        )
        for row in rows
    ]


async def test_kept_by_a_named_officer_the_record_has_both_and_the_note_stays_here(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    record = await override(allocation, "N07", "victimSafety")
    assert (record["state"], record["supervisingProvider"], record["riskHeldBy"]) == ("keptByNps", "N07", "N07")
    assert (record["result"], record["overridden"], record["provisional"]) == ("decided", True, False)
    past = record["decisions"][-1]
    assert (past["provider"], past["rulesProvider"], past["note"]) == ("N07", "C17", NOTE)
    assert (past["cause"], past["overrideReason"], past["decidedByOfficer"]) == ("override", "victimSafety", "N07A210")
    told = await allocation.events("allocation-decided")
    assert [(body["number"], body["cause"], body["overrideReason"]) for _, body in told] == [
        (1, "sentence", None),
        (2, "override", "victimSafety"),
    ]
    assert NOTE not in str(told)
    assert sorted(await clocks(allocation)) == [
        ("allocationAnswered", "C17", "cancelled"),
        ("allocationDecided", "N07", "met"),
    ]
    replayed = (await allocation.client.get(f"{URL}/decisions/2/replay", headers=nps(allocation))).json()
    assert (replayed["same"], replayed["decided"]["provider"], replayed["decided"]["decidedFor"]) == (
        True,
        "C17",
        "N07",
    )


async def test_after_a_rejection_the_division_decides_anew_and_the_crc_answers_again(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    rejected = await allocation.client.post(
        f"{URL}/rejection", json={"reason": "recordIncomplete"}, headers=crc(allocation)
    )
    assert rejected.status_code == 200, rejected.text
    assert sorted(await clocks(allocation)) == [
        ("allocationAnswered", "C17", "met"),
        ("allocationDecided", "N07", "met"),
        ("allocationDecided", "N07", "runs"),
    ]
    allocation.clock.advance(timedelta(hours=3))
    again = await override(allocation, "C17", "rejectionNotUpheld")
    assert (again["state"], again["reply"], again["rejectionReason"]) == ("awaitingReply", None, None)
    assert [one["rejectionReason"] for one in again["replies"]] == ["recordIncomplete"]
    taken = await allocation.client.post(f"{URL}/acceptance", json={}, headers=crc(allocation))
    assert taken.json()["riskHeldBy"] == "C17"
    ((_, accepted),) = await allocation.events("allocation-accepted")
    assert accepted["allocatedAt"] == "2016-09-05T12:00:00Z"  # from the decision that stands
    assert sorted(await clocks(allocation)) == [
        ("allocationAnswered", "C17", "met"),
        ("allocationAnswered", "C17", "met"),
        ("allocationDecided", "N07", "met"),
        ("allocationDecided", "N07", "met"),
    ]


async def test_sent_to_another_crc_only_that_one_sees_and_answers_it(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    await override(allocation, "C18", "wrongArea")
    assert (await allocation.client.post(f"{URL}/acceptance", json={}, headers=crc(allocation))).status_code == 404
    listed = await allocation.client.get("/allocations", headers=crc(allocation, "C18"))
    assert [one["sentenceId"] for one in listed.json()["items"]] == [str(SENTENCE_ID)]
    taken = await allocation.client.post(f"{URL}/acceptance", json={}, headers=crc(allocation, "C18"))
    assert taken.json()["riskHeldBy"] == "C18"
    assert sorted(await clocks(allocation)) == [
        ("allocationAnswered", "C17", "cancelled"),
        ("allocationAnswered", "C18", "met"),
        ("allocationDecided", "N07", "met"),
    ]


async def test_an_answer_that_does_not_come_is_told_overdue_once_and_a_new_decision_excuses_nothing(
    allocation: Running,
) -> None:
    await allocation.deliver([sentence()])
    allocation.clock.advance(timedelta(days=3))
    await override(allocation, "C18", "wrongArea")  # before anybody has looked at the clock
    assert [await allocation.tick(), await allocation.tick()] == [1, 0]
    ((_, overdue),) = await allocation.events("allocation-reply-overdue")
    assert (overdue["owner"], overdue["obligation"], overdue["sentenceId"]) == (
        "C17",
        "allocationAnswered",
        str(SENTENCE_ID),
    )
    allocation.clock.advance(timedelta(days=5))
    assert [await allocation.tick(), await allocation.tick()] == [1, 0]
    assert [body["owner"] for _, body in await allocation.events("allocation-reply-overdue")] == ["C17", "C18"]


async def test_a_rejection_that_nobody_settles_is_told_overdue(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    await allocation.client.post(f"{URL}/rejection", json={"reason": "wrongArea"}, headers=crc(allocation))
    allocation.clock.advance(timedelta(days=3))
    assert [await allocation.tick(), await allocation.tick()] == [1, 0]
    ((_, overdue),) = await allocation.events("allocation-overdue")
    assert (overdue["owner"], overdue["sentenceId"]) == ("N07", str(SENTENCE_ID))
    assert overdue["subjectId"] != str(SENTENCE_ID)


async def test_kept_by_the_nps_an_escalation_has_no_question_left(allocation: Running) -> None:
    told = escalated()
    await allocation.deliver([sentence(), told])
    await override(allocation, "N07", "riskJudgement")
    seen = await allocation.client.get(f"/escalations/{told.escalation_id}", headers=nps(allocation))
    assert (seen.json()["state"], seen.json()["riskHeldBy"]) == ("alreadyWithNps", "N07")
    assert (
        await allocation.rows(
            "SELECT 1 FROM deadline WHERE obligation = 'riskEscalationDecided' AND cancelled_at IS NULL"
        )
        == []
    )


@pytest.mark.parametrize("state", ["keptByNps", "accepted", "ended"])
async def test_what_is_settled_is_not_overridden(allocation: Running, state: str) -> None:
    await allocation.deliver([sentence(risk=HIGH) if state == "keptByNps" else sentence()])
    if state == "accepted":
        await allocation.client.post(f"{URL}/acceptance", json={}, headers=crc(allocation))
    elif state == "ended":
        await allocation.deliver([revoked()])
    told = len(await allocation.events())
    for provider in ("C18", "N07"):
        refused = await override(allocation, provider, "otherSentence", status=409)
        assert refused["state"] == state
    assert len(await allocation.events()) == told


async def test_who_may_not_decide_does_not(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    told = len(await allocation.events())
    await override(allocation, "N07", "victimSafety", crc(allocation), status=404)
    await override(allocation, "N01", "victimSafety", nps(allocation, "N01"), status=404)
    officer = allocation.as_("N07", "N07B960", Role.COURT_OFFICER)
    await override(allocation, "N07", "victimSafety", officer, status=403)
    assert len(await allocation.events()) == told


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"provider": "N07", "reason": "victimSafety"}, "/note"),
        ({"provider": "N07", "reason": "victimSafety", "note": "  "}, "/note"),
        ({"provider": "N07", "reason": "victimSafety", "note": "a\x00b"}, "/note"),
        ({"provider": "N07", "reason": "because", "note": NOTE}, "/reason"),
        ({"provider": "C17", "reason": "victimSafety", "note": NOTE}, "/provider"),
        ({"provider": "everybody", "reason": "victimSafety", "note": NOTE}, "/provider"),
        ({"provider": "N07", "reason": "rejectionUpheld", "note": NOTE}, "/reason"),
    ],
)
async def test_a_refused_override_stores_and_publishes_nothing(
    allocation: Running, asked: dict[str, Any], pointer: str
) -> None:
    await allocation.deliver([sentence()])
    answer = await allocation.client.post(f"{URL}/override", json=asked, headers=nps(allocation))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert len(await allocation.events()) == 1
    assert (await allocation.rows("SELECT version FROM allocation")) == [{"version": 1}]


async def test_what_is_known_to_be_the_npss_goes_to_no_crc(allocation: Running) -> None:
    await allocation.deliver([sentence(), closed(indicates=RoshLevel.HIGH)])
    refused = await override(allocation, "C18", "wrongArea", status=422)
    assert refused["errors"][0]["code"] == "keptByNps"
    assert (await override(allocation, "N07", "riskJudgement"))["result"] == "decided"


async def test_an_override_makes_five_round_trips(allocation: Running) -> None:
    await allocation.deliver([sentence()])

    async def decide() -> None:
        await override(allocation, "C18", "wrongArea", nps(allocation) | {"Idempotency-Key": "once"})

    assert len(await statements_of(allocation, decide)) <= 5
