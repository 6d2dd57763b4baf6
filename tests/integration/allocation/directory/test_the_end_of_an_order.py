"""What the NPS has bought under an order that has ended is closed by rule, and given back."""

from datetime import date
from uuid import UUID

from shared.contracts.court import OrderRevoked
from shared.contracts.model import Actor
from shared.probation.vocabulary import RevocationCause
from tests.integration.allocation.directory.desk import Desk
from tests.support.counting import statements_of


def revoked(sentence_id: UUID) -> OrderRevoked:
    """The court has revoked the order."""
    return OrderRevoked(
        crn="X000000",
        detail_url="/sentences/1",
        recorded_by=Actor(organisation="N07"),
        sentence_id=sentence_id,
        event_number=1,
        cause=RevocationCause.GOOD_PROGRESS,
        ended_on=date(2016, 9, 5),
    )


async def ended(desk: Desk, *cases: UUID) -> None:
    assert (await desk.service.deliver([revoked(case) for case in cases])).applied == len(cases)


async def test_what_had_not_started_is_withdrawn_and_what_had_is_ended(desk: Desk) -> None:
    into = await desk.intervention(capacity=5)
    await desk.budget(5 * 64500)
    cases = await desk.cases(5)
    referred, accepted, started, closed, untouched = [await desk.buy(case, into) for case in cases]
    for one in (accepted, started):
        await desk.does(one, "answer", accepted=True)
    await desk.does(started, "start")
    await desk.does(closed, "withdrawal")
    for _ in range(2):  # told twice, it is done once
        await ended(desk, *cases[:4])
    states = {one["purchaseId"]: (one["state"], one["outcome"]) for one in await desk.every("/purchases")}
    assert [states[one["purchaseId"]] for one in (referred, accepted, started, closed, untouched)] == [
        ("withdrawn", None),
        ("withdrawn", None),
        ("ended", "notCompleted"),
        ("withdrawn", None),
        ("referred", None),
    ]
    assert ((await desk.entry(into))["placesFree"], (await desk.left())[0]) == (4, 2 * 64500)
    problem = await desk.refused("/purchases", desk.referral(cases[0], into), desk.officer())
    assert [one["code"] for one in problem["errors"]] == ["notSupervisedByDivision"]


async def test_the_provider_owes_no_answer_any_more(desk: Desk) -> None:
    into = await desk.intervention()
    await desk.budget()
    cases = await desk.cases()
    await desk.buy(cases[0], into)
    await ended(desk, *cases)
    [clock] = await desk.service.rows("SELECT * FROM deadline WHERE obligation = 'interventionReferralAnswered'")
    assert clock["cancelled_at"] is not None


async def test_many_orders_that_end_at_once_cost_the_same_statements_as_one(desk: Desk) -> None:
    chain = await desk.supplier()
    both = [await desk.intervention(chain, code=f"C17-{name}", capacity=99) for name in ("ONE", "OTHER")]
    await desk.budget(100 * 64500)
    costs = []
    for size in (1, 1, 40):  # the first prepares the statements
        cases = await desk.cases(size)
        for place, case in enumerate(cases):
            await desk.buy(case, both[place % 2])
        costs.append(len(await statements_of(desk.service, lambda these=cases: ended(desk, *these))))  # type: ignore[misc]
    assert costs[1] == costs[2]
    assert await desk.left() == (0, 100 * 64500)
    assert {(await desk.entry(each))["placesFree"] for each in both} == {99}
