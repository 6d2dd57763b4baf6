"""Who has the case and has read its gaps: the NPS's own officer by command, a CRC's as its service tells (¶11)."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.runtime.auth import Role
from tests.support.running import Running
from tests.unit.allocation.given import DOMESTIC_ABUSE, SAFEGUARDING, SENTENCE_ID, escalated, revoked, sentence
from tests.unit.allocation.passing import HIGH, named, read

URL = f"/allocations/{SENTENCE_ID}"
GAPS = (DOMESTIC_ABUSE, SAFEGUARDING)
GAP = f"/gaps/{DOMESTIC_ABUSE.gap_id}/acknowledgement"
OFFICER = {"officer": "N07R310", "grade": "PO"}
ANOTHER = {"officer": "N07R311", "grade": "PSO"}
RUNNING = """SELECT obligation, subject_id FROM deadline
    WHERE obligation LIKE 'nps%' AND met_at IS NULL AND cancelled_at IS NULL ORDER BY obligation, subject_id"""


@pytest.fixture
async def allocation(running: Callable[[str], AbstractAsyncContextManager[Running]]) -> AsyncIterator[Running]:
    async with running("allocation") as service:
        yield service


def manager(service: Running, division: str = "N07") -> dict[str, str]:
    return service.as_(division, f"{division}S410", Role.SENIOR_PROBATION_OFFICER)


def officer(service: Running, code: str = "N07R310") -> dict[str, str]:
    return service.as_(code[:3], code, Role.RESPONSIBLE_OFFICER)


async def post(service: Running, path: str, body: Any, headers: dict[str, str]) -> httpx.Response:
    return await service.client.post(f"{URL}{path}", json=body, headers=headers)


async def done(service: Running, path: str, body: Any, headers: dict[str, str]) -> dict[str, Any]:
    answer = await post(service, path, body, headers)
    assert answer.status_code == 200, answer.text
    record: dict[str, Any] = answer.json()
    return record


async def the_record(service: Running) -> dict[str, Any]:
    answer = await service.client.get(URL, headers=manager(service))
    assert answer.status_code == 200, answer.text
    record: dict[str, Any] = answer.json()
    return record


async def test_the_division_names_its_officer_who_reads_each_gap(allocation: Running) -> None:
    await allocation.deliver([sentence(risk=HIGH, gaps=GAPS)])
    assert len(await allocation.rows(RUNNING)) == 3
    before = await the_record(allocation)
    assert before["responsibleOfficer"] is None
    assert before["unreadGaps"] == [str(gap.gap_id) for gap in GAPS]

    record = await done(allocation, "/responsible-officer", OFFICER, manager(allocation))
    assert (record["responsibleOfficer"]["officer"], record["responsibleOfficer"]["provider"]) == ("N07R310", "N07")
    record = await done(allocation, GAP, {}, officer(allocation))
    first, second = record["gaps"]
    assert (first["reading"], first["readBy"], second["reading"], second["readBy"]) == (
        "read",
        "N07R310",
        "unread",
        None,
    )
    assert record["unreadGaps"] == [str(SAFEGUARDING.gap_id)]
    assert [row["subject_id"] for row in await allocation.rows(RUNNING)] == [SAFEGUARDING.gap_id]
    assert [kind for kind, _ in await allocation.events()] == [
        "allocation-decided",
        "responsible-officer-named",
        "gap-acknowledged",
    ]


async def test_another_officer_has_every_gap_to_read_again(allocation: Running) -> None:
    await allocation.deliver([sentence(risk=HIGH)])
    await done(allocation, "/responsible-officer", OFFICER, manager(allocation))
    await done(allocation, GAP, {}, officer(allocation))
    assert await allocation.rows(RUNNING) == []
    allocation.clock.advance(timedelta(days=7))
    record = await done(allocation, "/responsible-officer", ANOTHER, manager(allocation))
    (gap,) = record["gaps"]
    assert (gap["reading"], gap["readBy"]) == ("unread", None)
    assert [one["officer"] for one in gap["earlierReadings"]] == ["N07R310"]
    assert len(await allocation.rows(RUNNING)) == 1
    assert (await post(allocation, GAP, {}, officer(allocation))).status_code == 409
    record = await done(allocation, GAP, {}, officer(allocation, "N07R311"))
    assert record["unreadGaps"] == []


async def test_what_nobody_has_done_in_time_is_told_overdue(allocation: Running) -> None:
    await allocation.deliver([sentence(risk=HIGH)])
    allocation.clock.advance(timedelta(days=4))
    assert [await allocation.tick(), await allocation.tick()] == [2, 0]
    overdue = {kind: body for kind, body in await allocation.events() if kind.endswith("-overdue")}
    assert set(overdue) == {"responsible-officer-overdue", "gap-acknowledgement-overdue"}
    assert {body["owner"] for body in overdue.values()} == {"N07"}
    assert overdue["gap-acknowledgement-overdue"]["subjectId"] == str(DOMESTIC_ABUSE.gap_id)
    await done(allocation, "/responsible-officer", OFFICER, manager(allocation))
    await done(allocation, GAP, {}, officer(allocation))
    assert await allocation.rows(RUNNING) == []


async def test_taken_over_from_a_crc_the_clocks_begin_and_the_crcs_reading_counts_no_more(allocation: Running) -> None:
    told = escalated()
    await allocation.deliver([sentence()])
    crc = allocation.as_("C17", "C17S201", Role.SENIOR_PROBATION_OFFICER)
    await done(allocation, "/acceptance", {}, crc)
    await allocation.deliver([named(), read(), told])
    assert (await the_record(allocation))["unreadGaps"] == []
    path = f"/escalations/{told.escalation_id}/decision"
    taken = await allocation.client.post(path, json={"decision": "accepted"}, headers=manager(allocation))
    assert taken.status_code == 200, taken.text
    record = await the_record(allocation)
    assert record["responsibleOfficer"] is None
    assert record["unreadGaps"] == [str(DOMESTIC_ABUSE.gap_id)]
    assert [one["officer"] for one in record["gaps"][0]["earlierReadings"]] == ["C17A001"]
    assert [row["obligation"] for row in await allocation.rows(RUNNING)] == [
        "npsInformationGapAcknowledged",
        "npsResponsibleOfficerNamed",
    ]
    assert (await post(allocation, "/responsible-officer", OFFICER, crc)).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "who", "status"),
    [
        ("/responsible-officer", {"officer": "C17A001", "grade": "PO"}, manager, 422),
        ("/responsible-officer", {"officer": "N07DTXU", "grade": "PO"}, manager, 422),
        ("/responsible-officer", {"officer": "N07\u0000310", "grade": "PO"}, manager, 422),
        ("/responsible-officer", {"officer": "N07R310"}, manager, 422),
        ("/responsible-officer", OFFICER, officer, 403),
        (GAP, {}, manager, 403),
        (GAP, {}, officer, 409),
        (f"/gaps/{UUID(int=5)}/acknowledgement", {}, officer, 404),
        ("/gaps/none/acknowledgement", {}, officer, 422),
        (GAP, {"note": "read"}, officer, 422),
    ],
)
async def test_what_is_refused_stores_and_publishes_nothing(
    allocation: Running, path: str, body: Any, who: Callable[[Running], dict[str, str]], status: int
) -> None:
    await allocation.deliver([sentence(risk=HIGH)])
    answer = await post(allocation, path, body, who(allocation))
    assert answer.status_code == status, answer.text
    assert len(await allocation.events()) == 1
    assert (await the_record(allocation))["version"] == 1


async def test_a_crc_names_no_officer_here(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    crc = allocation.as_("C17", "C17S201", Role.SENIOR_PROBATION_OFFICER)
    await done(allocation, "/acceptance", {}, crc)
    refused = await post(allocation, "/responsible-officer", {"officer": "C17A001", "grade": "PO"}, crc)
    assert (refused.status_code, refused.json()["state"]) == (409, "accepted")


async def test_a_crcs_officer_and_reading_stand_on_the_record_until_another_has_the_case(allocation: Running) -> None:
    await allocation.deliver([sentence(gaps=GAPS)])
    crc = allocation.as_("C17", "C17S201", Role.SENIOR_PROBATION_OFFICER)
    await done(allocation, "/acceptance", {}, crc)
    await allocation.deliver([named(), read()])
    record = await the_record(allocation)
    assert record["responsibleOfficer"]["officer"] == "C17A001"
    assert record["unreadGaps"] == [str(SAFEGUARDING.gap_id)]
    version = record["version"]
    await allocation.deliver([named(), read()])  # told twice
    assert (await the_record(allocation))["version"] == version
    allocation.clock.advance(timedelta(days=1))
    await allocation.deliver([named("C17A002")])
    record = await the_record(allocation)
    assert record["unreadGaps"] == [str(gap.gap_id) for gap in GAPS]
    assert [one["officer"] for one in record["gaps"][0]["earlierReadings"]] == ["C17A001"]
    assert [kind for kind, _ in await allocation.events()] == ["allocation-decided", "allocation-accepted"]


@pytest.mark.parametrize("order", list(permutations(("court", "crc", "allocation"))))
async def test_in_whatever_order_the_topics_are_heard_the_record_ends_the_same(
    allocation: Running, order: tuple[str, ...]
) -> None:
    """The CRC's facts in their own order; the acceptance as soon as there is something to accept."""
    crc = allocation.as_("C17", "C17S201", Role.SENIOR_PROBATION_OFFICER)
    for step in order:
        if step == "court":
            await allocation.deliver([sentence()])
        elif step == "crc":
            await allocation.deliver([named(), read(), escalated(escalation_id=UUID(int=7))])
        else:
            await post(allocation, "/acceptance", {}, crc)
    if (await the_record(allocation))["state"] == "awaitingReply":
        await done(allocation, "/acceptance", {}, crc)
    record = await the_record(allocation)
    assert (record["state"], record["riskHeldBy"]) == ("accepted", "C17")
    assert (record["responsibleOfficer"]["officer"], record["unreadGaps"]) == ("C17A001", [])
    assert record["escalations"] == [str(UUID(int=7))]


async def test_the_end_of_the_order_ends_what_the_nps_owes(allocation: Running) -> None:
    await allocation.deliver([sentence(risk=HIGH)])
    await allocation.deliver([revoked()])
    assert await allocation.rows(RUNNING) == []
    refused = await post(allocation, "/responsible-officer", OFFICER, manager(allocation))
    assert (refused.status_code, refused.json()["state"]) == (409, "ended")
    allocation.clock.advance(timedelta(days=30))
    assert await allocation.tick() == 0
