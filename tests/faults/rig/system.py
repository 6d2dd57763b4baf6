"""The system under fault: the stack on Apache Kafka, the load on it, what was injected when, and how it recovered.

Recovered is: every process that should be there is ready, and people marked after the fault have gone their way through
four services. The time runs from the moment at which the fault itself was over.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

import asyncpg
import httpx
from aiokafka.errors import KafkaError

from deploy.embedded.stack import READINESS, Stack
from deploy.embedded.surroundings import Command, throughcare
from deploy.play import set_clock_to_the_story
from shared.contracts.catalogue import PUBLISHERS
from simulator.staff import Acknowledged, Refused
from simulator.topics import Subscriber
from simulator.world import World
from tests.faults.rig import marker
from tests.faults.rig.faulty_disk import FaultyDisk, unavailable_reason
from tests.faults.rig.load import Load
from tests.faults.rig.topics import delete_topics, make_topics
from tests.faults.rig.witness import PATIENCE, Addresses, Witness
from tests.kafka.apache_kafka import ApacheKafka

SESSION_SECONDS = 6.0
"""How long a silent consumer keeps its place in its group, in every service of the rig."""
RECOVERY_SECONDS = 90.0
"""What has not recovered by then is stuck."""
SETTINGS = {
    "THROUGHCARE_KAFKA_SESSION_TIMEOUT_MS": str(int(SESSION_SECONDS * 1000)),
    # The load lives through ten weeks in minutes, and the ledger asks for the answers of all of them.
    "THROUGHCARE_IDEMPOTENCY_KEEP_DAYS": "3650",
}
MARKED = 4
"""How many people are marked at once: they are in different partitions."""
CALM = "none"


@dataclass
class Injection:
    """One fault: when it began, where each service's record ended then, and what came of it."""

    fault: str
    at: float
    before: dict[str, int]
    recovered: float | None = None
    """Seconds; None where it never did."""


class System:
    """Everything of one run, from `start` to `stop`; also an asynchronous context manager."""

    def __init__(
        self, kafka: ApacheKafka, folder: Path, seed: int, people: int, command: Command = throughcare
    ) -> None:
        self.kafka, self.random = kafka, Random(seed)
        self.disk = None if unavailable_reason() else FaultyDisk(folder / "faulty-disk")
        self.stack = Stack(
            folder / "stack",
            bootstrap_servers=kafka.bootstrap_servers,
            settings=SETTINGS,
            postgres_environment=self.disk.environment if self.disk else None,
            command=command,
        )
        self.out: set[str] = set()
        """Processes that a fault has taken away until it is put back."""
        self.injections: list[Injection] = []
        self._people, self._seed = people, seed
        self._ending = AsyncExitStack()

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self._ending.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._ending.aclose()

    async def _start(self) -> None:
        servers = self.kafka.bootstrap_servers
        await make_topics(servers)
        self._ending.push_async_callback(self._delete_topics)
        self._ending.callback(self.stack.stop)
        await asyncio.to_thread(self.stack.start)
        set_clock_to_the_story(self.stack)
        self.witness = await self._ending.enter_async_context(Witness(self._world(out=set())))
        self._marking = await self._ending.enter_async_context(Witness(self._world(out=self.out)))
        self._http = await self._ending.enter_async_context(httpx.AsyncClient(timeout=2))
        topics = await self._ending.enter_async_context(Subscriber(servers, PATIENCE.call))
        self.load = Load(self.witness.world, self.witness, topics, self._people, self._seed)
        self._loading = asyncio.create_task(self.load.play())
        self._ending.push_async_callback(self._stop_loading)
        await self.began(CALM)

    async def _delete_topics(self) -> None:
        with suppress(KafkaError):  # a broker that a fault has left dead must not hide what the fault was
            await delete_topics(self.kafka.bootstrap_servers)

    def _world(self, out: set[str]) -> World:
        def addresses_of(service: str) -> list[str]:
            of = [name for name in self.stack.processes if name.partition("-")[0] == service]
            return [self.stack.address(name) for name in of if name not in out]

        addresses = Addresses(addresses_of)
        return World(addresses, self.stack.issuer_url, self.kafka.bootstrap_servers, self.stack.clock)

    async def _stop_loading(self) -> None:
        self._loading.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await self._loading

    @property
    def account(self) -> list[Acknowledged]:
        """Every acknowledgement, of load and markers."""
        return sorted([*self.witness.account, *self._marking.account], key=lambda command: command.at)

    @property
    def tried_again(self) -> Counter[tuple[str, int | None]]:
        """How often a call was made again, by service and by the answer to the try before."""
        return self.witness.tried_again + self._marking.tried_again

    async def began(self, fault: str) -> Injection:
        """From now on, what happens is put down to this fault."""
        before = {service: await self._last_sequence(service) for service in PUBLISHERS}
        self.injections.append(Injection(fault, time.monotonic(), before))
        return self.injections[-1]

    def must_be_loaded(self) -> None:
        """Raises what ended the load, where something has."""
        if self._loading.done():
            self._loading.result()

    async def recovered(self, since: float) -> float | None:
        """The seconds from then until everything was as it should be; None where that took too long."""
        try:
            async with asyncio.timeout(RECOVERY_SECONDS):
                await asyncio.gather(self._all_ready(), *(marker.mark(self._marking) for _ in range(MARKED)))
                await self._all_ready()
        except (TimeoutError, Refused):
            return None
        return time.monotonic() - since

    async def finish(self) -> None:
        """Let the load come to the end of its stories."""
        self.load.last = True
        await self._loading

    async def not_ready(self, processes: Iterable[str] | None = None) -> dict[str, str]:
        """What the processes that are not ready say."""
        said: dict[str, str] = {}
        for process in processes or self.stack.processes:
            try:
                answer = await self._http.get(self.stack.address(process) + READINESS)
                if answer.status_code != 200:
                    said[process] = answer.text
            except httpx.TransportError as error:
                said[process] = type(error).__name__
        return said

    async def _all_ready(self) -> None:
        while True:
            if not await self.not_ready([name for name in self.stack.processes if name not in self.out]):
                return
            await asyncio.sleep(0.05)

    async def _last_sequence(self, service: str) -> int:
        connection = await asyncpg.connect(self.stack.database_url(service))
        try:
            return int(await connection.fetchval("SELECT coalesce(max(sequence), 0) FROM event"))
        finally:
            await connection.close()
