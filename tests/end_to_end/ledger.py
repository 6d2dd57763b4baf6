"""What stands in the services' own databases, to be held against what oversight tells."""

from collections import Counter
from typing import Any

import asyncpg

from deploy.embedded.stack import Stack
from shared.contracts.catalogue import PUBLISHERS

Clock = tuple[str, str, str | None, str | None, str | None]


async def _rows(stack: Stack, service: str, sql: str, *values: Any) -> list[Any]:
    connection = await asyncpg.connect(stack.database_url(service))
    try:
        rows: list[Any] = await connection.fetch(sql, *values)
        return rows
    finally:
        await connection.close()


async def recorded(stack: Stack, crn: str) -> set[str]:
    """The ids of every event about a person in the record of the service that told it."""
    return {
        str(row["event_id"])
        for service in PUBLISHERS
        for row in await _rows(stack, service, "SELECT event_id FROM event WHERE crn = $1", crn)
    }


async def clocks(stack: Stack, crn: str) -> set[Clock]:
    """The clocks about a person as the services that own them keep them."""
    sql = "SELECT obligation, subject_id, met_at, cancelled_at, overdue_at FROM deadline WHERE crn = $1"
    return {
        (
            row["obligation"],
            str(row["subject_id"]),
            *(at(row[name]) for name in ("met_at", "cancelled_at", "overdue_at")),
        )
        for service in PUBLISHERS
        for row in await _rows(stack, service, sql, crn)
    }


async def unfinished(stack: Stack) -> Counter[str]:
    """What is left over: unpublished events and dead letters, by service."""
    left: Counter[str] = Counter()
    for service in (*PUBLISHERS, "oversight"):
        for table in ("outbox", "dead_letter"):
            [row] = await _rows(stack, service, f"SELECT count(*) AS n FROM {table}")
            left[f"{service} {table}"] += row["n"]
    return +left


def at(moment: Any) -> str | None:
    """A time as text, to the microsecond and in UTC."""
    return None if moment is None else str(moment.isoformat().replace("+00:00", "Z"))
