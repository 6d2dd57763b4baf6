"""An order that was changed, moved or ended, as both sides of a breach see it, and what becomes of the breach."""

from functools import partial
from uuid import uuid4

import pytest

from shared.contracts.model import EventData
from shared.runtime.auth import Role
from tests.integration.breach.desk import FATAL, Desk
from tests.integration.breach.test_the_pack_between_two_sides import clocks
from tests.support.counting import statements_of
from tests.support.running import Running
from tests.unit.breach.story import CRC, NPS, OTHER_CRC, Story
from tests.unit.breach.test_changed_orders import amended, moved, revoked


async def test_the_known_order_is_the_one_that_stands_and_the_pack_keeps_the_one_it_was_made_of(desk: Desk) -> None:
    before = await desk.prepared()
    await desk.service.deliver([amended(), moved(), revoked()])
    after = await desk.seen(desk.nps)
    assert after["pack"] == before["pack"]
    assert after["known"]["order"]["disposal"] == "suspendedSentenceOrder"
    assert [one["amount"] for one in after["known"]["order"]["requirements"]] == [10]
    assert (after["known"]["endedOn"], after["known"]["endedBecause"]) == ("2016-09-05", "reSentenced")
    assert (after["known"]["provider"], after["known"]["officer"]) == (OTHER_CRC, None)
    assert len(await desk.service.events("breach-initiated")) == 1


async def test_a_pack_that_is_being_prepared_goes_with_the_case(desk: Desk) -> None:
    service = desk.service
    await desk.prepared()
    await service.deliver([moved()])
    ((_, passed),) = await service.events("breach-passed-on")
    assert (passed["fromProvider"], passed["toProvider"], passed["recordedBy"]["officer"]) == (CRC, OTHER_CRC, None)
    assert await clocks(service) == {"breachReferred": (OTHER_CRC, "running")}
    assert (await service.client.get(desk.url, headers=desk.crc)).status_code == 404
    there = service.as_(OTHER_CRC, "C01A001", Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)
    view = await desk.seen(there)
    assert (view["provider"], view["division"], view["holder"]) == (OTHER_CRC, NPS, OTHER_CRC)
    listed = (await service.client.get("/breaches", headers=there)).json()
    assert [one["breachId"] for one in listed["items"]] == [view["breachId"]]


async def test_taken_over_by_the_nps_it_is_presented_as_the_divisions_own(desk: Desk) -> None:
    await desk.returned()
    await desk.service.deliver([desk.story.transferred()])
    view = await desk.seen(desk.nps)
    assert (view["provider"], view["holder"], view["state"]) == (NPS, NPS, "returned")
    assert (await clocks(desk.service))["breachPresented"] == (NPS, "running")
    assert (await clocks(desk.service))["packResubmitted"] == (CRC, "cancelled")


async def test_a_pack_with_the_nps_comes_back_to_whoever_supervises_by_then(desk: Desk) -> None:
    await desk.referred()
    await desk.service.deliver([moved()])
    assert await desk.service.events("breach-passed-on") == []
    await desk.done("return", FATAL, desk.nps)
    assert [kind for kind, _ in await desk.service.events()][-2:] == ["pack-returned", "breach-passed-on"]
    assert (await clocks(desk.service))["packResubmitted"] == (OTHER_CRC, "running")


async def test_with_the_order_ends_a_breach_that_no_court_has_heard_of(desk: Desk) -> None:
    await desk.referred()
    await desk.service.deliver([revoked()])
    view = await desk.seen()
    assert (view["state"], view["court"]["withdrawalReason"]) == ("withdrawn", "orderEnded")
    assert {how for _, how in (await clocks(desk.service)).values()} == {"met", "cancelled"}
    ((_, concluded),) = await desk.service.events("breach-concluded")
    assert concluded["withdrawalReason"] == "orderEnded"


async def test_a_court_that_has_the_breach_before_it_keeps_it(desk: Desk) -> None:
    await desk.presented()
    await desk.service.deliver([revoked()])
    assert (await desk.seen())["state"] == "presented"


FOLLOWED: list[tuple[str, list[EventData]]] = [
    ("moved", [moved()]),
    ("taken over", [Story().transferred()]),
    ("ended", [revoked()]),
]


@pytest.mark.parametrize(("what", "events"), FOLLOWED)
async def test_what_overtakes_the_decision_ends_in_the_same(
    breach: Running, what: str, events: list[EventData]
) -> None:
    """The decision to breach is heard before the move or the end, or after it: the breach ends where it would."""
    desk = Desk(breach)
    court, allocation, crc = desk.story.told()
    await breach.deliver([*court, *allocation, *crc, *events])
    late = Desk(breach, Story("X111111", uuid4(), uuid4(), prefix="late"))
    court, allocation, crc = late.story.told()
    told = [one.model_copy(update={"crn": "X111111", "sentence_id": late.story.sentence}) for one in events]
    await breach.deliver([*court, *allocation, *told])
    await breach.deliver(crc)
    rows = await breach.rows("SELECT provider, division, state, withdrawal_reason, owed FROM breach ORDER BY crn DESC")
    assert {row["state"] for row in rows} == {"withdrawn"} if what == "ended" else {CRC} != {rows[0]["provider"]}
    first, second = [{**row, "owed": [one["obligation"] for one in row["owed"]]} for row in rows]
    assert first == second, what
    ledger = await breach.rows(
        "SELECT crn, obligation, owner, cancelled_at IS NULL AS runs FROM deadline ORDER BY crn, obligation"
    )
    assert len({row["crn"] for row in ledger}) == 2
    halves = [[{**row, "crn": None} for row in ledger if row["crn"] == crn] for crn in ("X111111", desk.story.crn)]
    assert halves[0] == halves[1], what


@pytest.mark.parametrize("what", ["moved", "ended"])
async def test_a_batch_of_moves_costs_the_same_whatever_its_size(breach: Running, what: str) -> None:
    costs = []
    for size in (1, 100):
        stories = [Story(f"X{number:06}", uuid4(), uuid4(), prefix=str(uuid4())) for number in range(size)]
        await breach.deliver([event for story in stories for event in story.in_order()])
        told = moved() if what == "moved" else revoked()
        batch = [told.model_copy(update={"crn": story.crn, "sentence_id": story.sentence}) for story in stories]
        costs.append(len(await statements_of(breach, partial(breach.deliver, batch))))
    assert costs[0] == costs[1] <= 10, costs
