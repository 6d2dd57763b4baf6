"""The rules through the API: tried on given facts, listed by their days, and run again on a past decision."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from services.allocation.tables import AllocationTable
from shared.probation.vocabulary import RoshLevel
from shared.runtime.auth import Role
from shared.runtime.tables import Backbone
from tests.support.running import Running
from tests.unit.allocation.given import SENTENCE_ID, closed, sentence

URL = f"/allocations/{SENTENCE_ID}"
FACTS: dict[str, Any] = {
    "on": "2016-09-05",
    "division": "N07",
    "areaCrc": "C17",
    "risk": {
        "roshLevel": "medium",
        "roshDepth": "screening",
        "rsr": "2.41",
        "mappaEligible": False,
        "subjectToDeportation": False,
        "publicInterest": False,
        "deferredSentence": False,
    },
    "gaps": [{"cause": "checkUnanswered", "checkKind": "domesticAbuse"}],
}


@pytest.fixture
async def allocation(running: Callable[[str], AbstractAsyncContextManager[Running]]) -> AsyncIterator[Running]:
    async with running("allocation") as service:
        yield service


def nps(service: Running) -> dict[str, str]:
    return service.as_("N07", "N07A210", Role.ALLOCATION_OFFICER)


async def rows_everywhere(service: Running) -> dict[str, int]:
    tables = (*AllocationTable.metadata.sorted_tables, *Backbone.metadata.sorted_tables)
    return {
        table.name: (await service.rows(f'SELECT count(*) AS number FROM "{table.name}"'))[0]["number"]
        for table in tables
    }


async def test_a_preview_says_what_the_sentence_is_told_and_stores_nothing(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    record = (await allocation.client.get(URL, headers=nps(allocation))).json()
    before = await rows_everywhere(allocation)
    headers = nps(allocation) | {"Idempotency-Key": "once"}
    said = await allocation.client.post("/decisions/preview", json=FACTS, headers=headers)
    assert said.status_code == 200, said.text
    assert said.json() == {
        "provider": "C17",
        "provisional": True,
        "criteria": record["criteria"],
        "rulesVersion": record["rulesVersion"],
    }
    assert await rows_everywhere(allocation) == before  # no row of any kind: no event, no clock, no answer kept


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"on": "2014-05-31"}, "/on"),
        ({"on": "0000-00-00"}, "/on"),
        ({"division": "C17"}, "/division"),
        ({"risk": {"rsr": "1e99"}}, "/risk/rsr"),
        ({"gaps": [{"cause": "saraMissing"}] * 51}, "/gaps"),
        ({"gaps": [{"cause": "saraMissing", "source": "police"}]}, "/gaps/0/source"),
    ],
)
async def test_facts_that_cannot_be_are_refused(allocation: Running, changes: dict[str, Any], pointer: str) -> None:
    said = await allocation.client.post("/decisions/preview", json=FACTS | changes, headers=nps(allocation))
    assert (said.status_code, said.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_a_body_that_is_not_even_text_is_refused_like_any_other(allocation: Running) -> None:
    said = await allocation.client.post(
        "/decisions/preview", content=b"\x1b\xff", headers=nps(allocation) | {"Content-Type": "application/json"}
    )
    assert (said.status_code, said.json()["errors"][0]["code"]) == (422, "notText")


async def test_the_rules_are_listed_by_the_day_from_which_they_hold(allocation: Running) -> None:
    said = await allocation.client.get("/decisions/rules", headers=nps(allocation))
    assert said.status_code == 200, said.text
    (first,) = said.json()["items"]
    assert (first["name"], first["effectiveFrom"]) == ("allocation-criteria-2014-06-01", "2014-06-01")
    assert first["effectiveUntil"] is None
    assert [one["criterion"] for one in first["criteria"]] == [
        one["criterion"]
        for one in (await allocation.client.post("/decisions/preview", json=FACTS, headers=nps(allocation))).json()[
            "criteria"
        ]
    ]


async def test_every_decision_is_replayed_and_answers_the_same(allocation: Running) -> None:
    await allocation.deliver([sentence(), closed(indicates=RoshLevel.HIGH)])
    first, second = [
        (await allocation.client.get(f"{URL}/decisions/{number}/replay", headers=nps(allocation))).json()
        for number in (1, 2)
    ]
    assert (first["same"], first["decided"]["provider"], first["replayed"]["provisional"]) == (True, "C17", True)
    assert len(first["evidence"]["unanswered"]) == 1
    assert (second["same"], second["replayed"]["provider"], second["decided"]["decidedFor"]) == (True, "N07", "N07")
    assert second["evidence"]["indication"]["level"] == "high"
    assert second["evidence"]["unanswered"] == []


async def test_what_is_not_there_or_not_the_callers_is_not_found(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    for number, status in (("3", 404), ("0", 422), ("2147483647", 404), ("9" * 30, 422), ("x", 422)):
        answer = await allocation.client.get(f"{URL}/decisions/{number}/replay", headers=nps(allocation))
        assert answer.status_code == status, answer.text
    other = allocation.as_("C01", "C01A001", Role.RESPONSIBLE_OFFICER)
    assert (await allocation.client.get(f"{URL}/decisions/1/replay", headers=other)).status_code == 404
    for call in (
        allocation.client.post("/decisions/preview", json=FACTS),
        allocation.client.get("/decisions/rules"),
        allocation.client.get(f"{URL}/decisions/1/replay"),
    ):
        assert (await call).status_code == 401
