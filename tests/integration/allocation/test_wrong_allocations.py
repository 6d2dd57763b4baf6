"""Wrong allocations, counted by what hid them: once a case, in the period in which it first showed."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared.probation.vocabulary import RoshLevel
from shared.runtime.auth import Role
from shared.runtime.transaction import new_id
from tests.support.running import Running
from tests.unit.allocation.given import LOW_RISK, closed, revised, sentence

SCORED = LOW_RISK.model_copy(update={"rsr": Decimal("7.00")})
SEPTEMBER = {"from": "2016-09-01", "to": "2016-09-30"}


@pytest.fixture
async def allocation(running: Callable[[str], AbstractAsyncContextManager[Running]]) -> AsyncIterator[Running]:
    async with running("allocation") as service:
        yield service


async def counted(
    service: Running, organisation: str = "N07", role: Role = Role.ALLOCATION_OFFICER, **asked: Any
) -> list[tuple[str, str, int]]:
    headers = service.as_(organisation, f"{organisation}A001", role)
    answer = await service.client.get("/misallocations", params=SEPTEMBER | asked, headers=headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    found = [(item["cause"], item["provider"], item["number"]) for item in body["items"]]
    assert body["total"] == sum(number for *_, number in found)
    return found


async def went_wrong(service: Running) -> None:
    """Three in London by a late answer, one by a score; one of another division; and one that is right."""
    ours: list[dict[str, Any]] = [{"sentence_id": new_id(), "crn": f"X{number:06}"} for number in range(5)]
    theirs: dict[str, Any] = {"sentence_id": new_id(), "crn": "Y000000"}
    await service.deliver([sentence(**one) for one in ours])
    await service.deliver([sentence(**theirs, division="N04", area_crc="C11")])
    await service.deliver([closed(**one, indicates=RoshLevel.HIGH) for one in ours[:3]])
    await service.deliver([revised(**ours[3], risk=SCORED), closed(**ours[4])])
    await service.deliver([closed(**theirs, indicates=RoshLevel.VERY_HIGH)])


async def test_they_are_counted_by_cause_and_by_provider(allocation: Running) -> None:
    await went_wrong(allocation)
    ours = [("lateCheckAnswer", "C17", 3), ("scoreChanged", "C17", 1)]
    assert await counted(allocation) == ours
    assert await counted(allocation, "C17", Role.RESPONSIBLE_OFFICER) == ours
    assert await counted(allocation, "N04") == [("lateCheckAnswer", "C11", 1)]
    assert await counted(allocation, "C01") == []
    inspected = await counted(allocation, "HMIP", Role.INSPECTOR)
    assert inspected == [("lateCheckAnswer", "C17", 3), ("lateCheckAnswer", "C11", 1), ("scoreChanged", "C17", 1)]
    assert await counted(allocation, "HMIP", Role.INSPECTOR, division="N04") == [("lateCheckAnswer", "C11", 1)]
    assert await counted(allocation, "N07", division="N04") == []


async def test_each_counts_once_in_the_period_in_which_it_first_showed(allocation: Running) -> None:
    await went_wrong(allocation)
    before = await counted(allocation)
    allocation.clock.advance(timedelta(days=40))
    (row, *_) = await allocation.rows("SELECT sentence_id, crn FROM allocation WHERE misallocated_at IS NOT NULL")
    about: dict[str, Any] = {"sentence_id": row["sentence_id"], "crn": row["crn"]}
    await allocation.deliver([revised(**about, risk=LOW_RISK), revised(**about, risk=SCORED)])
    assert await counted(allocation) == before
    october: dict[str, Any] = {"from": "2016-10-01", "to": "2016-10-31"}
    assert await counted(allocation, **october) == []


async def test_a_period_is_whole_days_in_london(allocation: Running) -> None:
    await went_wrong(allocation)  # on the fifth
    for first, last, found in (("05", "05", True), ("06", "30", False), ("01", "04", False)):
        asked: dict[str, Any] = {"from": f"2016-09-{first}", "to": f"2016-09-{last}"}
        assert bool(await counted(allocation, **asked)) is found


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"from": "2016-09-02", "to": "2016-09-01"}, "/query/to"),
        ({"from": "2016-01-01", "to": "2017-01-01"}, "/query/to"),
        ({"from": "yesterday", "to": "2016-09-01"}, "/query/from"),
        ({"from": "2016-09-01"}, "/query/to"),
        ({"from": "2016-09-01", "to": "2016-09-01", "division": "London"}, "/query/division"),
    ],
)
async def test_a_period_that_is_none_is_refused(allocation: Running, asked: dict[str, str], pointer: str) -> None:
    headers = allocation.as_("N07", "N07A210", Role.ALLOCATION_OFFICER)
    answer = await allocation.client.get("/misallocations", params=asked, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].endswith(pointer.rsplit("/", 1)[-1])
