"""What the directory costs: round trips counted, lists that walk an index, and statements that fit the database."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.allocation.directory import store
from shared.runtime.database import STATEMENTS, Query
from tests.integration.allocation.directory.desk import Desk
from tests.support.counting import statements_of

OWN, STATES = ["N07"], ["referred", "accepted", "started", "ended", "withdrawn"]
LISTS: dict[str, tuple[Query, dict[str, Any], set[str]]] = {
    "purchases": (
        store.PURCHASES,
        {"organisations": OWN, "states": STATES, "after_id": UUID(int=7), "rows": 51},
        {"purchase_of_division", "purchase_of_provider"},
    ),
    "purchases of an intervention": (
        store.PURCHASES_OF_INTERVENTION,
        {
            "divisions": OWN,
            "states": STATES,
            "intervention_id": UUID(int=7),
            "after_id": None,
            "rows": 51,
            "organisations": OWN,
        },
        {"purchase_of_intervention"},
    ),
    "interventions": (
        store.INTERVENTIONS,
        {
            "today": date(2016, 9, 5),
            "providers": ["C17"],
            "after_code": None,
            "need": "drugs",
            "sex": None,
            "kind": None,
            "open_on": None,
            "rows": 51,
        },
        {"intervention_of_provider"},
    ),
    "suppliers": (
        store.SUPPLIERS,
        {"providers": ["C17"], "kinds": ["voluntary"], "after_provider": None, "after_name": None, "rows": 51},
        {"supplier_of_kind"},
    ),
    "live purchases": (
        store.LIVE_PURCHASES,
        {"sentence_ids": [UUID(int=7)]},
        {"purchase_live_is_one_of_its_intervention"},
    ),
}

CURSORS = {
    "purchases": "purchase_id <",
    "purchases of an intervention": "purchase_id <",
    "interventions": "code >",
    "suppliers": "name >",
    "live purchases": "sentence_id =",
}
"""What of each must be a condition of the index, and not of the rows that it finds."""


@pytest.fixture
async def held(desk: Desk) -> tuple[Desk, dict[str, Any], list[UUID]]:
    """An intervention with places and money for two, and one of them taken: what is counted was done before."""
    into = await desk.intervention()
    await desk.budget()
    cases = await desk.cases(3)
    await desk.does(await desk.buy(cases[0], into), "withdrawal")
    return desk, into, cases


Asked = Callable[[], Awaitable[Any]]


async def test_a_purchase_and_its_end_make_few_round_trips(held: tuple[Desk, dict[str, Any], list[UUID]]) -> None:
    desk, into, cases = held

    async def count(work: Asked) -> int:
        return len(await statements_of(desk.service, work))

    # BEGIN; the allocation; the intervention and its prices; the budget and its amounts; the one write; COMMIT.
    assert await count(lambda: desk.try_to_buy(cases[1], into)) == 8
    bought = await desk.buy(cases[2], into)
    assert await count(lambda: desk.does(bought, "answer", accepted=True)) == 4
    assert await count(lambda: desk.does(bought, "start")) == 4
    assert await count(lambda: desk.does(bought, "end", outcome="completed")) == 8


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_walks_its_indexes_cursor_included(desk: Desk, name: str) -> None:
    query, values, indexes = LISTS[name]
    connection = await asyncpg.connect(desk.service.database_url)
    try:
        await connection.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        statement = await connection.prepare(query.sql)
        [plan] = await statement.explain(*(values[each] for each in query.names))
    finally:
        await connection.close()
    conditions = {node["Index Name"]: node["Index Cond"] for node in nodes(plan["Plan"]) if "Index Name" in node}
    assert indexes <= set(conditions)
    assert [index for index in indexes if CURSORS[name] not in conditions[index]] == [], plan


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node of a plan."""
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


async def test_the_database_takes_every_statement_of_the_directory(desk: Desk) -> None:
    own = [each for each in vars(store).values() if isinstance(each, Query)]
    assert own
    assert all(each in STATEMENTS and each.module == "allocation" for each in own)
    async with desk.service.runtime.database.read() as connection:
        for each in own:
            await connection.prepare(each.sql)
