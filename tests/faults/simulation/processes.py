"""A process of a service: the real runtime, one turn at a time.

Invariant: a process that ends takes with it what was only in its memory: its place in the group, its lead, its
producer. What it leaves is in the database and on the topics, and a new one begins from there.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
from aiokafka.errors import KafkaError

from shared.contracts.envelope import Received
from shared.runtime import dead_letters
from shared.runtime.inbox import StopLimitReached
from shared.runtime.reactions import Reactions
from shared.runtime.relay import Relay
from shared.runtime.runtime import Runtime
from shared.runtime.transaction import Transaction
from tests.faults.simulation.broker import Member, Producer
from tests.faults.simulation.connections import GatedConnection
from tests.faults.simulation.gates import CURRENT, ActorsIds

if TYPE_CHECKING:
    from tests.faults.simulation.world import World

RELAY_BATCH = 12
FAULTS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
"""What the services' own loops outlive (`Relay.run`, `Ticker.run`)."""


class Poison:
    """The events that a service cannot take until it is mended."""

    def __init__(self) -> None:
        self.events: set[UUID] = set()
        self.is_armed = False

    def is_in(self, events: Sequence[UUID]) -> bool:
        """Whether one of these is poison; the first of them from now on, where the next that comes is to be."""
        if self.is_armed and events:
            self.is_armed = False
            self.events.add(events[0])
        return not self.events.isdisjoint(events)

    def mend(self) -> None:
        """It can take everything again."""
        self.events.clear()
        self.is_armed = False


class Watched(Reactions):
    """The reactions of a service, watched: which events they were given in which transaction, and made to fail."""

    def __init__(self, real: Reactions, poison: "Poison") -> None:
        super().__init__()
        self._by_type = real._by_type
        self._poison = poison

    async def apply(self, transaction: Transaction, events: Sequence[Received[Any]]) -> None:
        """React, and fail after all where one of the events is poison just now."""
        ids = [event.envelope.event_id for event in events]
        connection: Any = transaction.connection
        assert isinstance(connection, GatedConnection)
        connection.applied += ids
        await super().apply(transaction, events)
        if self._poison.is_in(ids):
            raise RuntimeError("a reaction that cannot take this event")


class Process:
    """One of the processes of a service."""

    def __init__(self, world: "World", service: str, number: int) -> None:
        self.world, self.service, self.number = world, service, number
        self.incarnation = 0
        self.runtime: Runtime
        self.relay: Relay
        self.member: Member | None = None
        self._leading: Any = None
        self.stopped: str | None = None

    @property
    def name(self) -> str:
        """How it is called in a story."""
        return f"{self.service} {self.number + 1}"

    async def start(self) -> None:
        """Begin: with nothing in memory."""
        place = self.world.places[self.service]
        self.incarnation += 1
        self.stopped = None
        self.runtime = Runtime(place.service, place.settings, place.database, self.world.clock)
        self.runtime.work.ids = ActorsIds()
        self.runtime.inbox.reactions = Watched(place.service.reactions, self.world.poison[self.service])
        producer: Any = Producer(self.world.broker, self.world.late)
        self.relay = Relay(
            self.service, place.database, producer, self.world.clock, self.runtime.work.public_url, RELAY_BATCH
        )
        await self._join()

    async def end(self) -> None:
        """End at once: the group gives it up, and the server frees what its session held."""
        self.incarnation += 1
        if self.member is not None:
            await self.member.stop()
        await self.let_go()

    async def crash(self) -> None:
        """End at once and begin again."""
        await self.end()
        await self.start()

    async def _join(self) -> None:
        if self.runtime.consumer is not None:
            group = self.world.broker.group(self.service, self.runtime.consumer.topics)
            self.member = Member(group)
            self.runtime.consumer._kafka = self.member
            await self.member.start()

    async def consume(self) -> None:
        """One turn of the consumer, and what its loop does with a fault."""
        assert self.runtime.consumer is not None
        assert self.member is not None
        if self.stopped is not None:
            return
        kafka: Any = self.member
        try:
            await self.runtime.consumer.turn(kafka)
        except StopLimitReached as reached:
            self.stopped = str(reached)
            await self.member.stop()
        except (KafkaError, OSError, TimeoutError):
            await self.member.stop()
            await self._join()
        except Exception as error:  # the task would have ended here, for good: nobody begins it again
            self.world.dead.append(f"the consumer of {self.name} has ended: {type(error).__name__}: {error}")
            await self.crash()

    async def publish(self) -> None:
        """One turn of the relay: lead where nobody does, publish, and let go after a fault as its loop does."""
        actor, lost = CURRENT.get(), True
        try:
            if self._leading is None:
                acquired = self.runtime.database.pool.acquire()
                connection = await acquired.__aenter__()
                self._leading = (acquired, connection)
            if not self.relay.leading and not await self.relay.take_the_lead(self._leading[1]):
                lost = False
                await self.let_go()
                return
            self.world.unpublished.discard(self.service)
            if await self.relay.publish_once(self._leading[1]) != (0, 0) or self.relay._held:
                self.world.unpublished.add(self.service)
            lost = False
        except (*FAULTS, KafkaError):
            await self.let_go()
        finally:
            if actor is not None and (lost or actor.is_dead()):
                self.world.unpublished.add(self.service)
                self.world.may_come_again(actor.sent)

    async def let_go(self) -> None:
        """Give the lead back, as the end of the session does."""
        if self._leading is not None:
            acquired, connection = self._leading
            self._leading, self.relay.leading = None, False
            with suppress(*FAULTS):
                await connection.raw.execute("SELECT pg_advisory_unlock_all(); RESET idle_session_timeout")
            await acquired.__aexit__(None, None, None)

    async def tick(self) -> None:
        """One turn of the ticker."""
        with suppress(*FAULTS):
            await self.runtime.ticker.tick()

    async def redrive(self) -> None:
        """An operator drives everything that is parked again."""
        with suppress(*FAULTS):
            for key in await dead_letters.parked_keys(self.runtime.inbox):
                await dead_letters.redrive_key(self.runtime.inbox, key)
