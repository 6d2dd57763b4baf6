"""From the sentence to the provider's answer and the late information, through the API and on the database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.probation.vocabulary import Disposal, RoshLevel
from shared.runtime.auth import Role
from shared.runtime.transaction import new_id
from tests.support.running import Running
from tests.unit.allocation.given import DOMESTIC_ABUSE, LOW_RISK, SENTENCE_ID, closed, sentence

URL = f"/allocations/{SENTENCE_ID}"
HIGH = LOW_RISK.model_copy(update={"rosh_level": RoshLevel.HIGH})


@pytest.fixture
async def allocation(running: Callable[[str], AbstractAsyncContextManager[Running]]) -> AsyncIterator[Running]:
    async with running("allocation") as service:
        yield service


def crc(service: Running, provider: str = "C17") -> dict[str, str]:
    return service.as_(provider, f"{provider}A001", Role.RESPONSIBLE_OFFICER)


def nps(service: Running, division: str = "N07") -> dict[str, str]:
    return service.as_(division, f"{division}B960", Role.ALLOCATION_OFFICER, Role.SENIOR_PROBATION_OFFICER)


async def the_record(service: Running, url: str = URL) -> dict[str, Any]:
    answer = await service.client.get(url, headers=nps(service))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def kinds(service: Running) -> list[str]:
    return [kind for kind, _ in await service.events()]


async def test_a_sentence_with_a_gap_goes_provisionally_to_the_crc(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    record = await the_record(allocation)
    assert record["state"] == "awaitingReply"
    assert (record["receivingProvider"], record["provisional"], record["riskHeldBy"]) == ("C17", True, "N07")
    assert record["rulesVersion"] == "allocation-criteria-2014-06-01"
    assert [gap["gapId"] for gap in record["gaps"]] == [str(DOMESTIC_ABUSE.gap_id)]
    rosh = record["criteria"][0]
    assert (rosh["value"], rosh["known"], rosh["npsKeeps"]) == ("medium", False, None)
    assert await kinds(allocation) == ["allocation-decided"]
    decided, reply = await allocation.rows("SELECT * FROM deadline ORDER BY met_at")
    assert (decided["obligation"], decided["owner"]) == ("allocationDecided", "N07")
    assert decided["met_at"] is not None
    assert (reply["obligation"], reply["owner"], reply["met_at"]) == ("allocationAnswered", "C17", None)


async def test_a_sentence_heard_twice_is_decided_once(allocation: Running) -> None:
    await allocation.deliver([sentence(), sentence()])
    await allocation.deliver([sentence()])
    assert await kinds(allocation) == ["allocation-decided"]


async def test_a_disposal_without_supervision_brings_no_allocation(allocation: Running) -> None:
    await allocation.deliver([sentence(disposal=Disposal.OTHER), closed()])
    assert await kinds(allocation) == []
    assert (await allocation.client.get(URL, headers=nps(allocation))).status_code == 404


async def test_the_receiving_provider_accepts_once(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    accepted = await allocation.client.post(f"{URL}/acceptance", json={}, headers=crc(allocation))
    assert accepted.status_code == 200, accepted.text
    assert accepted.json()["riskHeldBy"] == accepted.json()["supervisingProvider"] == "C17"
    assert accepted.json()["reply"] == "accepted"
    assert accepted.headers["ETag"] == '"2"'

    again = await allocation.client.post(f"{URL}/acceptance", json={}, headers=crc(allocation))
    assert again.status_code == 409
    assert again.json()["state"] == "accepted"
    rejected = await allocation.client.post(f"{URL}/rejection", json={"reason": "wrongArea"}, headers=crc(allocation))
    assert rejected.status_code == 409
    assert await kinds(allocation) == ["allocation-decided", "allocation-accepted"]
    assert (await the_record(allocation))["version"] == 2


async def test_of_many_replies_at_once_one_is_taken(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    asked: list[tuple[str, dict[str, str]]] = [("acceptance", {}), ("rejection", {"reason": "wrongArea"})] * 4
    answers = await asyncio.gather(
        *(allocation.client.post(f"{URL}/{what}", json=body, headers=crc(allocation)) for what, body in asked)
    )
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 7]
    assert len(await kinds(allocation)) == 2


async def test_the_receiving_provider_rejects_with_a_reason_from_the_list(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    unknown = await allocation.client.post(f"{URL}/rejection", json={"reason": "busy"}, headers=crc(allocation))
    assert unknown.status_code == 422
    assert unknown.json()["errors"][0]["pointer"] == "/reason"
    rejected = await allocation.client.post(
        f"{URL}/rejection", json={"reason": "npsCriterionMet"}, headers=crc(allocation)
    )
    assert rejected.status_code == 200, rejected.text
    assert (rejected.json()["state"], rejected.json()["riskHeldBy"]) == ("rejected", "N07")
    assert await kinds(allocation) == ["allocation-decided", "allocation-rejected"]


async def test_a_key_repeated_gets_the_same_answer(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    headers = {**crc(allocation), "Idempotency-Key": str(uuid4())}
    first = await allocation.client.post(f"{URL}/acceptance", json={}, headers=headers)
    second = await allocation.client.post(f"{URL}/acceptance", json={}, headers=headers)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert await kinds(allocation) == ["allocation-decided", "allocation-accepted"]


async def test_to_another_crc_or_division_the_case_does_not_exist(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    for other in ("C01", "N01"):
        headers = allocation.as_(other, f"{other}A001", Role.RESPONSIBLE_OFFICER)
        assert (await allocation.client.get(URL, headers=headers)).status_code == 404
        assert (await allocation.client.post(f"{URL}/acceptance", json={}, headers=headers)).status_code == 404
        listed = await allocation.client.get("/allocations", headers=headers)
        assert listed.json()["items"] == []
    # The division sees the record, and still cannot accept in the CRC's place.
    in_its_place = await allocation.client.post(f"{URL}/acceptance", json={}, headers=nps(allocation))
    assert in_its_place.status_code == 404
    assert await kinds(allocation) == ["allocation-decided"]
    assert (await the_record(allocation))["version"] == 1


async def test_without_the_role_nothing_is_accepted(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    headers = allocation.as_("C17", "C17A001", Role.ENFORCEMENT_OFFICER)
    assert (await allocation.client.post(f"{URL}/acceptance", json={}, headers=headers)).status_code == 403
    assert (await allocation.client.get(URL)).status_code == 401


@pytest.mark.parametrize("first", ["answer", "acceptance"])
async def test_a_late_answer_before_or_after_the_acceptance_ends_the_same(allocation: Running, first: str) -> None:
    await allocation.deliver([sentence()])
    for step in ("answer", "acceptance") if first == "answer" else ("acceptance", "answer"):
        if step == "answer":
            await allocation.deliver([closed(indicates=RoshLevel.HIGH)])
        else:
            answer = await allocation.client.post(f"{URL}/acceptance", json={}, headers=crc(allocation))
            assert answer.status_code == 200, answer.text
    record = await the_record(allocation)
    assert (record["state"], record["result"], record["provisional"]) == ("accepted", "wronglyAllocated", False)
    assert (record["misallocationCause"], record["proposedProvider"]) == ("lateCheckAnswer", "N07")
    assert (record["riskHeldBy"], record["version"]) == ("C17", 3)
    assert [one["result"] for one in record["decisions"]] == ["provisional", "wronglyAllocated"]
    assert record["gaps"][0]["state"] == "answered"
    ((_, reviewed),) = await allocation.events("allocation-reviewed")
    assert (reviewed["result"], reviewed["provider"], reviewed["proposedProvider"]) == (
        "wronglyAllocated",
        "C17",
        "N07",
    )


async def test_the_sentence_and_its_late_answer_in_one_batch(allocation: Running) -> None:
    await allocation.deliver([sentence(), closed()])
    record = await the_record(allocation)
    assert (record["result"], len(record["decisions"])) == ("confirmed", 2)
    assert await kinds(allocation) == ["allocation-decided", "allocation-reviewed"]


async def test_a_list_goes_through_every_visible_allocation_once_newest_first(allocation: Running) -> None:
    ours = [sentence(sentence_id=new_id(), crn=f"X{number:06}") for number in range(5)]
    kept = [sentence(sentence_id=new_id(), crn=f"Y{number:06}", risk=HIGH) for number in range(2)]
    elsewhere = sentence(sentence_id=new_id(), crn="Z000000", division="N04", area_crc="C11")
    await allocation.deliver([*ours, *kept, elsewhere])

    async def every(headers: dict[str, str], **filters: str) -> list[str]:
        found: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            answer = await allocation.client.get(
                "/allocations", params={"limit": 2, **filters, **cursor}, headers=headers
            )
            assert answer.status_code == 200, answer.text
            found += [item["sentenceId"] for item in answer.json()["items"]]
            if not (following := answer.json().get("nextCursor")):
                return found
            cursor = {"cursor": following}

    def newest_first(*events: Any) -> list[str]:
        return [str(event.sentence_id) for event in sorted(events, key=lambda one: one.sentence_id, reverse=True)]

    inspector = allocation.as_("HMIP", "HMIP001", Role.INSPECTOR)
    assert await every(crc(allocation)) == newest_first(*ours)
    assert await every(nps(allocation)) == newest_first(*ours, *kept)
    assert await every(nps(allocation), provider="C17") == newest_first(*ours)
    assert await every(nps(allocation), state="keptByNps") == newest_first(*kept)
    assert await every(nps(allocation), state="accepted") == []
    assert await every(inspector) == newest_first(*ours, *kept, elsewhere)
    item = (await allocation.client.get("/allocations", headers=crc(allocation))).json()["items"][0]
    assert (item["openGaps"], item["riskHeldBy"]) == (1, "N07")


async def test_a_cursor_that_is_not_ours_is_refused(allocation: Running) -> None:
    answer = await allocation.client.get("/allocations", params={"cursor": "nonsense"}, headers=nps(allocation))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/cursor")


async def test_an_if_match_of_an_older_version_changes_nothing(allocation: Running) -> None:
    await allocation.deliver([sentence(), closed()])
    headers = {**crc(allocation), "If-Match": '"1"'}
    assert (await allocation.client.post(f"{URL}/acceptance", json={}, headers=headers)).status_code == 412
    assert (await the_record(allocation))["state"] == "awaitingReply"


async def test_an_unknown_sentence_is_not_found(allocation: Running) -> None:
    unknown = f"/allocations/{UUID(int=7)}"
    assert (await allocation.client.get(unknown, headers=nps(allocation))).status_code == 404
    assert (await allocation.client.post(f"{unknown}/acceptance", json={}, headers=crc(allocation))).status_code == 404
