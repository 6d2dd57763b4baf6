"""Assessments, amended and ended orders, heard of the court; and the allocation where topics are heard crosswise."""

import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.model import EventData
from shared.probation.vocabulary import GapClosure, RoshLevel
from shared.runtime.auth import Role
from tests.support.running import Running
from tests.unit.allocation.given import (
    LOW_RISK,
    SENTENCE_ID,
    amended,
    closed,
    escalated,
    revised,
    revoked,
    sentence,
)

URL = f"/allocations/{SENTENCE_ID}"
HIGH = LOW_RISK.model_copy(update={"rosh_level": RoshLevel.HIGH})


@pytest.fixture
async def allocation(running: Callable[[str], AbstractAsyncContextManager[Running]]) -> AsyncIterator[Running]:
    async with running("allocation") as service:
        yield service


def nps(service: Running) -> dict[str, str]:
    return service.as_("N07", "N07A210", Role.ALLOCATION_OFFICER)


async def the_record(service: Running, url: str = URL) -> dict[str, Any]:
    answer = await service.client.get(url, headers=nps(service))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def accept(service: Running, url: str = URL) -> None:
    headers = service.as_("C17", "C17A001", Role.RESPONSIBLE_OFFICER)
    answer = await service.client.post(f"{url}/acceptance", json={}, headers=headers)
    assert answer.status_code == 200, answer.text


async def test_a_score_revised_after_sentence_shows_the_allocation_wrong(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    await accept(allocation)
    await allocation.deliver([revised(risk=LOW_RISK.model_copy(update={"rsr": Decimal("7.00")}))])
    record = await the_record(allocation)
    assert (record["result"], record["proposedProvider"], record["misallocationCause"]) == (
        "wronglyAllocated",
        "N07",
        "scoreChanged",
    )
    assert record["decisions"][-1]["cause"] == "scoreChanged"
    ((_, told),) = await allocation.events("allocation-reviewed")
    assert (told["number"], told["occasion"], told["gapId"]) == (2, "scoreChanged", None)


async def test_an_order_that_moves_to_another_area_is_confirmed_where_it_is(allocation: Running) -> None:
    await allocation.deliver([sentence(gaps=())])
    await accept(allocation)
    await allocation.deliver([amended(area_crc="C18")])
    record = await the_record(allocation)
    assert (record["result"], record["areaCrc"], record["supervisingProvider"]) == ("confirmed", "C18", "C17")
    assert record["decisions"][-1]["changeNumber"] == 1
    ((_, told),) = await allocation.events("allocation-reviewed")
    assert (told["occasion"], told["provider"], told["proposedProvider"]) == ("orderAmended", "C17", "C17")


async def test_an_order_that_has_ended_ends_the_allocation_and_every_clock_on_it(allocation: Running) -> None:
    told = escalated()
    await allocation.deliver([sentence(), told])
    await allocation.deliver([revoked(), closed(closure=GapClosure.ORDER_ENDED)])
    record = await the_record(allocation)
    assert (record["state"], record["endedOn"], record["endedBecause"]) == ("ended", "2016-09-05", "goodProgress")
    assert record["gaps"][0]["state"] == "orderEnded"
    assert len(record["decisions"]) == 1
    ((_, ended),) = await allocation.events("allocation-ended")
    assert ended["riskHeldBy"] == record["riskHeldBy"] == "C17"
    seen = await allocation.client.get(f"/escalations/{told.escalation_id}", headers=nps(allocation))
    assert seen.json()["state"] == "orderEnded"
    running = await allocation.rows("SELECT * FROM deadline WHERE met_at IS NULL AND cancelled_at IS NULL")
    assert running == []
    listed = await allocation.client.get("/allocations", params={"state": "ended"}, headers=nps(allocation))
    assert [one["sentenceId"] for one in listed.json()["items"]] == [str(SENTENCE_ID)]


async def test_heard_twice_it_ends_once(allocation: Running) -> None:
    await allocation.deliver([sentence(), revoked(), revoked()])
    await allocation.deliver([revoked()])
    assert len(await allocation.events("allocation-ended")) == 1


async def test_of_a_sentence_without_supervision_nothing_is_heard(allocation: Running) -> None:
    await allocation.deliver([revised(), amended(), revoked()])
    assert await allocation.events() == []
    assert await allocation.rows("SELECT 1 FROM allocation") == []


def interleavings(*topics: Sequence[EventData]) -> Iterator[list[EventData]]:
    """Every order in which the topics can be heard; each keeps its own."""
    if not any(topics):
        yield []
    for place, topic in enumerate(topics):
        if topic:
            rest = [other[1:] if index == place else other for index, other in enumerate(topics)]
            yield from ([topic[0], *tail] for tail in interleavings(*rest))


CROSSING: dict[str, tuple[list[EventData], list[EventData]]] = {
    "until the order ends": (
        [sentence(), closed(), amended(), revised(risk=LOW_RISK), revoked()],
        [escalated(), escalated(imminent=True)],
    ),
    "while it goes wrong": (
        [sentence(), revised(), amended(), closed(indicates=RoshLevel.HIGH, risk=HIGH)],
        [escalated(), escalated()],
    ),
    "kept by the NPS": ([sentence(risk=HIGH), closed(), revoked()], [escalated(), escalated()]),
}


async def ends(allocation: Running, order: Sequence[EventData], *, together: bool) -> dict[str, Any]:
    """Everything that is left of a story about one sentence, however it was heard."""
    sentence_id = uuid.uuid4()

    def of(event: EventData) -> EventData:
        changes: dict[str, Any] = {"sentence_id": sentence_id}
        if "escalation_id" in type(event).model_fields:
            changes["escalation_id"] = uuid.uuid5(sentence_id, str(event.escalation_id))  # type: ignore[attr-defined]
        return event.model_copy(update=changes)

    events = [of(event) for event in order]
    for batch in [events] if together else [[event] for event in events]:
        assert (await allocation.deliver(batch)).parked == 0
    (row,) = await allocation.rows("SELECT * FROM allocation WHERE sentence_id = $1", sentence_id)
    del row["version"], row["sentence_id"]  # it counts the writes
    escalations = await allocation.rows("SELECT * FROM escalation WHERE sentence_id = $1", sentence_id)
    decisions = await allocation.rows(
        "SELECT * FROM allocation_decision WHERE sentence_id = $1 ORDER BY number", sentence_id
    )
    clocks = await allocation.rows(
        "SELECT obligation, owner, due_at FROM deadline WHERE sentence_id = $1 AND met_at IS NULL "
        "AND cancelled_at IS NULL ORDER BY 1, 2, 3",
        sentence_id,
    )
    names = {str(uuid.uuid5(sentence_id, str(one.escalation_id))): str(one.escalation_id) for one in _asked(order)}
    for escalation in escalations:
        del escalation["version"], escalation["sentence_id"]
        escalation["escalation_id"] = names[str(escalation["escalation_id"])]
    for decision in decisions:
        del decision["sentence_id"]
    row["escalations"] = [names[str(key)] for key in row["escalations"]]
    escalations.sort(key=lambda one: str(one["escalation_id"]))
    return {"allocation": row, "decisions": decisions, "escalations": escalations, "clocks": clocks}


def _asked(order: Sequence[EventData]) -> list[Any]:
    return [event for event in order if "escalation_id" in type(event).model_fields]


@pytest.mark.parametrize("story", CROSSING)
@pytest.mark.parametrize("together", [False, True])
async def test_however_the_topics_cross_it_ends_the_same(allocation: Running, story: str, together: bool) -> None:
    court, provider = CROSSING[story]
    orders = list(interleavings(court, provider))
    first = await ends(allocation, orders[0], together=together)
    for order in orders[1:]:
        assert await ends(allocation, order, together=together) == first, [event.event_type for event in order]
    assert len(first["decisions"]) > 1
