"""The benchmark from its databases to its times: filled, served, verified, measured."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import asyncpg
import httpx

from benchmarks.filling import fill
from benchmarks.lists.allocation_lists import allocation_lists, allocation_records
from benchmarks.lists.allocation_rows import allocation_rows
from benchmarks.lists.checking import NotDone, body_of, check_page, walk
from benchmarks.lists.court_lists import court_lists, court_records
from benchmarks.lists.court_rows import court_rows
from benchmarks.lists.listing import CALLERS, Asked, Listing, Records, asked_of, count_of, limit_for
from benchmarks.lists.timing import Pair, Request
from benchmarks.standing import Served, Standing
from deploy.embedded.people import Person
from services.allocation.service import SERVICE as ALLOCATION
from services.court.service import SERVICE as COURT

ROWS = {"court": court_rows, "allocation": allocation_rows}
METADATA = {service.name: service.metadata for service in (COURT, ALLOCATION)}
LISTS: tuple[Listing, ...] = (*court_lists(), *allocation_lists())
RECORDS: tuple[Records, ...] = (*court_records(), *allocation_records())
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """A service on both its databases, a client of each, and how many rows their tables have."""

    small: Served
    large: Served
    clients: tuple[httpx.Client, httpx.Client]
    rows: tuple[dict[str, int], dict[str, int]]


async def raise_service(stands: Standing, service: str, people: tuple[int, int], tell: Tell) -> Sizes:
    """A service on a database of each size: migrated, filled, and served."""
    served, rows = [], []
    for number in people:
        tell(f"{service}: {number:,} people")
        url = await asyncio.to_thread(stands.database, service, f"benchmark_{service}_{number}")
        rows.append(await fill(url, METADATA[service], ROWS[service](number)))
        served.append(stands.serve(service, url))
    stands.wait()
    small, large = served
    return Sizes(small, large, (stands.client(small), stands.client(large)), (rows[0], rows[1]))


async def verified(stands: Standing, services: dict[str, Sizes], tell: Tell) -> list[Pair]:
    """What is to be timed, after each list has been read: to its end where it is short. Raises NotDone."""
    tokens = {person: stands.token(person) for person in CALLERS}
    pairs: list[Pair] = []
    for listing in LISTS:
        pairs += await _list_pairs(services[listing.service], listing, _headers(tokens, listing.caller))
    for records in RECORDS:
        pairs.append(await _record_pair(services[records.service], records, _headers(tokens, records.caller)))
    tell(f"{len(LISTS)} lists and {len(RECORDS)} kinds of records verified")
    return pairs


def _headers(tokens: dict[Person, str], caller: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens[caller]}"}


async def _list_pairs(sizes: Sizes, listing: Listing, headers: dict[str, str]) -> Iterable[Pair]:
    asked: list[Asked] = []
    async with _connections(sizes) as (small, large):
        limit = limit_for(listing, await count_of(small, listing))
        asked = [await asked_of(connection, listing, limit) for connection in (small, large)]
    walk(sizes.clients[0], asked[0], headers)
    least = min(limit, asked[0].count, asked[1].count)
    pairs = []
    for page, deep in (("whole" if listing.short else "first", False), ("middle", True)):
        if deep and asked[0].middle is None:
            continue
        requests = []
        for client, one in zip(sizes.clients, asked, strict=True):
            request = client.build_request("GET", listing.path, params=one.page(limit, deep=deep), headers=headers)
            body = body_of(client.send(request))
            check_page(listing, body, min(limit, one.count))
            requests.append(Request(client, [request]))
        pairs.append(Pair(listing.name, CALLERS[listing.caller], page, least, requests[0], requests[1]))
    return pairs


async def _record_pair(sizes: Sizes, records: Records, headers: dict[str, str]) -> Pair:
    requests = []
    async with _connections(sizes) as connections:
        for client, connection in zip(sizes.clients, connections, strict=True):
            # Some from all over the table; the order is one that nothing else has.
            found = await connection.fetch(
                f"SELECT path FROM ({records.paths}) AS p (path) ORDER BY md5(path) LIMIT 40"
            )
            asked = [client.build_request("GET", row["path"], headers=headers) for row in found]
            for row, request in zip(found, asked, strict=True):
                if not records.shown_by(row["path"], body_of(client.send(request))):
                    raise NotDone(f"{request.url} answered something else.")
            requests.append(Request(client, asked))
    return Pair(
        records.name, CALLERS[records.caller], "record", 1, requests[0], requests[1], bounded=not records.counts
    )


class _connections:
    """A connection to each of both databases."""

    def __init__(self, sizes: Sizes) -> None:
        self._urls = (sizes.small.database_url, sizes.large.database_url)

    async def __aenter__(self) -> tuple[asyncpg.Connection, asyncpg.Connection]:
        self._open = (await asyncpg.connect(self._urls[0]), await asyncpg.connect(self._urls[1]))
        return self._open

    async def __aexit__(self, *_: object) -> None:
        for connection in self._open:
            await connection.close()
