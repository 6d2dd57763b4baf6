"""Aggregates in tables: one root row that is locked, the rows of its parts, and the difference that a decision made.

Invariant: whoever holds an aggregate's state inside a transaction holds the lock on its root row, taken in a statement
of its own *before* its parts are read, so the parts are never older than the root.

Columns are read by name: one that a migration has added for the code that comes is nothing to the code that runs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import SQLModel

from shared.decisions import State
from shared.runtime.database import Connection, Query
from shared.runtime.recording import TABLES, Rows

S = TypeVar("S", bound=State)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong to a root: the table and its own key; the root's key is a column of it by the same name.

    `repeats` are columns of the root that every row carries too, so that an index can find the rows by them; they are
    written whenever they change on the root, and are no fields of the part.
    """

    table: type[SQLModel]
    key: str
    repeats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class After:
    """Rows of another kind to lock before an aggregate: the statement of `Repository.after`, and their keys."""

    lock: Query
    first: Sequence[UUID]


class Repository(Generic[S]):
    """Reads and writes one kind of aggregate.

    `state` is the domain's model: its fields are the root table's columns, and a tuple of models for each of `parts`.
    """

    def __init__(
        self, service: str, state: type[S], table: type[SQLModel], key: str, parts: Mapping[str, Part] | None = None
    ) -> None:
        self.service, self.state, self.table, self.key = service, state, table, key
        self.parts = dict(parts or {})
        self._part_names = frozenset(self.parts)
        self._names = {name: _register(service, part.table) for name, part in self.parts.items()}
        self._root = _register(service, table)
        roots = f'SELECT {_columns(table)} FROM "{_name(table)}" WHERE "{key}" = ANY(:ids)'
        self._lock = Query(f'{roots} ORDER BY "{key}" FOR UPDATE', module=service)
        self._read = Query(roots, module=service)
        # One aggregate per part, per root: an index look-up each, and one round trip for all of them.
        selections = ", ".join(
            f"(SELECT coalesce(jsonb_agg(to_jsonb(p) ORDER BY p.\"{part.key}\"), '[]') "
            f'FROM (SELECT {_columns(part.table, part.repeats)} FROM "{_name(part.table)}" own '
            f'WHERE own."{key}" = r.id) p) AS "{name}"'
            for name, part in self.parts.items()
        )
        self._selections = selections
        self._load_parts = (
            Query(f"SELECT r.id, {selections} FROM unnest(:ids::uuid[]) AS r (id)", module=service) if parts else None
        )

    def beside(self, rows: str) -> Query:
        """The statement that reads the parts and, in the same round trip, the rows of another statement."""
        beside = f"(SELECT coalesce(jsonb_agg(to_jsonb(b)), '[]') FROM ({rows}) b) AS beside"
        return Query(
            f"SELECT r.id, {self._selections}, {beside} FROM unnest(:ids::uuid[]) AS r (id)", module=self.service
        )

    def after(self, other: "Repository[Any]") -> Query:
        """The statement that locks a root once rows of another kind are locked, whose keys are in `:first`.

        Both in one round trip and always in that order: the comparison with the number of locked rows rests on nothing
        of the root, so it is made before the root is looked for.
        """
        table, key = _name(self.table), self.key
        return Query(
            f"""WITH first AS MATERIALIZED (
                  SELECT 1 FROM "{_name(other.table)}" o WHERE o."{other.key}" = ANY(:first::uuid[])
                  ORDER BY o."{other.key}" FOR UPDATE)
                SELECT {_columns(self.table)} FROM "{table}" r
                WHERE r."{key}" = ANY(:ids) AND (SELECT count(*) FROM first) >= 0
                ORDER BY r."{key}" FOR UPDATE OF r""",
            module=self.service,
        )

    async def lock(self, connection: Connection, ids: Sequence[UUID]) -> dict[UUID, S]:
        """The states of those that exist, locked until the transaction ends; in key order, so that no two deadlock."""
        return await self._states(connection, await self._lock.all(connection, ids=ids))

    async def lock_beside(
        self, connection: Connection, key: UUID, beside: Query, *, after: After | None = None, **arguments: Any
    ) -> tuple[S | None, list[dict[str, Any]]]:
        """One state, locked as by `lock`, and the rows that `beside` reads with its parts; none where it is not.

        `after` is what to lock first; what `beside` reads is then as whoever held that lock before has left it.
        """
        if after is None:
            roots = await self._lock.all(connection, ids=[key])
        else:
            roots = await after.lock.all(connection, ids=[key], first=after.first)
        if not roots:
            return None, []
        [parts] = await beside.all(connection, ids=[key], **arguments)
        del parts["id"]
        rows: list[dict[str, Any]] = parts.pop("beside")
        return self._state(roots[0] | parts), rows

    async def read(self, connection: Connection, ids: Sequence[UUID]) -> dict[UUID, S]:
        """The states of those that exist, not locked: for answering, never for deciding."""
        return await self._states(connection, await self._read.all(connection, ids=ids))

    async def _states(self, connection: Connection, roots: list[dict[str, Any]]) -> dict[UUID, S]:
        found = {row[self.key]: row for row in roots}
        if found and self._load_parts is not None:
            for row in await self._load_parts.all(connection, ids=list(found)):
                found[row.pop("id")].update(row)
        return {key: self._state(row) for key, row in found.items()}

    def _state(self, row: dict[str, Any]) -> S:
        return self.state.model_validate(row, extra="ignore")

    def difference(self, before: S | None, after: S) -> Iterable[Rows]:
        """The rows that turn `before` into `after`. Parts are added or changed; nothing is ever removed."""
        root = after.model_dump_json(exclude=set(self._part_names))
        yield Rows(self._root, insert=before is None, documents=(root,))
        for name, part in self.parts.items():
            old = {} if before is None else {getattr(row, part.key): row for row in getattr(before, name)}
            new: Sequence[BaseModel] = getattr(after, name)
            repeated = after.model_dump_json(include=set(part.repeats)) if part.repeats else ""
            moved = before is not None and any(getattr(before, one) != getattr(after, one) for one in part.repeats)
            added = tuple(_written(row, repeated) for row in new if getattr(row, part.key) not in old)
            changed = tuple(
                _written(row, repeated)
                for row in new
                if getattr(row, part.key) in old and (moved or old[getattr(row, part.key)] != row)
            )
            if added:
                yield Rows(self._names[name], insert=True, documents=added)
            if changed:
                yield Rows(self._names[name], insert=False, documents=changed)


def _columns(table: type[SQLModel], without: Sequence[str] = ()) -> str:
    columns = table.__table__.columns  # type: ignore[attr-defined]
    return ", ".join(f'"{column.name}"' for column in columns if column.name not in without)


def _written(row: BaseModel, repeated: str) -> str:
    """A row as a JSON object, with what it repeats of the root, which is an object too."""
    document = row.model_dump_json()
    return f"{document[:-1]},{repeated[1:]}" if repeated else document


def _name(table: type[SQLModel]) -> str:
    return str(table.__tablename__)


def _register(service: str, table: type[SQLModel]) -> str:
    name = f"{service}.{_name(table)}"
    TABLES[name] = table
    return name
