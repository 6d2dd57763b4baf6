"""Gates: the places where something can go wrong, or where another may go first.

Invariant: what happens at a gate depends on the story alone. Whoever acts passes its gates in the order of its own
code; where two act at once, one of them runs at a time, from gate to gate. Who waits for a lock of PostgreSQL is seen
there, and the other goes on.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID, uuid5

from shared.decisions import IdSource

LOOK_SECONDS = 0.003
"""After so long without news it is looked whether somebody waits for a lock; no outcome depends on it."""


class Crash(BaseException):
    """The process ends here: nothing after this line runs, and nobody is answered."""


@dataclass
class Strike:
    """A fault that happens to one actor: `kind`, at the `nth` time (from 0) that it comes to `gate`."""

    gate: str
    nth: int
    kind: str
    struck: bool = False


class Striking(Protocol):
    """Makes a fault happen; raises where the fault is an error or a crash."""

    async def strike(self, strike: Strike, actor: "Actor", backend: int | None) -> None:
        """Do it."""


@dataclass(eq=False)
class Actor:
    """Somebody who acts once in a story: a command, or a turn of a relay, a consumer, a ticker or an operator."""

    name: str
    striking: Striking
    process: Any = None
    """The process in which it acts."""
    incarnation: int = 0
    strikes: Sequence[Strike] = ()
    passed: Counter[str] = field(default_factory=Counter)
    together: "Together | None" = None
    state: str = "running"
    backend: int | None = None
    connection: Any = None
    """The connection that it used last, and the server's process behind it."""
    wave: "asyncio.Future[None] | None" = None
    sent: list[UUID] = field(default_factory=list)
    made: int = 0
    crashed: bool = False
    left: "asyncio.Future[None] | None" = None
    rng: random.Random = field(default_factory=random.Random)
    everything: bool = False
    """Whether it is given everything that waits, as at rest."""

    def __post_init__(self) -> None:
        self.rng = random.Random(self.name)
        if self.process is not None:
            self.incarnation = self.process.incarnation

    def is_dead(self) -> bool:
        """Whether its process has ended meanwhile, by whoever's doing."""
        return self.crashed or (self.process is not None and self.process.incarnation != self.incarnation)

    def due(self, gate: str) -> Strike | None:
        """The fault that is to happen now at a gate, and count the passing."""
        number = self.passed[gate]
        self.passed[gate] += 1
        for strike in self.strikes:
            if not strike.struck and strike.gate == gate and strike.nth == number:
                return strike
        return None


CURRENT: ContextVar[Actor | None] = ContextVar("actor", default=None)


class ActorsIds(IdSource):
    """Identifiers named after who acts: the same whenever the same is done, whoever acts besides."""

    def __call__(self) -> UUID:
        """The actor's next one."""
        actor = CURRENT.get()
        assert actor is not None, "nobody acts"
        actor.made += 1
        return uuid5(UUID(int=0), f"{actor.name}, {actor.made}")


async def gate(name: str, backend: int | None = None) -> None:
    """Pass a gate: wait for one's turn, and meet the fault that is due here."""
    actor = CURRENT.get()
    if actor is None:
        return
    strike = actor.due(name)
    if actor.together is not None:
        await actor.together.park(actor)
    if actor.is_dead():
        raise Crash
    if strike is not None:
        strike.struck = True
        await actor.striking.strike(strike, actor, backend)


class Locks(Protocol):
    """Knows who waits for a lock."""

    async def waiting(self) -> set[int]:
        """The backends that wait for a lock now."""


class Together:
    """Lets several act at once, in an order that a seed gives; exactly one runs at a time."""

    def __init__(self, rng: random.Random, locks: Locks) -> None:
        self._rng, self._locks = rng, locks
        self._actors: list[Actor] = []
        self._changed = asyncio.Event()
        self.passed = 0

    async def run(self, *works: tuple[Actor, Callable[[], Awaitable[Any]]]) -> None:
        """Run them all to their ends. The works raise nothing of their own."""
        self._actors = [actor for actor, _ in works]
        for actor in self._actors:
            actor.together, actor.state = self, "running"
        tasks = [asyncio.create_task(self._go(actor, work)) for actor, work in works]
        last: Actor | None = None
        while True:
            await self._settle()
            parked = [actor for actor in self._actors if actor.state == "parked"]
            if not parked:
                if all(actor.state == "done" for actor in self._actors):
                    break
                await asyncio.sleep(LOOK_SECONDS)  # all wait for locks: of each other, until the server ends it
                continue
            if last not in parked or self._rng.random() < 0.35:
                last = self._rng.choice(parked)
            self.passed += 1
            last.state = "running"
            assert last.left is not None
            last.left.set_result(None)
        await asyncio.gather(*tasks)

    async def park(self, actor: Actor) -> None:
        """Stand at a gate until one's turn."""
        actor.left = asyncio.get_running_loop().create_future()
        actor.state = "parked"
        self._changed.set()
        await actor.left

    async def _go(self, actor: Actor, work: Callable[[], Awaitable[Any]]) -> None:
        CURRENT.set(actor)
        try:
            await work()
        finally:
            actor.state, actor.together = "done", None
            self._changed.set()

    async def _settle(self) -> None:
        """Until each stands at a gate, waits for a lock, or has ended."""
        while True:
            while running := [actor for actor in self._actors if actor.state == "running"]:
                self._changed.clear()
                try:
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self._changed.wait()
                except TimeoutError:
                    waiting = await self._locks.waiting()
                    for actor in running:
                        if actor.state == "running" and actor.backend in waiting:
                            actor.state = "blocked"
            blocked = [actor for actor in self._actors if actor.state == "blocked"]
            if not blocked:
                return
            # PostgreSQL grants a lock while its last holder commits: whoever still waits now has not been granted it.
            waiting = await self._locks.waiting()
            freed = [actor for actor in blocked if actor.state == "blocked" and actor.backend not in waiting]
            if not freed and all(actor.state != "running" for actor in self._actors):
                return
            for actor in freed:
                actor.state = "running"
