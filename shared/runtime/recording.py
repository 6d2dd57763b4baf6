"""The one statement that ends a command: state, event record, outbox, clocks and the answer, together or not at all.

Invariant: a fact is in `event` if and only if the state that it tells of is stored, and it is in `outbox` until Kafka
has acknowledged it. Everything goes in one statement, whatever its number of rows, so a command costs one round trip
here and a batch of five hundred reactions costs the same.

Rows travel as one JSON document a table (`jsonb_populate_recordset`): PostgreSQL itself turns them into typed columns.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlmodel import SQLModel

from shared.contracts.ledger import fold
from shared.contracts.model import Fact
from shared.runtime.database import Connection


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event on its way into the record."""

    event_id: UUID
    data: Fact
    recorded_at: datetime
    correlation_id: str
    causation_id: str | None
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a POST, kept under the caller's idempotency key."""

    caller: str
    key: str
    fingerprint: bytes
    status: int
    headers: str
    body: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table to write, each a JSON object with every column."""

    table: str
    insert: bool
    documents: tuple[str, ...]


EVENTS = """e AS (
  INSERT INTO event (event_id, event_type, crn, recorded_at, body, correlation_id, causation_id, traceparent)
  SELECT event_id, event_type, crn, recorded_at, body, correlation_id, causation_id, traceparent
  FROM unnest({}::uuid[], {}::text[], {}::text[], {}::timestamptz[],
              {}::text[], {}::text[], {}::text[], {}::text[])
    WITH ORDINALITY
    AS r (event_id, event_type, crn, recorded_at, body, correlation_id, causation_id, traceparent, place)
  -- numbers are given in the order of the decision: id order is commit order for whoever holds the aggregate's lock
  ORDER BY place
  RETURNING sequence, crn)"""

OUTBOX = "o AS (INSERT INTO outbox (sequence, crn) SELECT sequence, crn FROM e)"

CLOCKS_STARTED = """cs AS (
  INSERT INTO deadline (obligation, subject_id, crn, sentence_id, owner, detail_url, started_at, due_at, met_at,
    cancelled_at)
  SELECT * FROM unnest({}::text[], {}::uuid[], {}::text[], {}::uuid[], {}::text[], {}::text[], {}::timestamptz[],
    {}::timestamptz[], {}::timestamptz[], {}::timestamptz[])
  ON CONFLICT (obligation, subject_id) DO UPDATE SET owner = excluded.owner, started_at = excluded.started_at,
    due_at = excluded.due_at, met_at = excluded.met_at, cancelled_at = excluded.cancelled_at, overdue_at = NULL)"""

CLOCKS_ENDED = """ce AS (
  UPDATE deadline d SET met_at = r.met_at, cancelled_at = r.cancelled_at
  FROM unnest({}::text[], {}::uuid[], {}::timestamptz[], {}::timestamptz[])
    AS r (obligation, subject_id, met_at, cancelled_at)
  WHERE d.obligation = r.obligation AND d.subject_id = r.subject_id AND d.met_at IS NULL AND d.cancelled_at IS NULL)"""

ANSWER = """a AS (
  INSERT INTO idempotency_key (caller, key, fingerprint, status, headers, body, created_at)
  VALUES ({}::text, {}::text, {}::bytea, {}::int, {}::jsonb, {}::text, {}::timestamptz))"""


class Recording:
    """Collects what one transaction writes, and writes it in one statement."""

    def __init__(self) -> None:
        self.rows: list[Rows] = []
        self.events: list[Recorded] = []
        self.answer: Answer | None = None

    def is_empty(self) -> bool:
        """True where there is nothing to write."""
        return not (self.rows or self.events or self.answer)

    async def write(self, connection: Connection, now: datetime) -> None:
        """Write everything collected in one statement and forget it."""
        if self.is_empty():
            return
        parts: list[str] = []
        values: list[object] = []
        for rows in self.rows:
            parts.append(f"{'insert' if rows.insert else 'update'} {rows.table}")
            values.append(f"[{','.join(rows.documents)}]")
        if self.events:
            parts.append("events")
            values += _event_columns(self.events)
            started, ended = _clocks(self.events)
            if started:
                parts.append("clocks started")
                values += [list(column) for column in zip(*started, strict=True)]
            if ended:
                parts.append("clocks ended")
                values += [list(column) for column in zip(*ended, strict=True)]
        if (answer := self.answer) is not None:
            parts.append("answer")
            values += [answer.caller, answer.key, answer.fingerprint, answer.status, answer.headers, answer.body, now]
        await connection.execute(_statement(tuple(parts)), *values)
        self.rows, self.events, self.answer = [], [], None


def _event_columns(events: Sequence[Recorded]) -> list[object]:
    return [
        [event.event_id for event in events],
        [event.data.event_type for event in events],
        [event.data.subject for event in events],
        [event.recorded_at for event in events],
        [event.data.model_dump_json(by_alias=True) for event in events],
        [event.correlation_id for event in events],
        [event.causation_id for event in events],
        [event.traceparent for event in events],
    ]


def _clocks(events: Iterable[Recorded]) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The rows of the clocks that the events start, and of those that they only end."""
    started: list[tuple[object, ...]] = []
    ended: list[tuple[object, ...]] = []
    for row in fold((event.data, event.recorded_at) for event in events):
        ends = (row.met_at, row.cancelled_at)
        if row.is_start:
            place = (row.obligation, row.subject_id, row.crn, row.sentence_id, row.owner, row.detail_url)
            started.append((*place, row.started_at, row.due_at, *ends))
        elif row.has_ended:
            ended.append((row.obligation, row.subject_id, *ends))
    return started, ended


TABLES: dict[str, type[SQLModel]] = {}
"""Every table that a repository writes, by `<service>.<table>`; filled as the stores are imported."""


@lru_cache(maxsize=512)
def _statement(parts: tuple[str, ...]) -> str:
    """The SQL for one combination of parts; there are few, so the server's prepared statements serve them all."""
    clauses: list[str] = []
    place = 0
    for number, part in enumerate(parts):
        match part.split(" ", 1):
            case ["events"]:
                clauses += [EVENTS, OUTBOX]
            case ["clocks", "started"]:
                clauses.append(CLOCKS_STARTED)
            case ["clocks", _]:
                clauses.append(CLOCKS_ENDED)
            case ["answer"]:
                clauses.append(ANSWER)
            case ["insert", table]:
                clauses.append(f"w{number} AS ({_insert(table)})")
            case ["update", table]:
                clauses.append(f"w{number} AS ({_update(table)})")
    numbered: list[str] = []
    for clause in clauses:
        count = clause.count("{}")
        numbered.append(clause.format(*(f"${place + n}" for n in range(1, count + 1))))
        place += count
    return "WITH " + ",\n".join(numbered) + "\nSELECT"


def _insert(name: str) -> str:
    table = TABLES[name].__table__  # type: ignore[attr-defined]
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    return (
        f'INSERT INTO "{table.name}" ({columns}) '
        f'SELECT {columns} FROM jsonb_populate_recordset(NULL::"{table.name}", {{}}::jsonb)'
    )


def _update(name: str) -> str:
    table = TABLES[name].__table__  # type: ignore[attr-defined]
    keys = [column.name for column in table.primary_key]
    assignments = ", ".join(f'"{c.name}" = r."{c.name}"' for c in table.columns if c.name not in keys)
    match = " AND ".join(f't."{key}" = r."{key}"' for key in keys)
    return (
        f'UPDATE "{table.name}" t SET {assignments} '
        f'FROM jsonb_populate_recordset(NULL::"{table.name}", {{}}::jsonb) r WHERE {match}'
    )
