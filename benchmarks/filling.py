"""Fills a service's database by COPY, a row a dictionary: its keys are columns that the tables declare.

The tables say which columns there are and which cannot be left out, so a row that has fallen behind them is told so by
name, and a row that a constraint forbids is refused by PostgreSQL as it would be in a running service.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import asyncpg
import orjson
from sqlalchemy import MetaData, Table

Row: TypeAlias = Mapping[str, Any]
"""A row by its columns. A document is given as JSON text, or as a dictionary or a list."""

AT_ONCE = 20_000
"""Rows that are held before they are written."""


class RowDoesNotFit(ValueError):
    """A generated row names a column that the table does not have, or leaves out one that it must have."""


async def fill(database_url: str, metadata: MetaData, rows: Iterable[tuple[str, Row]]) -> dict[str, int]:
    """Write all rows, each with the name of its table, then vacuum and analyse; how many each table has."""
    connection = await asyncpg.connect(database_url)
    written = dict.fromkeys((table.name for table in metadata.sorted_tables), 0)
    try:
        for batch in _batches(rows):
            if unknown := batch.keys() - written.keys():
                raise RowDoesNotFit(f"There is no table {', '.join(sorted(unknown))}.")
            # What is referred to is generated first, and of a batch it is written first.
            for table in metadata.sorted_tables:
                if of_table := batch.get(table.name):
                    await _copy(connection, table, of_table)
                    written[table.name] += len(of_table)
        await connection.execute("VACUUM (ANALYZE)")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()
    return written


def _batches(rows: Iterable[tuple[str, Row]]) -> Iterator[dict[str, list[Row]]]:
    batch: dict[str, list[Row]] = {}
    held = 0
    for name, row in rows:
        batch.setdefault(name, []).append(row)
        held += 1
        if held >= AT_ONCE:
            yield batch
            batch, held = {}, 0
    if batch:
        yield batch


async def _copy(connection: asyncpg.Connection, table: Table, rows: list[Row]) -> None:
    columns = _columns(table, rows[0])
    text = "".join("\t".join([_text(row[column]) for column in columns]) + "\n" for row in rows)
    await connection.copy_to_table(table.name, source=io.BytesIO(text.encode()), columns=columns, format="text")


def _columns(table: Table, row: Row) -> list[str]:
    known = {column.name: column for column in table.columns}
    if unknown := sorted(row.keys() - known.keys()):
        raise RowDoesNotFit(f"{table.name} has no column {', '.join(unknown)}.")
    needed = {name for name, column in known.items() if not column.nullable and column.server_default is None}
    if lacking := sorted(needed - row.keys()):
        raise RowDoesNotFit(f"A row of {table.name} lacks {', '.join(lacking)}.")
    return list(row)


def _text(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (dict, list, tuple)):
        value = orjson.dumps(value).decode()
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    return str(value)
