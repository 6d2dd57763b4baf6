"""How many round trips allocation makes: counted, not timed. And that its migrations make what its tables declare."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

import pytest

from services.allocation.tables import AllocationTable
from shared.contracts.model import EventData
from shared.runtime.auth import Role
from shared.runtime.database import Database
from shared.runtime.transaction import new_id
from tests.support.counting import statements_of
from tests.support.postgres import Databases
from tests.support.running import Running
from tests.unit.allocation.given import (
    DOMESTIC_ABUSE,
    SENTENCE_ID,
    amended,
    closed,
    escalated,
    revised,
    revoked,
    sentence,
)
from tests.unit.allocation.passing import HIGH, named, read

CATALOGUE = {
    "columns": """SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
        WHERE table_schema = 'public'
          AND table_name IN ('allocation', 'allocation_decision', 'allocation_transfer', 'escalation')""",
    "constraints": """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid IN
        ('allocation'::regclass, 'allocation_decision'::regclass, 'allocation_transfer'::regclass,
         'escalation'::regclass)""",
    "indexes": """SELECT indexdef FROM pg_indexes
        WHERE tablename IN ('allocation', 'allocation_decision', 'allocation_transfer', 'escalation')""",
}


MAKE: dict[str, Callable[..., EventData]] = {
    "sentence": sentence,
    "answer": closed,
    "assessment": revised,
    "amendment": amended,
    "end": revoked,
    "escalation": escalated,
    "officer": named,
    "reading": read,
}


@pytest.fixture
async def allocation(running: Callable[[str], AbstractAsyncContextManager[Running]]) -> AsyncIterator[Running]:
    async with running("allocation") as service:
        yield service


@pytest.mark.parametrize("kind", MAKE)
async def test_a_batch_of_one_type_costs_the_same_whatever_its_size(allocation: Running, kind: str) -> None:
    costs = []
    for size in (1, 500):
        cases = [{"sentence_id": new_id(), "crn": f"X{number:06}"} for number in range(size)]
        if kind != "sentence":
            await allocation.deliver([sentence(**case) for case in cases])
        batch = [MAKE[kind](**case) for case in cases]
        costs.append(len(await statements_of(allocation, partial(allocation.deliver, batch))))
    assert costs[0] == costs[1] <= 10, costs


async def test_an_acceptance_makes_five_round_trips(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    headers = allocation.as_("C17", "C17A001", Role.RESPONSIBLE_OFFICER) | {"Idempotency-Key": "once"}

    async def accept() -> None:
        answer = await allocation.client.post(f"/allocations/{SENTENCE_ID}/acceptance", json={}, headers=headers)
        assert answer.status_code == 200, answer.text

    assert len(await statements_of(allocation, accept)) <= 5


async def asked(service: Running, path: str, body: Any, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """How many statements a command makes, and the record that it answers."""
    found: dict[str, Any] = {}

    async def ask() -> None:
        answer = await service.client.post(f"/allocations/{SENTENCE_ID}/{path}", json=body, headers=headers)
        assert answer.is_success, answer.text
        found.update(answer.json())

    return len(await statements_of(service, ask)), found


async def test_a_transfer_makes_five_round_trips_to_propose_and_five_to_decide(allocation: Running) -> None:
    await allocation.deliver([sentence()])
    here, there = (allocation.as_(code, f"{code}A001", Role.RESPONSIBLE_OFFICER) for code in ("C17", "C21"))
    await asked(allocation, "acceptance", {}, here)
    move = {"toProvider": "C21", "reason": "moveOfResidence"}
    proposing, record = await asked(allocation, "transfers", move, here)
    decision = f"transfers/{record['transfers'][0]['transferId']}/decision"
    deciding, _ = await asked(allocation, decision, {"outcome": "accepted"}, there)
    assert (proposing, deciding) == (5, 5)


async def test_a_responsible_officer_is_named_in_five_round_trips_and_reads_in_five(allocation: Running) -> None:
    await allocation.deliver([sentence(risk=HIGH)])
    manager = allocation.as_("N07", "N07S410", Role.SENIOR_PROBATION_OFFICER)
    officer = allocation.as_("N07", "N07R310", Role.RESPONSIBLE_OFFICER)
    naming, _ = await asked(allocation, "responsible-officer", {"officer": "N07R310", "grade": "PO"}, manager)
    reading, _ = await asked(allocation, f"gaps/{DOMESTIC_ABUSE.gap_id}/acknowledgement", {}, officer)
    assert (naming, reading) == (5, 5)


async def test_the_migrations_make_what_the_tables_declare(allocation: Running, databases: Databases) -> None:
    declared = await databases.fresh_with(AllocationTable.metadata)
    database = await Database.connect(connections=1, dsn=declared)
    try:
        for what, sql in CATALOGUE.items():
            async with database.read() as connection:
                wanted = {tuple(row) for row in await connection.fetch(sql)}
            made = {tuple(row.values()) for row in await allocation.rows(sql)}
            assert made == wanted, what
    finally:
        await database.close()
        await databases.drop(declared)
