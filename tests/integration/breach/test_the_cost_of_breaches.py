"""How many round trips breach makes: counted, not timed. And that its migrations make what its tables declare."""

import re
from collections.abc import Callable
from functools import partial
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.breach import store
from services.breach.tables import BreachTable
from shared.contracts.model import EventData
from shared.probation.vocabulary import AppointmentOutcome
from shared.runtime.database import STATEMENTS, Database, Query
from tests.integration.breach.desk import FATAL, Desk, pack
from tests.support.counting import statements_of
from tests.support.postgres import Databases
from tests.support.running import Running
from tests.unit.breach.story import FIRST, NOW, Story

TABLES = tuple(table.name for table in BreachTable.metadata.sorted_tables)
CATALOGUE = {
    "columns": """SELECT table_name, column_name, data_type, is_nullable, column_default
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ANY($1::text[])""",
    "constraints": """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = ANY($1::text[]::regclass[])""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE tablename = ANY($1::text[])",
}


KINDS: dict[str, Callable[[Story], EventData]] = {
    "sentence": lambda story: story.sentence_passed(),
    "allocation": lambda story: story.allocation_accepted(),
    "outcome": lambda story: story.outcome(FIRST, NOW, AppointmentOutcome.UAAB),
    "decision": lambda story: story.decided(),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_batch_costs_the_same_whatever_its_size(breach: Running, kind: str) -> None:
    costs = []
    for size in (1, 500):
        stories = [Story(f"X{number:06}", uuid4(), uuid4(), prefix=str(uuid4())) for number in range(size)]
        if kind != "sentence":
            await breach.deliver([story.sentence_passed() for story in stories])
        batch = [KINDS[kind](story) for story in stories]
        costs.append(len(await statements_of(breach, partial(breach.deliver, batch))))
    assert costs[0] == costs[1] <= 10, costs


async def test_a_batch_of_every_type_costs_no_more_than_one_of_one(breach: Running) -> None:
    stories = [Story(f"X{number:06}", uuid4(), uuid4(), prefix=str(number)) for number in range(30)]
    batch = [event for story in stories for event in story.in_order()]
    assert len(await statements_of(breach, partial(breach.deliver, batch))) <= 6
    assert len(await breach.events("breach-initiated")) == 30


async def test_each_command_makes_five_round_trips(desk: Desk) -> None:
    """The known case is read with the breach: a command that needs both costs no more than one that does not."""
    crc = desk.crc | {"Idempotency-Key": "a key of its own"}
    assert len(await statements_of(desk.service, partial(desk.done, "pack", pack(), crc))) == 5
    assert len(await statements_of(desk.service, partial(desk.done, "check", {}, desk.crc))) == 5
    assert len(await statements_of(desk.service, partial(desk.done, "countersignature", {}, desk.manager))) == 5
    assert len(await statements_of(desk.service, partial(desk.done, "referral", {}, desk.manager))) == 5
    assert len(await statements_of(desk.service, partial(desk.done, "return", FATAL, desk.nps))) == 5


async def test_a_read_makes_two(desk: Desk) -> None:
    assert len(await statements_of(desk.service, desk.seen)) == 2


async def test_every_statement_of_the_store_fits_the_database(breach: Running) -> None:
    async with breach.runtime.database.read() as connection:
        for statement in STATEMENTS:
            if statement.module == "breach":
                await connection.prepare(statement.sql)


async def test_the_lists_walk_an_index(breach: Running) -> None:
    """With the planner's other ways closed, every branch of the list is an index condition, cursor included."""
    arguments = (["C17", "N07"], ["initiated", "referred"], NOW, UUID(int=7), 51)
    connection = await asyncpg.connect(breach.database_url)
    try:
        await connection.execute("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan")
        plan = str(await (await connection.prepare(store.LIST.sql)).explain(*arguments))
    finally:
        await connection.close()
    for column in ("provider", "division"):
        assert f"'Index Name': 'breach_of_{column}_by_state'" in plan
    # Organisation, state and cursor are all conditions of the index, on both sides.
    assert plan.count("AND (ROW(b_") == plan.count("Index Only Scan") == 2, plan


@pytest.mark.parametrize(
    ("figures", "indexes"),
    [
        (store.EXCHANGE, ("pack_exchange_of_provider", "pack_exchange_of_division")),
        (store.RECOMMENDATIONS, ("breach_of_provider_concluded", "breach_of_division_concluded")),
    ],
)
async def test_the_figures_walk_an_index(breach: Running, figures: Query, indexes: tuple[str, str]) -> None:
    """Organisation and period are conditions of an index, on both sides, whatever else the table has."""
    connection = await asyncpg.connect(breach.database_url)
    try:
        await connection.execute("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan")
        plan = str(await (await connection.prepare(figures.sql)).explain(["C17", "N07"], NOW, NOW))
    finally:
        await connection.close()
    assert [plan.count(f"'Index Name': '{name}'") for name in indexes] == [1, 1], plan
    assert len(re.findall(r"= o(?:_1)?\.code\) AND \(", plan)) == 2, plan


async def test_the_migrations_make_what_the_tables_declare(breach: Running, databases: Databases) -> None:
    declared = await databases.fresh_with(BreachTable.metadata)
    database = await Database.connect(connections=1, dsn=declared)
    try:
        for what, sql in CATALOGUE.items():
            async with database.read() as connection:
                wanted = {tuple(row) for row in await connection.fetch(sql, list(TABLES))}
            made = {tuple(row.values()) for row in await breach.rows(sql, list(TABLES))}
            assert made == wanted, what
    finally:
        await database.close()
        await databases.drop(declared)
