"""Transfers through the API and on the database: who may see, who may decide, and in which moment the risk passes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from shared.probation.vocabulary import RoshLevel
from shared.runtime.auth import Role
from shared.runtime.transaction import new_id
from tests.support.running import Running
from tests.unit.allocation.given import SENTENCE_ID, closed, escalated, revised, revoked, sentence
from tests.unit.allocation.passing import HIGH

URL = f"/allocations/{SENTENCE_ID}"
MOVE = {"toProvider": "C21", "reason": "moveOfResidence"}
TO_NPS = {"toProvider": "N07", "reason": "wronglyAllocated"}
CLOCKS = "SELECT * FROM deadline WHERE obligation = 'transferDecided' ORDER BY started_at, subject_id"


@pytest.fixture
async def allocation(running: Callable[[str], AbstractAsyncContextManager[Running]]) -> AsyncIterator[Running]:
    async with running("allocation") as service:
        yield service


def of(service: Running, organisation: str) -> dict[str, str]:
    return service.as_(organisation, f"{organisation}S001", Role.SENIOR_PROBATION_OFFICER)


async def post(service: Running, path: str, body: Any = None, by: str = "C17") -> httpx.Response:
    return await service.client.post(f"{URL}{path}", json=body or {}, headers=of(service, by))


async def done(service: Running, path: str, body: Any = None, by: str = "C17") -> dict[str, Any]:
    answer = await post(service, path, body, by)
    assert answer.is_success, answer.text
    record: dict[str, Any] = answer.json()
    return record


async def seen(service: Running, by: str = "N07") -> dict[str, Any]:
    answer = await service.client.get(URL, headers=of(service, by))
    assert answer.status_code == 200, answer.text
    record: dict[str, Any] = answer.json()
    return record


async def listed(service: Running, by: str, **filters: Any) -> list[dict[str, Any]]:
    answer = await service.client.get("/transfers", params=filters, headers=of(service, by))
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def supervised(service: Running) -> None:
    await service.deliver([sentence()])
    await done(service, "/acceptance")


def address(record: dict[str, Any]) -> str:
    (waiting,) = [one for one in record["transfers"] if one["state"] == "proposed"]
    return f"/transfers/{waiting['transferId']}"


async def told(service: Running, *kinds: str) -> list[dict[str, Any]]:
    return [body for kind, body in await service.events() if kind in kinds]


async def test_a_person_who_moves_is_taken_over_by_the_crc_of_the_new_area(allocation: Running) -> None:
    await supervised(allocation)
    proposed = await post(allocation, "/transfers", MOVE)
    assert proposed.status_code == 201, proposed.text
    record = proposed.json()
    (transfer,) = record["transfers"]
    assert (transfer["state"], transfer["fromProvider"], transfer["toProvider"]) == ("proposed", "C17", "C21")
    assert (transfer["proposedBy"], transfer["proposedByOfficer"]) == ("C17", "C17S001")
    assert (record["state"], record["riskHeldBy"]) == ("accepted", "C17")
    assert proposed.headers["ETag"] == '"3"'

    record = await done(allocation, f"{address(record)}/decision", {"outcome": "accepted"}, "C21")
    assert (record["state"], record["supervisingProvider"], record["riskHeldBy"]) == ("accepted", "C21", "C21")
    assert (record["receivingProvider"], record["areaCrc"]) == ("C21", "C21")
    assert [kind for kind, _ in await allocation.events()][-3:] == [
        "transfer-proposed",
        "transfer-decided",
        "case-transferred",
    ]
    (passed,) = await told(allocation, "case-transferred")
    assert (passed["fromProvider"], passed["toProvider"], passed["reason"]) == ("C17", "C21", "moveOfResidence")
    assert (passed["transferId"], passed["daysAtRisk"]) == (transfer["transferId"], None)
    (clock,) = await allocation.rows(CLOCKS)
    assert clock["owner"] == "C21"
    assert clock["met_at"] is not None

    for organisation in ("C17", "C21", "N07"):  # who had the case sees what becomes of it
        assert (await seen(allocation, organisation))["riskHeldBy"] == "C21"
    assert (await allocation.client.get(URL, headers=of(allocation, "C18"))).status_code == 404


async def test_wrongly_allocated_it_is_proposed_by_rule_and_the_nps_takes_it_for_good(allocation: Running) -> None:
    await supervised(allocation)
    await allocation.deliver([closed(indicates=RoshLevel.HIGH)])
    record = await seen(allocation)
    (transfer,) = record["transfers"]
    assert (transfer["toProvider"], transfer["reason"]) == ("N07", "wronglyAllocated")
    assert (transfer["proposedBy"], transfer["proposedByOfficer"]) == ("N07", None)
    allocation.clock.advance(timedelta(days=3))
    record = await done(allocation, f"{address(record)}/decision", {"outcome": "accepted"}, "N07")
    assert (record["state"], record["supervisingProvider"], record["riskHeldBy"]) == ("transferred", "N07", "N07")
    assert record["decisions"][-1]["cause"] == "transfer"
    assert record["decisions"][-1]["transferId"] == transfer["transferId"]
    assert record["misallocationCause"] == "lateCheckAnswer"
    (passed,) = await told(allocation, "case-transferred")
    assert (passed["reason"], passed["daysAtRisk"], passed["riskHeldBy"]) == ("wronglyAllocated", 3, "N07")
    refused = await post(allocation, "/transfers", MOVE, "N07")
    assert (refused.status_code, refused.json()["state"]) == (409, "transferred")
    assert "from the NPS no case passes" in refused.json()["detail"]
    running = "SELECT obligation FROM deadline WHERE met_at IS NULL AND cancelled_at IS NULL ORDER BY 1"
    assert [row["obligation"] for row in await allocation.rows(running)] == [
        "npsInformationGapAcknowledged",
        "npsResponsibleOfficerNamed",
    ]


async def test_a_move_gives_way_when_the_case_is_shown_to_be_wrong_and_both_are_kept(allocation: Running) -> None:
    await supervised(allocation)
    await done(allocation, "/transfers", MOVE)
    await allocation.deliver([closed(indicates=RoshLevel.HIGH)])
    record = await seen(allocation)
    assert [(one["toProvider"], one["state"]) for one in record["transfers"]] == [
        ("C21", "overtaken"),
        ("N07", "proposed"),
    ]
    assert [one["outcome"] for one in await told(allocation, "transfer-decided")] == ["overtaken"]


async def test_a_corrected_score_overtakes_what_the_rules_had_proposed(allocation: Running) -> None:
    await supervised(allocation)
    await allocation.deliver([closed(), revised()])
    assert len(await listed(allocation, "N07", state="proposed")) == 1
    await allocation.deliver([revised(risk=sentence().risk)])
    assert [one["state"] for one in (await seen(allocation))["transfers"]] == ["overtaken"]
    (clock,) = await allocation.rows(CLOCKS)
    assert clock["cancelled_at"] is not None


async def test_rejected_it_stays_where_it_is_and_the_one_that_did_not_take_it_sees_it_no_more(
    allocation: Running,
) -> None:
    await supervised(allocation)
    place = address(await done(allocation, "/transfers", MOVE))
    assert (await seen(allocation, "C21"))["riskHeldBy"] == "C17"
    no = {"outcome": "rejected", "rejectionReason": "addressNotConfirmed"}
    headers = {**of(allocation, "C21"), "Idempotency-Key": str(uuid4())}
    rejected = await allocation.client.post(f"{URL}{place}/decision", json=no, headers=headers)
    assert rejected.status_code == 200, rejected.text
    assert (rejected.json()["transfers"][0]["state"], rejected.json()["riskHeldBy"]) == ("rejected", "C17")
    again = await allocation.client.post(f"{URL}{place}/decision", json=no, headers=headers)
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (200, "true")
    assert (await allocation.client.get(URL, headers=of(allocation, "C21"))).status_code == 404
    assert [one["rejectionReason"] for one in await listed(allocation, "C21")] == ["addressNotConfirmed"]


async def test_withdrawn_by_who_proposed_it_and_by_nobody_else(allocation: Running) -> None:
    await supervised(allocation)
    place = address(await done(allocation, "/transfers", MOVE))
    assert (await post(allocation, f"{place}/withdrawal", by="N07")).status_code == 404
    assert (await post(allocation, f"{place}/withdrawal", by="C21")).status_code == 404
    record = await done(allocation, f"{place}/withdrawal")
    assert record["transfers"][0]["state"] == "withdrawn"
    assert (await post(allocation, f"{place}/withdrawal")).status_code == 409
    (clock,) = await allocation.rows(CLOCKS)
    assert clock["cancelled_at"] is not None
    assert await allocation.tick() == 0


async def test_undecided_past_its_time_it_is_told_overdue_once_and_can_still_be_decided(allocation: Running) -> None:
    await supervised(allocation)
    place = address(await done(allocation, "/transfers", MOVE))
    allocation.clock.advance(timedelta(days=4))
    assert [await allocation.tick(), await allocation.tick()] == [1, 0]
    (overdue,) = await told(allocation, "transfer-overdue")
    assert (overdue["owner"], overdue["sentenceId"]) == ("C21", str(SENTENCE_ID))
    await done(allocation, f"{place}/decision", {"outcome": "accepted"}, "C21")


@pytest.mark.parametrize(
    ("path", "asked", "status", "pointer"),
    [
        ("", {"toProvider": "C17", "reason": "moveOfResidence"}, 422, "/toProvider"),
        ("", {"toProvider": "N07", "reason": "moveOfResidence"}, 422, "/toProvider"),
        ("", {"toProvider": "C99", "reason": "moveOfResidence"}, 422, "/toProvider"),
        ("", {"toProvider": "C\u000021", "reason": "moveOfResidence"}, 422, "/toProvider"),
        ("", {"toProvider": "N07", "reason": "riskEscalation"}, 422, "/reason"),
        ("", {"toProvider": "C21"}, 422, "/reason"),
        (f"/{UUID(int=3)}/decision", {"outcome": "accepted"}, 404, None),
        (f"/{UUID(int=3)}/decision", {"outcome": "withdrawn"}, 422, "/outcome"),
        (f"/{UUID(int=3)}/withdrawal", {"why": "so"}, 422, "/why"),
        ("/not-an-id/decision", {"outcome": "accepted"}, 422, "/path/transfer_id"),
    ],
)
async def test_what_is_refused_stores_and_publishes_nothing(
    allocation: Running, path: str, asked: dict[str, Any], status: int, pointer: str | None
) -> None:
    await supervised(allocation)
    before = len(await allocation.events())
    answer = await post(allocation, f"/transfers{path}", asked)
    assert answer.status_code == status, answer.text
    if pointer is not None:
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert len(await allocation.events()) == before
    assert (await seen(allocation))["transfers"] == []


async def test_without_the_role_or_on_an_older_version_nothing_is_proposed(allocation: Running) -> None:
    await supervised(allocation)
    headers = allocation.as_("C17", "C17E301", Role.ENFORCEMENT_OFFICER)
    assert (await allocation.client.post(f"{URL}/transfers", json=MOVE, headers=headers)).status_code == 403
    stale = {**of(allocation, "C17"), "If-Match": '"1"'}
    assert (await allocation.client.post(f"{URL}/transfers", json=MOVE, headers=stale)).status_code == 412
    assert await listed(allocation, "N07") == []


async def test_of_many_decisions_at_once_one_is_taken(allocation: Running) -> None:
    await supervised(allocation)
    place = address(await done(allocation, "/transfers", MOVE))
    no = {"outcome": "rejected", "rejectionReason": "notInArea"}
    answers = await asyncio.gather(
        *(post(allocation, f"{place}/decision", body, "C21") for body in [{"outcome": "accepted"}, no] * 4),
        *(post(allocation, f"{place}/withdrawal") for _ in range(4)),
    )
    assert sum(answer.status_code == 200 for answer in answers) == 1
    assert {answer.status_code for answer in answers} <= {200, 404, 409}
    assert len(await told(allocation, "transfer-decided")) == 1


@pytest.mark.parametrize("first", ["transfer", "escalation"])
async def test_taken_over_by_one_way_the_other_has_nothing_left_to_decide(allocation: Running, first: str) -> None:
    await supervised(allocation)
    asked = escalated()
    await allocation.deliver([closed(indicates=RoshLevel.HIGH), asked])
    place, yes = address(await seen(allocation)), {"outcome": "accepted"}
    by_escalation = f"/escalations/{asked.escalation_id}/decision"
    if first == "transfer":
        await done(allocation, f"{place}/decision", yes, "N07")
        other = await allocation.client.post(
            by_escalation, json={"decision": "accepted"}, headers=of(allocation, "N07")
        )
        assert (other.status_code, other.json()["state"]) == (409, "alreadyWithNps")
    else:
        taken = await allocation.client.post(
            by_escalation, json={"decision": "accepted"}, headers=of(allocation, "N07")
        )
        assert taken.status_code == 200, taken.text
        other = await post(allocation, f"{place}/decision", yes, "N07")
        assert (other.status_code, other.json()["state"]) == (409, "overtaken")
    assert len(await told(allocation, "case-transferred")) == 1
    undecided = "SELECT 1 FROM deadline WHERE obligation IN ('transferDecided', 'riskEscalationDecided') "
    assert await allocation.rows(undecided + "AND met_at IS NULL AND cancelled_at IS NULL") == []


async def test_the_end_of_the_order_leaves_no_transfer_open(allocation: Running) -> None:
    await supervised(allocation)
    await done(allocation, "/transfers", MOVE)
    await allocation.deliver([revoked()])
    record = await seen(allocation)
    assert (record["state"], record["transfers"][0]["state"]) == ("ended", "overtaken")
    allocation.clock.advance(timedelta(days=30))
    assert await allocation.tick() == 0


async def test_the_work_list_is_of_sender_receiver_and_division_first_due_first(allocation: Running) -> None:
    ours = [sentence(sentence_id=new_id(), crn=f"X{number:06}") for number in range(4)]
    elsewhere = sentence(sentence_id=new_id(), crn="Z000000", division="N04", area_crc="C11")
    await allocation.deliver([*ours, elsewhere])
    proposed = []
    for one in (*ours, elsewhere):
        headers = of(allocation, one.area_crc)
        place = f"/allocations/{one.sentence_id}"
        assert (await allocation.client.post(f"{place}/acceptance", json={}, headers=headers)).is_success
        answer = await allocation.client.post(f"{place}/transfers", json=MOVE, headers=headers)
        proposed.append(answer.json()["transfers"][0]["transferId"])
        allocation.clock.advance(timedelta(days=1))

    async def every(by: str, **filters: str) -> list[str]:
        found: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            params: dict[str, Any] = {"limit": 2, **filters, **cursor}
            answer = await allocation.client.get("/transfers", params=params, headers=of(allocation, by))
            assert answer.status_code == 200, answer.text
            found += [item["transferId"] for item in answer.json()["items"]]
            if not (following := answer.json().get("nextCursor")):
                return found
            cursor = {"cursor": following}

    assert await every("N07") == await every("C17") == proposed[:4]
    assert await every("C21") == proposed
    assert await every("N04") == await every("C11") == proposed[4:]
    assert await every("C18") == []
    assert await every("C21", state="accepted") == []
    inspector = allocation.as_("HMIP", "HMIP001", Role.INSPECTOR)
    whole = (await allocation.client.get("/transfers", headers=inspector)).json()["items"]
    assert [item["transferId"] for item in whole] == proposed
    assert (whole[0]["crn"], whole[0]["riskHeldBy"], whole[0]["division"]) == ("X000000", "C17", "N07")
    bad = await allocation.client.get("/transfers", params={"cursor": "nonsense"}, headers=inspector)
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "/cursor")


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ("UPDATE allocation_transfer SET from_provider = 'N07'", "allocation_transfer_is_from_a_crc"),
        ("UPDATE allocation_transfer SET to_provider = 'N07'", "allocation_transfer_is_to_whom_its_reason_says"),
        ("UPDATE allocation_transfer SET reason = 'riskEscalation'", "allocation_transfer_is_to_whom_its_reason_says"),
        ("UPDATE allocation_transfer SET state = 'accepted'", "allocation_transfer_ended_has_its_time"),
        (
            "UPDATE allocation_transfer SET state = 'rejected', decided_at = now()",
            "allocation_transfer_rejected_has_its_reason",
        ),
        (
            "INSERT INTO allocation_transfer SELECT gen_random_uuid(), sentence_id, state, reason, division, "
            "from_provider, to_provider, proposed_at, proposed_by, proposed_by_officer, due_at "
            "FROM allocation_transfer",
            "allocation_transfer_open_is_one",
        ),
        ("UPDATE allocation SET risk_held_by = 'C21'", "allocation_risk_is_with_the_supervisor"),
        (
            """UPDATE allocation SET owed = '[{"due_at": null}]'""",
            "allocation_nps_owes_while_it_supervises",
        ),
    ],
)
async def test_what_cannot_be_the_database_does_not_hold(allocation: Running, changed: str, constraint: str) -> None:
    await supervised(allocation)
    await done(allocation, "/transfers", MOVE)
    async with allocation.runtime.database.pool.acquire() as connection:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
            await connection.execute(changed)
    assert refused.value.constraint_name == constraint


async def test_a_case_kept_by_the_nps_is_proposed_to_nobody(allocation: Running) -> None:
    await allocation.deliver([sentence(risk=HIGH)])
    for asked in (MOVE, TO_NPS):
        refused = await post(allocation, "/transfers", asked, "N07")
        assert (refused.status_code, refused.json()["state"]) == (409, "keptByNps")
