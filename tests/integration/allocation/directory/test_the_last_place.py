"""Many buy at once: nobody takes a place that is not there, or a pound that is spent."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from tests.integration.allocation.directory.desk import Desk
from tests.support.kafka import eventually

MANY = 12
WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"
MOVED = """
    UPDATE allocation SET division = 'N04', supervising_provider = 'N04', risk_held_by = 'N04' WHERE sentence_id = $1
"""


async def waiting(connection: asyncpg.Connection, number: int) -> None:
    """Until so many wait for a lock."""

    async def there() -> bool:
        return bool(await connection.fetchval(WAITING) >= number)

    await eventually(there, f"{number} wait for a lock", within=20)


@asynccontextmanager
async def held_back(desk: Desk, work: Callable[[], Awaitable[Any]]) -> AsyncIterator["asyncio.Future[Any]"]:
    """Work that is held back until every connection of the service waits, so that what was read unlocked is stale.

    Whoever buys or closes needs the budget last; it is in other hands until then.
    """
    pool = desk.service.runtime.database.pool
    outside = await asyncpg.connect(desk.service.database_url)
    try:
        async with outside.transaction():
            await outside.execute("SELECT 1 FROM budget FOR UPDATE")
            doing = asyncio.ensure_future(work())
            await waiting(outside, pool.get_max_size())
        yield doing
    finally:
        await outside.close()


async def buy_at_once(desk: Desk, cases: list[UUID], *interventions: dict[str, Any]) -> list[httpx.Response]:
    """Every case at the same moment, in turn into each of the interventions."""
    wishes = ((case, interventions[place % len(interventions)]) for place, case in enumerate(cases))
    return await asyncio.gather(*(desk.try_to_buy(case, into) for case, into in wishes))


def outcomes(answers: list[httpx.Response]) -> Counter[str]:
    """How many were bought, and how many refused for which reasons."""
    return Counter(
        "bought" if answer.status_code == 201 else "+".join(one["code"] for one in answer.json()["errors"])
        for answer in answers
    )


async def test_of_many_who_want_the_last_place_one_gets_it(desk: Desk) -> None:
    into = await desk.intervention(capacity=1)
    await desk.budget()
    cases = await desk.cases(MANY)
    async with held_back(desk, lambda: buy_at_once(desk, cases, into)) as buying:
        answers = await buying
    assert outcomes(answers) == {"bought": 1, "noPlaceLeft": MANY - 1}
    assert ((await desk.entry(into))["placesFree"], (await desk.left())[0]) == (0, 64500)


async def test_of_many_who_want_the_last_pound_one_gets_it_whatever_they_buy(desk: Desk) -> None:
    chain = await desk.supplier()
    each = [await desk.intervention(chain, code=f"C17-{number}{number}", capacity=1) for number in range(MANY)]
    await desk.budget(2 * 64500 - 1)
    cases = await desk.cases(MANY)
    async with held_back(desk, lambda: buy_at_once(desk, cases, *each)) as buying:
        answers = await buying
    assert outcomes(answers) == {"bought": 1, "budgetExceeded": MANY - 1}
    assert await desk.left() == (64500, 64499)
    assert sum([(await desk.entry(one))["placesFree"] for one in each]) == MANY - 1


async def test_of_many_who_close_the_same_purchase_one_does_and_it_is_given_back_once(desk: Desk) -> None:
    into = await desk.intervention()
    await desk.budget()
    [first, second] = [await desk.buy(case, into) for case in await desk.cases(2)]
    path = f"/purchases/{first['purchaseId']}"
    asked: list[tuple[str, dict[str, Any], dict[str, str]]] = [
        ("withdrawal", {}, desk.officer()),
        ("answer", {"accepted": False}, desk.manager()),
    ]

    async def close_at_once() -> list[httpx.Response]:
        return await asyncio.gather(
            *(desk.service.client.post(f"{path}/{step}", json=body, headers=who) for step, body, who in asked * 6)
        )

    async with held_back(desk, close_at_once) as closing:
        answers = await closing
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 11]
    assert ((await desk.entry(into))["placesFree"], (await desk.left())[0]) == (2, second["price"])


async def test_who_buys_and_who_closes_never_wait_for_each_other_for_ever(desk: Desk) -> None:
    chain = await desk.supplier()
    both = [await desk.intervention(chain, capacity=6), await desk.intervention(chain, code="C17-OTHER", capacity=6)]
    await desk.budget(12 * 64500)
    cases = await desk.cases(3 * MANY)
    held = [await desk.buy(case, both[place % 2]) for place, case in enumerate(cases[:MANY])]

    async def close(purchase: dict[str, Any]) -> httpx.Response:
        path = f"/purchases/{purchase['purchaseId']}/withdrawal"
        return await desk.service.client.post(path, json={}, headers=desk.officer())

    closing, *buying = await asyncio.gather(
        asyncio.gather(*map(close, held)),
        buy_at_once(desk, cases[MANY : 2 * MANY], *both),
        buy_at_once(desk, cases[2 * MANY :], *reversed(both)),
    )
    assert {answer.status_code for answer in closing} == {200}
    assert {answer.status_code for answers in buying for answer in answers} <= {201, 422}
    bought = sum(answer.status_code == 201 for answers in buying for answer in answers)
    free = sum([(await desk.entry(each))["placesFree"] for each in both])
    assert (free, (await desk.left())[0]) == (12 - bought, bought * 64500)


async def test_a_purchase_waits_for_whoever_is_changing_who_supervises_and_heeds_it(desk: Desk) -> None:
    into = await desk.intervention()
    await desk.budget()
    [case] = await desk.cases()
    async with desk.service.runtime.database.write() as connection:
        await connection.execute(MOVED, case)
        buying = asyncio.create_task(desk.try_to_buy(case, into))
        await waiting(connection, 1)
    assert outcomes([await buying]) == {"notSupervisedByDivision": 1}
