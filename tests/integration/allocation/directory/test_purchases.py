"""The NPS buys for a person whom it supervises: from referral to outcome, or refused with every reason at once."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.runtime.auth import Role
from tests.integration.allocation.directory.desk import Desk
from tests.unit.allocation.given import sentence

STRANGERS = [("C21", Role.CONTRACT_MANAGER), ("N04", Role.SENIOR_PROBATION_OFFICER), ("police", Role.CHECK_AGENCY)]


async def clocks(desk: Desk) -> list[dict[str, Any]]:
    return await desk.service.rows("SELECT * FROM deadline WHERE obligation = 'interventionReferralAnswered'")


async def test_a_purchase_from_referral_to_outcome(desk: Desk) -> None:
    into = await desk.intervention()
    await desk.budget(100_000)
    [case] = await desk.cases()
    bought = await desk.buy(case, into)
    assert (bought["state"], bought["price"], bought["financialYear"]) == ("referred", 64500, "2016/17")
    assert ((await desk.entry(into))["placesFree"], await desk.left()) == (2, (64500, 35500))
    for step, body, state in (
        ("answer", {"accepted": True}, "accepted"),
        ("start", {}, "started"),
        ("end", {"outcome": "completed"}, "ended"),
    ):
        assert (await desk.does(bought, step, **body))["state"] == state
    assert ((await desk.entry(into))["placesFree"], await desk.left()) == (3, (64500, 35500))
    told = [(kind, body.get("state")) for kind, body in await desk.service.events() if "purchase" in kind]
    assert told == [
        ("intervention-purchased", None),
        ("purchase-progressed", "accepted"),
        ("purchase-progressed", "started"),
        ("purchase-progressed", "ended"),
    ]
    [clock] = await clocks(desk)
    assert (clock["owner"], clock["met_at"]) == ("C17", desk.service.clock.now())
    assert clock["crn"] == "X000000"


@pytest.mark.parametrize(
    ("steps", "state", "outcome"),
    [
        ((("answer", {"accepted": False}),), "ended", "declined"),
        ((("withdrawal", {}),), "withdrawn", None),
        ((("answer", {"accepted": True}), ("withdrawal", {})), "withdrawn", None),
        ((("answer", {"accepted": True}), ("end", {"outcome": "neverStarted"})), "ended", "neverStarted"),
    ],
)
async def test_what_comes_to_nothing_gives_place_and_money_back_once(
    desk: Desk, steps: tuple[tuple[str, dict[str, Any]], ...], state: str, outcome: str | None
) -> None:
    into = await desk.intervention(capacity=1)
    await desk.budget(64500)
    first, second = await desk.cases(2)
    bought = await desk.buy(first, into)
    for step, body in steps:
        seen = await desk.does(bought, step, **body)
    assert (seen["state"], seen["outcome"]) == (state, outcome)
    assert ((await desk.entry(into))["placesFree"], await desk.left()) == (1, (0, 64500))
    await desk.does(bought, steps[-1][0], 409, **steps[-1][1])
    assert ((await desk.entry(into))["placesFree"], await desk.left()) == (1, (0, 64500))
    await desk.buy(second, into)


async def test_a_refusal_names_every_reason_with_its_place(desk: Desk) -> None:
    into = await desk.intervention(capacity=0, offeredFrom="2017-01-01", price=None)
    await desk.cases()
    problem = await desk.refused("/purchases", desk.referral(uuid4(), into, need="drugs", sex="female"), desk.officer())
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [
        ("/sentenceId", "notSupervisedByDivision"),
        ("/interventionId", "notOfferedOnThisDay"),
        ("/need", "notForThisNeed"),
        ("/sex", "notForThisSex"),
        ("/interventionId", "noPriceInForce"),
        ("/interventionId", "noPlaceLeft"),
        ("/", "budgetNotSet"),
    ]


async def test_the_money_that_is_short_is_said_in_figures(desk: Desk) -> None:
    into = await desk.intervention()
    await desk.budget(64499)
    [case] = await desk.cases()
    problem = await desk.refused("/purchases", desk.referral(case, into), desk.officer())
    assert [one["code"] for one in problem["errors"]] == ["budgetExceeded"]
    assert "£644.99 left of £644.99; the intervention costs £645.00" in problem["detail"]


async def test_the_nps_buys_only_for_whom_it_supervises(desk: Desk) -> None:
    into = await desk.intervention()
    await desk.budget()
    with_crc = sentence(sentence_id=uuid4(), crn="X000009")
    await desk.service.deliver([with_crc])
    [elsewhere] = await desk.cases(division="N04", area_crc="C11")
    for case in (with_crc.sentence_id, elsewhere, uuid4()):
        problem = await desk.refused("/purchases", desk.referral(case, into), desk.officer())
        assert [one["code"] for one in problem["errors"]] == ["notSupervisedByDivision"]
    problem = await desk.refused("/purchases", desk.referral(elsewhere, into), desk.officer("C17"))
    assert [one["code"] for one in problem["errors"]] == ["notADivision"]
    await desk.refused("/purchases", desk.referral(elsewhere, into), desk.manager("N07"), 403)


async def test_an_intervention_that_nobody_offers_cannot_be_bought(desk: Desk) -> None:
    await desk.budget()
    [case] = await desk.cases()
    asked = desk.referral(case, {"interventionId": str(UUID(int=7))})
    problem = await desk.refused("/purchases", asked, desk.officer())
    assert [one["code"] for one in problem["errors"]] == ["interventionUnknown"]


async def test_nobody_is_referred_to_the_same_intervention_twice_at_a_time(desk: Desk) -> None:
    into = await desk.intervention()
    await desk.budget()
    [case] = await desk.cases()
    bought = await desk.buy(case, into)
    await desk.refused("/purchases", desk.referral(case, into), desk.officer(), 409)
    await desk.does(bought, "withdrawal")
    await desk.buy(case, into)


async def test_the_price_stays_that_of_the_referral(desk: Desk) -> None:
    into = await desk.intervention()
    await desk.budget()
    first, second = await desk.cases(2)
    bought = await desk.buy(first, into)
    raised = {"from": "2016-09-06", "price": 70000}
    await desk.post(f"/interventions/{into['interventionId']}/prices", raised, desk.manager(), 200)
    desk.service.clock.move_to(datetime(2016, 9, 6, 9, tzinfo=UTC))
    assert (await desk.buy(second, into))["price"] == 70000
    assert (await desk.left())[0] == 64500 + 70000
    await desk.does(bought, "withdrawal")
    assert (await desk.left())[0] == 70000


async def test_a_purchase_of_last_year_gives_back_to_last_year_s_budget(desk: Desk) -> None:
    into = await desk.intervention()
    await desk.budget(64500)
    first, second = await desk.cases(2)
    bought = await desk.buy(first, into)
    desk.service.clock.move_to(datetime(2017, 4, 3, 9, tzinfo=UTC))
    problem = await desk.refused("/purchases", desk.referral(second, into), desk.officer())
    assert [one["code"] for one in problem["errors"]] == ["budgetNotSet"]
    await desk.budget(64500, year="2017/18")
    await desk.buy(second, into)
    await desk.does(bought, "withdrawal")
    years = {one["financialYear"]: one["committed"] for one in (await desk.get("/budgets"))["items"]}
    assert years == {"2017/18": 64500, "2016/17": 0}


async def test_a_referral_that_is_not_answered_in_five_working_days_is_told_once(desk: Desk) -> None:
    into = await desk.intervention()
    await desk.budget()
    [case] = await desk.cases()
    bought = await desk.buy(case, into)
    desk.service.clock.move_to(datetime.fromisoformat(bought["answerDueAt"]))
    await desk.service.tick()  # what else is owed on the case runs out too
    assert await desk.service.events("referral-overdue") == []
    desk.service.clock.move_to(desk.service.clock.now() + timedelta(microseconds=1))
    assert await desk.service.tick() == 1
    assert await desk.service.tick() == 0
    [(_, told)] = await desk.service.events("referral-overdue")
    assert (told["owner"], told["subjectId"], told["sentenceId"]) == ("C17", bought["purchaseId"], str(case))
    await desk.does(bought, "answer", accepted=True)
    [clock] = await clocks(desk)
    assert clock["met_at"] is not None


async def test_a_purchase_is_seen_by_who_buys_and_who_delivers(desk: Desk) -> None:
    into = await desk.intervention()
    await desk.budget()
    [case] = await desk.cases()
    bought = await desk.buy(case, into)
    path = f"/purchases/{bought['purchaseId']}"
    for who in (desk.officer(), desk.manager(), desk.service.as_("HMIP", "HMIP001", Role.INSPECTOR)):
        assert (await desk.get(path, who))["crn"] == "X000000"
        assert [one["purchaseId"] for one in await desk.every("/purchases", who)] == [bought["purchaseId"]]
    for organisation, role in STRANGERS:
        headers = desk.service.as_(organisation, "somebody", role)
        assert (await desk.service.client.get(path, headers=headers)).status_code == 404
        assert await desk.every("/purchases", headers) == []
        found = await desk.every("/purchases", headers, interventionId=into["interventionId"])
        assert found == []


async def test_nobody_does_the_other_side_s_part(desk: Desk) -> None:
    into = await desk.intervention()
    await desk.budget()
    [case] = await desk.cases()
    bought = await desk.buy(case, into)
    path = f"/purchases/{bought['purchaseId']}"
    crc, stranger = desk.officer("C17"), desk.officer("C21")
    steps: dict[str, dict[str, Any]] = {"answer": {"accepted": True}, "start": {}, "end": {"outcome": "completed"}}
    for step, body in steps.items():
        await desk.refused(f"{path}/{step}", body, desk.officer("N07"), 404)
        await desk.refused(f"{path}/{step}", body, stranger, 404)
    await desk.refused(f"{path}/answer", {"accepted": False}, desk.officer("N07"), 404)
    await desk.refused(f"{path}/withdrawal", {}, crc, 404)
    await desk.refused(f"{path}/end", {"outcome": "declined"}, crc)
    problem = await desk.refused(f"{path}/end", {"outcome": "completed"}, crc, 409)
    assert problem["state"] == "referred"


async def test_the_same_key_buys_once_and_an_older_version_changes_nothing(desk: Desk) -> None:
    into = await desk.intervention()
    await desk.budget()
    [case] = await desk.cases()
    headers = {**desk.officer(), "Idempotency-Key": str(uuid4())}
    first, again = [await desk.post("/purchases", desk.referral(case, into), headers) for _ in range(2)]
    assert first == again
    assert (await desk.entry(into))["placesFree"] == 2
    await desk.does(first, "answer", accepted=True)
    stale = {**desk.officer(), "If-Match": '"1"'}
    await desk.refused(f"/purchases/{first['purchaseId']}/withdrawal", {}, stale, 412)


async def test_purchases_are_listed_newest_first_by_state_and_by_intervention(desk: Desk) -> None:
    chain = await desk.supplier()
    one, other = await desk.intervention(chain, capacity=9), await desk.intervention(chain, code="C17-OTHER")
    await desk.budget()
    made = [await desk.buy(case, one) for case in await desk.cases(3)]
    [last] = await desk.cases()
    made.append(await desk.buy(last, other))
    await desk.does(made[1], "answer", accepted=True)
    ids = [each["purchaseId"] for each in reversed(made)]

    async def found(who: dict[str, str], **query: str) -> list[str]:
        return [each["purchaseId"] for each in await desk.every("/purchases", who, **query)]

    inspector = desk.service.as_("HMIP", "HMIP001", Role.INSPECTOR)
    for who in (desk.officer(), desk.manager(), inspector):
        assert await found(who) == ids
        assert await found(who, state="accepted") == [ids[2]]
        assert await found(who, interventionId=one["interventionId"]) == ids[1:]
        assert await found(who, interventionId=other["interventionId"], state="referred") == ids[:1]
    assert await found(desk.officer(), interventionId=str(UUID(int=7))) == []
