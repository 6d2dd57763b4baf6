"""What is asked: a work list or a search as one caller reads it, and single records; and the same said in SQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from deploy.embedded.people import PEOPLE, Person
from shared.probation.vocabulary import Agency
from shared.runtime.paging import encode_cursor

DIVISION = Person("N04B960", "N04", PEOPLE[0].roles, "Court officer, NPS Midlands")
CRC = Person("C11A101", "C11", PEOPLE[6].roles, "Responsible officer, Staffordshire & West Midlands CRC")
INSPECTOR = next(person for person in PEOPLE if person.officer == "HMIP001")
AGENCY = next(person for person in PEOPLE if person.organisation == Agency.POLICE)
CALLERS = {DIVISION: "a division", CRC: "a CRC", INSPECTOR: "an inspector", AGENCY: "the police"}

FULL_PAGE = 50
"""The limit where nobody names one."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as one caller reads it. `rows` is `FROM … WHERE …` with exactly its rows, `key` their order."""

    service: str
    path: str
    caller: Person
    rows: str
    key: tuple[str, ...]
    filters: Mapping[str, str] = field(default_factory=dict)
    """Query parameters; a value that begins with SELECT is looked up in the database."""
    shows: Mapping[str, str] = field(default_factory=dict)
    """Fields that every item must show, and how."""
    newest_first: bool = False
    short: bool = False
    """It never fills a page, whatever the size: a search of one person's."""
    columns: tuple[str, ...] = ()
    """The key as `rows` has it, where that is more than the names of the items' fields."""

    @property
    def name(self) -> str:
        """As people call it."""
        filters = "&".join(
            f"{name}={'…' if value.startswith('SELECT') else value}" for name, value in self.filters.items()
        )
        return f"GET {self.path}{'?' if filters else ''}{filters}"


@dataclass(frozen=True, slots=True)
class Records:
    """Single records as one caller reads them. `paths` is SQL that answers where they are; some of them are read.

    Each shows its own key, the last part of its path, as `field`; or has something in `items`.
    """

    service: str
    path: str
    caller: Person
    paths: str
    field: str
    counts: bool = False
    """It counts what a period has, and so costs more where there is more: it has no goal."""

    @property
    def name(self) -> str:
        """As people call it."""
        return f"GET {self.path}"

    def shown_by(self, path: str, body: Mapping[str, Any]) -> bool:
        """Whether the body is what was asked for."""
        return bool(body[self.field]) and (self.field == "items" or body[self.field] == path.rpartition("/")[2])


@dataclass(frozen=True, slots=True)
class Asked:
    """One listing on one database: how many rows it has there, and where its pages begin."""

    listing: Listing
    count: int
    parameters: Mapping[str, str]
    middle: str | None

    def page(self, limit: int, *, deep: bool) -> dict[str, str]:
        """The query parameters of the first page, or of one in the middle."""
        cursor = {"cursor": self.middle} if deep and self.middle else {}
        return {**self.parameters, "limit": str(limit), **cursor}


async def count_of(connection: asyncpg.Connection, listing: Listing) -> int:
    """How many rows the list has, by the SQL that says the same."""
    return int(await connection.fetchval(f"SELECT count(*) {listing.rows}"))


async def asked_of(connection: asyncpg.Connection, listing: Listing, limit: int) -> Asked:
    """The listing on a database. Its deep page is in the middle: as much lies before it as after it."""
    count = await count_of(connection, listing)
    parameters = {}
    for name, value in listing.filters.items():
        parameters[name] = str(await connection.fetchval(value)) if value.startswith("SELECT") else value
    cursor = None
    if not listing.short and (before := count // 2) > 0:
        direction = "DESC" if listing.newest_first else "ASC"
        columns = listing.columns or listing.key
        order = ", ".join(f"{column} {direction}" for column in columns)
        row: Any = await connection.fetchrow(
            f"SELECT {', '.join(columns)} {listing.rows} ORDER BY {order} OFFSET {before - 1} LIMIT 1"
        )
        cursor = encode_cursor(*row)
    return Asked(listing, count, parameters, cursor)


def limit_for(listing: Listing, count: int) -> int:
    """A page that is full from the middle on too, in the smallest database: so that both sizes answer as many rows."""
    return FULL_PAGE if listing.short else max(1, min(FULL_PAGE, count // 3))
