"""One running service: its database, relay, consumer and ticker, started together and ended together.

Invariant: a service takes commands while its own database is there and Kafka has not been away for too long. Kafka
being away delays what it tells and what it hears, and readiness says so; it loses nothing. A service that is told to
end ends what it has begun, within a deadline.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.runtime import dead_letters
from shared.runtime.auth import TokenVerifier
from shared.runtime.backpressure import Backpressure
from shared.runtime.clock import Clock, clock_from
from shared.runtime.consumer import Consumer
from shared.runtime.database import Database
from shared.runtime.deadlines import Ticker
from shared.runtime.housekeeping import Housekeeping
from shared.runtime.inbox import Inbox, StopLimit
from shared.runtime.relay import Relay
from shared.runtime.service import Service
from shared.runtime.settings import Settings
from shared.runtime.transaction import Work

CLOSE_SECONDS = 5.0
MEASURE_SECONDS = 1.0
MEASURES_BETWEEN_COUNTS = 5
log = structlog.get_logger()


class Runtime:
    """What is behind one service's app, as `app.state.runtime`."""

    def __init__(self, service: Service, settings: Settings, database: Database, clock: Clock) -> None:
        self.service, self.settings, self.database, self.clock = service, settings, database, clock
        self.tokens = TokenVerifier(settings.oidc_issuer, settings.oidc_audience)
        self.work = Work(database, clock, settings.public_url.rstrip("/"))
        limit = StopLimit(settings.stop_limit_share, settings.stop_limit_least)
        self.inbox = Inbox(service.name, self.work, service.reactions, limit)
        self.backpressure = Backpressure(service.name, database, settings.outbox_limit_seconds)
        hears = bool(service.reactions.topics)
        self.consumer = Consumer(service.name, self.inbox, settings, self._hold_back) if hears else None
        self.ticker = Ticker(service.name, self.work, service.overdue, self.work.public_url, settings.ticker_seconds)
        self.relay: Relay | None = None
        self._producer: AIOKafkaProducer | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def _hold_back(self) -> bool:
        return self.backpressure.is_on

    @classmethod
    async def open(cls, service: Service, settings: Settings) -> "Runtime":
        """Connect to the database; nothing runs yet."""
        database = await Database.connect(connections=settings.database_connections, **settings.database_dsn())
        return cls(service, settings, database, clock_from(settings.clock_file))

    async def start(self) -> None:
        """Start relay, consumer and ticker, as far as the service has use for them."""
        if self.service.publishes:
            self._go("relay", self._run_relay())
            self._go("ticker", self.ticker.run())
        if self.consumer is not None:
            self._go("consumer", self.consumer.run())
        self._go("measures", self._measure())
        self._go("housekeeping", Housekeeping(self.service.name, self.database, self.clock, self.settings).run())

    def _go(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(_say_if_it_died)
        self._tasks[name] = task

    async def _run_relay(self) -> None:
        pause = 0.1
        while True:
            producer = AIOKafkaProducer(
                bootstrap_servers=self.settings.kafka_bootstrap_servers,
                client_id=f"throughcare-{self.service.name}",
                enable_idempotence=True,
                acks="all",
            )
            try:
                await producer.start()
                break
            except (KafkaError, OSError) as error:
                log.warning("relay.kafka_away", error=type(error).__name__)
                with suppress(KafkaError, OSError):
                    await producer.stop()
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)
        self._producer = producer
        self.relay = Relay(
            self.service.name, self.database, producer, self.clock, self.work.public_url, self.settings.relay_batch
        )
        self.work.on_told.append(self.relay.wake)
        await self.relay.run()

    async def _measure(self) -> None:
        """Keep the gauges fresh for whoever scrapes, and backpressure for whoever commands."""
        count = 0
        while True:
            with suppress(Exception):  # a measure that cannot be taken is seen as a gauge that stands still
                if self.service.publishes:
                    await self.backpressure.measure()
                if self.consumer is not None and count % MEASURES_BETWEEN_COUNTS == 0:
                    self.consumer.lag()
                    await dead_letters.parked_count(self.inbox)
            count += 1
            await asyncio.sleep(MEASURE_SECONDS)

    async def stop(self) -> None:
        """End everything, within a deadline: what is unfinished is in the database and goes on at the next start."""
        try:
            async with asyncio.timeout(self.settings.stop_seconds):
                await self._finish()
        except TimeoutError:
            log.warning("service.ended_unfinished", after=self.settings.stop_seconds)
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._producer is not None:
            with suppress(KafkaError, OSError, TimeoutError):
                await asyncio.wait_for(self._producer.stop(), CLOSE_SECONDS)
        await self.tokens.close()
        try:
            await asyncio.wait_for(self.database.close(), CLOSE_SECONDS)
        except TimeoutError:
            self.database.pool.terminate()

    async def _finish(self) -> None:
        """Let each task end what it has begun: first those that tell, then the relay, which publishes that."""
        self.ticker.finish()
        if self.consumer is not None:
            self.consumer.finish()
        await self._ended("ticker", "consumer")
        if self.relay is not None:
            self.relay.finish()
            await self._ended("relay")

    async def _ended(self, *names: str) -> None:
        if running := [task for name, task in self._tasks.items() if name in names]:
            await asyncio.wait(running)

    async def not_ready_because(self) -> list[str]:
        """Why the service cannot do all of its work just now, in plain sentences; empty where it can."""
        reasons: list[str] = []
        try:
            async with self.database.read() as connection:
                await connection.fetchval("SELECT 1")
        except Exception as error:  # whatever the driver says, the answer to the operator is the same
            return [f"The database does not answer ({type(error).__name__})."]
        if self.service.publishes:
            if self.relay is None:
                reasons.append("Kafka has not been reached yet: events wait in the outbox.")
            elif (waited := await self.backpressure.measure()) > self.settings.relay_limit_seconds:
                reasons.append(f"The oldest unpublished event has waited {waited:.0f} s: Kafka does not take events.")
            if self.backpressure.is_on:
                reasons.append("Commands are refused until Kafka has taken what waits.")
        if self.consumer is not None:
            if self.consumer.stopped_because is not None:
                reasons.append(f"The consumer has stopped: {self.consumer.stopped_because}")
            elif not self.consumer.assigned:
                reasons.append("The consumer has not been given its partitions yet.")
        reasons += [
            f"The {name} has ended." for name, task in self._tasks.items() if task.done() and not task.cancelled()
        ]
        return reasons


def _say_if_it_died(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("task.died", task=task.get_name(), error=type(error).__name__, exc_info=error)
