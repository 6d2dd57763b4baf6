"""Every order in which a service can hear two topics, tried on one database: each is undone before the next.

The orders form a tree, and share their beginnings: one is walked down by savepoints, so that nothing is done twice.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from shared.runtime.database import Connection, Database
from shared.runtime.inbox import Message
from shared.runtime.tables import Backbone
from tests.support.playing import IdsOf
from tests.support.running import Running

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OF_THE_DELIVERY = {"version", "event_id", "sequence", "causation_id", "correlation_id", "traceparent"}
"""What says how something was recorded, not what: how often it was written, under which number, because of what."""

OF_THE_MOMENT = re.compile(r'\\"riskHeldBy\\":\\"\w+\\"')
"""A fact says who held the risk when it was told: that is another one before an acceptance than after it. Who holds the
risk in the end is compared: it is in the rows of the allocation."""

NOT_COMPARED = ("inbox", "idempotency_key", "outbox")
"""What has been heard is the same by what is tried; the outbox is held against the record of what was told."""


@dataclass(frozen=True)
class Act:
    """Something that happens at a service: it hears an event, or is commanded. `after` must have happened before."""

    name: str
    do: Callable[[], Awaitable[None]]
    after: frozenset[str] = frozenset()
    messages: tuple[Message, ...] = ()


class OneConnection(Database):
    """A database whose transactions are savepoints of one that never commits."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """The connection."""
        yield self.connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        """The connection, from a savepoint on."""
        async with self.connection.transaction():
            yield self.connection


@asynccontextmanager
async def tried(service: Running, name: str) -> AsyncIterator[None]:
    """What happens inside is rolled back; what it makes has identifiers of that name."""
    database = service.runtime.work.database
    assert isinstance(database, OneConnection)
    savepoint = database.connection.transaction()
    await savepoint.start()
    service.runtime.work.ids = IdsOf(name)
    try:
        yield
    finally:
        await savepoint.rollback()


@asynccontextmanager
async def undone(service: Running) -> AsyncIterator[None]:
    """Whatever happens inside is rolled back."""
    database, work = service.runtime.database, service.runtime.work
    async with database.pool.acquire() as connection:
        whole = connection.transaction()
        await whole.start()
        service.runtime.database = work.database = OneConnection(connection)
        try:
            yield
        finally:
            await whole.rollback()
            service.runtime.database = work.database = database


def ready(sequences: Sequence[Sequence[Act]], done: frozenset[str]) -> list[Act]:
    """What can happen next: of each sequence its next act, where what it needs has happened."""
    heads = [next((act for act in sequence if act.name not in done), None) for sequence in sequences]
    return [act for act in heads if act is not None and act.after <= done]


def number_of_orders(sequences: Sequence[Sequence[Act]]) -> int:
    """How many orders there are, counted without trying them."""
    counted: dict[frozenset[str], int] = {}

    def count(done: frozenset[str]) -> int:
        if done not in counted:
            heads = ready(sequences, done)
            counted[done] = sum(count(done | {act.name}) for act in heads) if heads else 1
        return counted[done]

    return count(frozenset())


async def every_end(
    service: Running, sequences: Sequence[Sequence[Act]], known: frozenset[str]
) -> dict[str, list[str]]:
    """Each state in which an order ends, with the first order that ends in it. Every order is tried."""
    ends: dict[str, list[str]] = {}
    walked = 0

    async def walk(order: list[str]) -> None:
        nonlocal walked
        heads = ready(sequences, frozenset(order))
        if not heads:
            walked += 1
            ends.setdefault(await state(service, known), order)
        for act in heads:
            async with tried(service, act.name):
                await act.do()
                await walk([*order, act.name])

    await walk([])
    assert walked == number_of_orders(sequences)
    return ends


async def state(service: Running, known: frozenset[str]) -> str:
    """Every row of the service, as text: what was made only by the delivery has no name in it."""
    tables = [*service.runtime.service.metadata.sorted_tables, *Backbone.metadata.sorted_tables]
    lines: list[str] = []
    for table in tables:
        if table.name in NOT_COMPARED:
            continue
        hidden = ", ".join(f"'{name}'" for name in sorted(OF_THE_DELIVERY))
        rows = await service.rows(f'SELECT (to_jsonb(t) - ARRAY[{hidden}])::text AS row FROM "{table.name}" t')
        lines += sorted(f"{table.name} {unnamed(str(row['row']), known)}" for row in rows)
    return "\n".join(lines)


def unnamed(text: str, known: frozenset[str]) -> str:
    """The text without the identifiers that were made on the way; those of the story stay."""
    return _UUID.sub(lambda match: match[0] if match[0] in known else "(new)", OF_THE_MOMENT.sub("", text))


def named_in(*texts: Any) -> frozenset[str]:
    """Every identifier in the texts."""
    return frozenset(match for text in texts for match in _UUID.findall(str(text)))
