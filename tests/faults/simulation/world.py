"""The world of the stories: five services on real databases, two processes of each, one clock, and a simulated Kafka.

Invariant: every story begins at the same point, whatever was before: the rows, topics, offsets and facts of the base,
in which some people are at different points of their cases.
"""

import asyncio
import copy
import hashlib
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from unittest.mock import patch
from uuid import UUID

import asyncpg
import httpx
import orjson

from deploy.embedded.postgres import EmbeddedPostgres
from services.named import SERVICES
from shared.contracts.catalogue import PUBLISHERS, topic_of
from shared.runtime import consumer as consumer_module
from shared.runtime import problems
from shared.runtime import relay as relay_module
from shared.runtime import runtime as runtime_module
from shared.runtime.app import create_app
from shared.runtime.auth import Caller
from shared.runtime.clock import FixedClock
from shared.runtime.database import Database, prepare_connection
from shared.runtime.runtime import Runtime
from shared.runtime.service import Service
from shared.runtime.settings import Settings
from tests.faults.simulation.base import restore, snapshot
from tests.faults.simulation.broker import Broker, Record
from tests.faults.simulation.connections import Commit, GatedPool
from tests.faults.simulation.gates import CURRENT, Actor, Crash, Strike
from tests.faults.simulation.processes import Poison, Process
from tests.faults.simulation.strikes import strike
from tests.faults.simulation.time import SimulatedTime
from tests.support import tokens
from tests.support.postgres import Databases
from tests.support.running import MONDAY, service_named


@dataclass
class Place:
    """A service with its database and its API."""

    service: Service
    settings: Settings
    database: Database
    app: Any
    client: httpx.AsyncClient


@dataclass(frozen=True)
class Fact:
    """Something that a service has told about a person."""

    service: str
    name: str
    body: dict[str, Any]


class World:
    """Everything that a story happens to."""

    def __init__(self, places: dict[str, Place], server: asyncpg.Connection, time: SimulatedTime) -> None:
        self.places, self._server, self.time = places, server, time
        self._asking = asyncio.Lock()
        self.clock = FixedClock(MONDAY)
        self.broker = Broker(time)
        self.poison = {name: Poison() for name in places}
        self.late: list[tuple[str, bytes, bytes, list[tuple[str, bytes]]]] = []
        self.processes = {name: [Process(self, name, number) for number in range(2)] for name in places}
        self.commits: list[Commit] = []
        self.facts: dict[str, list[Fact]] = defaultdict(list)
        self.again: Counter[UUID] = Counter()
        """How often more than once each event may be on its topic, by what has happened."""
        self.dead: list[str] = []
        """What has ended that should not, or failed as it should not."""
        self.unpublished: set[str] = set()
        """The services that may have something in their outbox."""
        self.operation = 0
        """The number of the operation that goes on."""
        self.done: Counter[str] = Counter()
        """The faults that have happened in the story, by their names."""
        self._base: Any = None

    async def begin(self) -> None:
        """Everything as it is in the base."""
        assert self._base is not None
        for processes in self.processes.values():
            for process in processes:
                await process.end()
        await asyncio.gather(*(restore(place.database.pool) for place in self.places.values()))
        now, logs, committed, facts, commits = copy.copy(self._base)
        self.clock = FixedClock(now)
        self.broker = Broker(self.time)
        self.broker.logs = {place: list(log) for place, log in logs.items()}
        self.facts = defaultdict(list, {crn: list(one) for crn, one in facts.items()})
        self.commits = list(commits)
        self.again, self.dead, self.done, self.late = Counter(), [], Counter(), []
        self.unpublished, self.operation = set(PUBLISHERS), 0
        for name, processes in self.processes.items():
            self.poison[name].mend()
            for process in processes:
                await process.start()
            if name in self.broker.groups:
                self.broker.groups[name].committed.update(committed[name])
                self.broker.groups[name].rebalance()

    async def keep(self) -> None:
        """Let every story begin here."""
        await asyncio.gather(*(snapshot(place.database.pool) for place in self.places.values()))
        committed = {name: dict(group.committed) for name, group in self.broker.groups.items()}
        logs = {place: tuple(log) for place, log in self.broker.logs.items()}
        facts = {crn: tuple(one) for crn, one in self.facts.items()}
        self._base = (self.clock.now(), logs, committed, facts, tuple(self.commits))

    @property
    def now(self) -> datetime:
        """The time that every service has."""
        return self.clock.now()

    def committed(self, commit: Commit) -> None:
        """A transaction has been committed."""
        commit.operation = self.operation
        if commit.told or commit.applied:
            self.commits.append(commit)
        if commit.told:
            self.unpublished.add(commit.service)
        for row in commit.told:
            body = orjson.loads(row["body"])
            self.facts[row["crn"]].append(Fact(commit.service, row["event_type"].split(".")[2], body))

    def may_come_again(self, events: list[UUID]) -> None:
        """Something has happened after which these may be sent once more."""
        self.again.update(events)

    async def strike(self, one: Strike, actor: Actor, backend: int | None) -> None:
        """Make a fault happen to an actor."""
        await strike(self, one, actor, backend)

    async def waiting(self) -> set[int]:
        """The server's processes that wait for a lock now."""
        async with self._asking:
            return {row["pid"] for row in await self._server.fetch("SELECT pid FROM pg_locks WHERE NOT granted")}

    async def cut(self, connection: Any) -> None:
        """End a session, and wait until the driver has heard of it: the server has let its locks go before."""
        ended = asyncio.Event()
        connection.add_termination_listener(lambda _: ended.set())
        async with self._asking:
            await self._server.execute("SELECT pg_terminate_backend($1)", connection.get_server_pid())
        await ended.wait()

    async def act(self, actor: Actor, work: Any) -> None:
        """Let an actor do its work; where its process crashes, it begins again."""
        token = CURRENT.set(actor)
        try:
            await work()
        except Crash:
            if actor.incarnation == actor.process.incarnation:
                await actor.process.crash()
        finally:
            CURRENT.reset(token)

    async def rows(self, service: str, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Rows behind a service's API."""
        pool: Any = self.places[service].database.pool
        async with pool.raw.acquire() as connection:
            return [dict(row) for row in await connection.fetch(sql, *values)]

    def digest(self) -> str:
        """All that has been told, in its order, and all that has been applied, as one word."""
        logs = sorted(self.broker.logs.items())
        told = [(str(place), one.offset, dict(one.headers)["ce_id"]) for place, log in logs for one in log]
        applied = [(commit.service, commit.applied) for commit in self.commits]
        return hashlib.sha256(repr((told, applied)).encode()).hexdigest()[:16]

    def on_topic(self, service: str) -> list[Record]:
        """Everything on the topic of a service."""
        return self.broker.on_topic(topic_of(service)) if service in PUBLISHERS else []


@asynccontextmanager
async def opened(server: EmbeddedPostgres, databases: Databases) -> AsyncIterator[World]:
    """The five services on fresh databases; nothing has happened yet."""
    time = SimulatedTime()
    async with AsyncExitStack() as stack:
        connection = await asyncpg.connect(server.url("postgres"))
        stack.push_async_callback(connection.close)
        with simulated(time):
            places = {name: await _place(stack, databases, name) for name in SERVICES}
            world = World(places, connection, time)
            for place in places.values():
                pool: Any = place.database.pool
                pool.on_commit = world.committed
            for processes in world.processes.values():
                for process in processes:
                    await process.start()
        yield world
        for processes in world.processes.values():
            for process in processes:
                await process.end()


class _Verifier(tokens.TestVerifier):
    """Checks a token once: who asks is no matter of faults."""

    def __init__(self) -> None:
        super().__init__()
        self._callers: dict[str, Caller] = {}

    async def verify(self, token: str) -> Caller:
        """The caller that it names."""
        if token not in self._callers:
            self._callers[token] = await super().verify(token)
        return self._callers[token]


_verifier = cache(_Verifier)


class _Unexpected:
    """In place of the log of `problems`: what a request failed with, where it should not."""

    last: BaseException | None = None

    def error(self, _: str, *, exc_info: BaseException, **__: Any) -> None:
        self.last = exc_info

    def warning(self, _: str, **__: Any) -> None:
        """Faults are made on purpose here."""


unexpected = _Unexpected()


@contextmanager
def simulated(time: SimulatedTime) -> Iterator[None]:
    """While it lasts, whoever waits in the runtime waits in simulated time, and trusts the tokens of the tests."""
    verifier = _verifier()
    with ExitStack() as stack:
        stack.enter_context(patch.object(problems, "log", unexpected))
        stack.enter_context(patch.object(runtime_module, "TokenVerifier", lambda *_: verifier))
        for module in (relay_module, consumer_module):
            stack.enter_context(patch.object(module, "time", time))
        yield


async def _place(stack: AsyncExitStack, databases: Databases, name: str) -> Place:
    service, url = service_named(name), await databases.fresh(name)
    raw = await asyncpg.create_pool(dsn=url, min_size=1, max_size=8, init=prepare_connection, reset=_nothing)
    stack.push_async_callback(databases.drop, url)
    stack.push_async_callback(raw.close)
    gated: Any = GatedPool(raw, name, lambda _: None)
    database = Database(gated)
    settings = Settings(database_url=url, public_url=f"http://{name}.test", oidc_issuer=tokens.ISSUER)
    app = create_app(service, settings, Runtime(service, settings, database, FixedClock(MONDAY)))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    client = httpx.AsyncClient(transport=transport, base_url=settings.public_url)
    stack.push_async_callback(client.aclose)
    return Place(service, settings, database, app, client)


async def _nothing(connection: asyncpg.Connection) -> None:
    """As in the services: whoever uses a connection ends its own transaction."""
