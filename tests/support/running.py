"""A service in the test's own process: real database, app, inbox and ticker; no broker, and time that stands."""

import importlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import orjson

from shared.contracts.envelope import Envelope, encode
from shared.contracts.model import Fact
from shared.runtime.app import create_app
from shared.runtime.auth import Role
from shared.runtime.clock import FixedClock
from shared.runtime.database import Database, Query
from shared.runtime.inbox import Applied, Message
from shared.runtime.runtime import Runtime
from shared.runtime.service import Service
from shared.runtime.settings import Settings
from shared.runtime.transaction import new_id
from tests.support import tokens
from tests.support.postgres import Databases

MONDAY = datetime(2016, 9, 5, 9, 0, tzinfo=UTC)
"""An ordinary Monday morning, ten o'clock in London, on which most tests begin."""

RECORD = Query("SELECT event_type, body FROM event ORDER BY sequence", listed=False)
OUTBOX = Query("SELECT count(*) FROM outbox", listed=False)
TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def service_named(name: str) -> Service:
    """A service's definition."""
    service: Service = importlib.import_module(f"services.{name}.service").SERVICE
    return service


def message_of(
    data: Fact,
    at: datetime,
    *,
    event_id: UUID | None = None,
    position: int = 0,
    causation_id: str | None = None,
    superseded_by: str | None = None,
) -> Message:
    """An event as it would come from Kafka."""
    kind = data.event_type
    envelope = Envelope(
        event_id=event_id or new_id(),
        event_type=kind,
        source=f"/throughcare/{kind.split('.')[1]}",
        subject=data.subject,
        time=at,
        dataschema=f"http://test/schemas/{kind}.json",
        correlation_id="test",
        causation_id=causation_id,
        traceparent=TRACEPARENT,
        superseded_by=superseded_by,
    )
    topic = f"probation.{kind.split('.')[1]}"
    return Message(
        topic, 0, position, data.subject, tuple(encode(envelope)), data.model_dump_json(by_alias=True).encode()
    )


class Running:
    """One service, as tests see it."""

    def __init__(self, runtime: Runtime, client: httpx.AsyncClient, clock: FixedClock, database_url: str) -> None:
        self.runtime, self.client, self.clock, self.database_url = runtime, client, clock, database_url

    def as_(self, organisation: str, officer: str, *roles: Role | str) -> dict[str, str]:
        """The headers of a caller."""
        return tokens.headers(organisation, officer, *roles)

    async def deliver(self, events: Sequence[Fact | Message]) -> Applied:
        """Give events to the service as one batch from Kafka; they happened at the present of its clock."""
        now = self.clock.now()
        return await self.runtime.inbox.apply([e if isinstance(e, Message) else message_of(e, now) for e in events])

    async def tick(self) -> int:
        """Look for clocks that have run out, once."""
        return await self.runtime.ticker.tick()

    async def events(self, kind: str | None = None) -> list[tuple[str, dict[str, Any]]]:
        """What the service has told so far, in order: (short type such as `sentence-passed`, body)."""
        async with self.runtime.database.read() as connection:
            rows = await RECORD.all(connection)
        told = [(row["event_type"].split(".")[2], orjson.loads(row["body"])) for row in rows]
        return [event for event in told if kind is None or event[0] == kind]

    async def waiting(self) -> int:
        """How many events are in the outbox."""
        async with self.runtime.database.read() as connection:
            return int(await OUTBOX.value(connection))

    async def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Rows of the service's database, for looking behind the API."""
        async with self.runtime.database.read() as connection:
            return [dict(row) for row in await connection.fetch(sql, *values)]


@asynccontextmanager
async def running(databases: Databases, name: str, now: datetime = MONDAY) -> AsyncIterator[Running]:
    """A running service on a fresh database."""
    async with running_on(service_named(name), await databases.fresh(name), now) as service:
        yield service
    await databases.drop(service.database_url)


@asynccontextmanager
async def running_on(service: Service, url: str, now: datetime = MONDAY) -> AsyncIterator[Running]:
    """A running service on a database that is there."""
    clock, name = FixedClock(now), service.name
    settings = Settings(database_url=url, public_url=f"http://{name}.test", oidc_issuer=tokens.ISSUER)
    runtime = Runtime(service, settings, await Database.connect(connections=5, dsn=url), clock)
    await runtime.tokens.close()
    runtime.tokens = tokens.TestVerifier()
    transport = httpx.ASGITransport(create_app(service, settings, runtime), raise_app_exceptions=False)
    try:
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{name}.test") as client:
            yield Running(runtime, client, clock, url)
    finally:
        await runtime.stop()
