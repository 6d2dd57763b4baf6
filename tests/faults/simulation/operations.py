"""What can happen in a story, each small, and each to be read whatever came before.

Invariant: an operation means something in every world: it picks among what is there, and does nothing where nothing is.
So any part of a story is a story, and a failing one can be made shorter.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from services.cli import REPLAY_EVERYTHING, REPLAY_PERSON
from shared.contracts.catalogue import PUBLISHERS
from tests.faults.simulation.course import REVIEW
from tests.faults.simulation.gates import Actor, Strike, Together
from tests.faults.simulation.people import Asked, Asking, Person, ask
from tests.faults.simulation.processes import Process
from tests.faults.simulation.strikes import NAMES
from tests.faults.simulation.world import World

Work = Callable[[], Awaitable[Any]]
WAITING = "SELECT e.event_id FROM outbox o JOIN event e USING (sequence)"


@dataclass(frozen=True)
class Turn:
    """Somebody's turn in an operation; the numbers pick among what is there."""

    role: str
    """`command`, `review`, `publish`, `consume`, `tick` or `redrive`."""
    pick: int = 0
    """Which person, or which service."""
    process: int = 0
    ahead: int = 0
    strikes: tuple[Strike, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One thing that happens; `number` is its place in the story as it was first told."""

    number: int
    kind: str
    turns: tuple[Turn, ...] = ()
    amount: int = 0


@dataclass
class Telling:
    """A story as it is told: the world, the people, what they asked, and a sentence for each operation."""

    world: World
    seed: int
    people: list[Person]
    asked: Asked = field(default_factory=Asked)
    sentences: list[str] = field(default_factory=list)

    async def do(self, operation: Operation) -> None:
        """Let it happen."""
        self.world.operation = operation.number
        self._late_sends_arrive()
        if operation.kind in ("turn", "together"):
            await self._turns(operation)
        else:
            sentence = await getattr(self, f"_{operation.kind}")(operation)
            self._say(operation, sentence)

    def _say(self, operation: Operation, sentence: str) -> None:
        if sentence:
            self.sentences.append(f"{operation.number:>3}. {sentence}.")

    def _late_sends_arrive(self) -> None:
        for arrives in self.world.late:
            self.world.broker.append(*arrives)
        self.world.late.clear()

    async def _turns(self, operation: Operation) -> None:
        found = [one for place, turn in enumerate(operation.turns) if (one := self._found(operation, place, turn))]
        if not found:
            return
        told: list[str] = []
        for actor, sentence, _ in found:
            faults = [f"{NAMES[s.kind]} at {s.gate} {s.nth + 1}" for s in actor.strikes]
            told.append(sentence + (f" ({', '.join(faults)})" if faults else ""))
        if len(found) == 1:
            actor, _, work = found[0]
            await self.world.act(actor, work)
        else:
            self.world.done["two at once"] += 1
            together = Together(found[0][0].rng, self.world)
            await together.run(*[(actor, partial(self.world.act, actor, work)) for actor, _, work in found])
        happened = [f"{s.kind}!" for actor, *_ in found for s in actor.strikes if s.struck]
        self._say(operation, ", and at once ".join(told) + (f": {' '.join(happened)}" if happened else ""))

    def _found(self, operation: Operation, place: int, turn: Turn) -> tuple[Actor, str, Work] | None:
        world = self.world
        if turn.role in ("command", "review"):
            ready = self._ready(turn) if turn.role == "command" else self._review(operation, place, turn)
            if ready is None:
                return None
            person, number, asking = ready
            process = world.processes[asking.step.service][turn.process]
            work: Work = partial(self._ask, process, person, number, asking)
            sentence = f"{asking.step.name} for {person.crn} at {process.name}"
        else:
            service = self._service(operation, place, turn)
            if service is None:
                return None
            process = world.processes[service][turn.process]
            work = getattr(process, turn.role)
            sentence = f"{process.name} has a turn to {turn.role}"
        strikes = tuple(Strike(one.gate, one.nth, one.kind) for one in turn.strikes)
        name = f"seed {self.seed}, {operation.number}, {place}"
        return Actor(name, world, process=process, strikes=strikes), sentence, work

    def _service(self, operation: Operation, place: int, turn: Turn) -> str | None:
        """The service of a turn: that of the one with whom it is at once, or one that has something to do."""
        world = self.world
        if place > 0:
            first = operation.turns[0]
            if first.role not in ("command", "review"):
                return self._service(operation, 0, first)
            ready = self._ready(first) if first.role == "command" else self._review(operation, 0, first)
            if ready is None:
                return None
            service = ready[2].step.service
            return service if turn.role != "consume" or world.processes[service][0].member else None
        if turn.role == "publish":
            there = [name for name in PUBLISHERS if name in world.unpublished]
        elif turn.role == "consume":
            behind = [name for name, group in sorted(world.broker.groups.items()) if group.behind()]
            there = [name for name in behind if self._something_for(name)] or behind
        elif turn.role == "redrive":
            there = sorted(world.broker.groups)
        else:
            there = list(PUBLISHERS)
        return there[turn.pick % len(there)] if there else None

    def _something_for(self, name: str) -> bool:
        """Whether what waits for a service has an event that it wants."""
        wants = self.world.places[name].service.reactions.wants
        return any(wants(one.event_type) for one in self.world.broker.groups[name].waiting())

    def _ready(self, turn: Turn) -> tuple[Person, int, Asking] | None:
        """Whose step a command is: of those for whom there is something to do."""
        now = self.world.now
        ready = [(person, *found) for person in self.people if (found := person.next(now, turn.ahead)) is not None]
        return ready[turn.pick % len(ready)] if ready else None

    def _review(self, operation: Operation, place: int, turn: Turn) -> tuple[Person, int, Asking] | None:
        """A review of somebody's risk that nobody had asked for: it can be made at any time while the case is open."""
        ready = [person for person in self.people if any(one.name == "case-opened" for one in person.facts)]
        if not ready:
            return None
        person = ready[turn.pick % len(ready)]
        number = len(person.steps) + 2 * operation.number + place
        key = f"{person.crn} review {operation.number} {place + 1}"
        return person, number, Asking(REVIEW, key, REVIEW.path(person), REVIEW.body(person, self.world.now))

    async def _ask(self, process: Process, person: Person, number: int, asking: Asking) -> None:
        await ask(self.world, process, person, number, asking, self.asked)

    async def _time(self, operation: Operation) -> str:
        self.world.clock.advance(timedelta(minutes=operation.amount))
        self.world.time.move_on(operation.amount % 7)
        return f"{timedelta(minutes=operation.amount)} pass"

    async def _poison(self, operation: Operation) -> str:
        groups = sorted(self.world.broker.groups)
        there = [name for name in groups if self._something_for(name)] or groups
        service = there[operation.amount % len(there)]
        self.world.poison[service].is_armed = True
        process = self.world.processes[service][operation.amount % 2]
        actor = Actor(f"seed {self.seed}, {operation.number}", self.world, process=process)
        await self.world.act(actor, process.consume)
        self.world.done["poison"] += 1
        return f"{process.name} consumes, and {service} cannot take the next event that comes until it is mended"

    async def _mend(self, operation: Operation) -> str:
        sick = [name for name, poison in self.world.poison.items() if poison.events]
        if not sick:
            return ""
        service = sick[operation.amount % len(sick)]
        self.world.poison[service].mend()
        process = self.world.processes[service][0]
        await self.world.act(
            Actor(f"seed {self.seed}, {operation.number}", self.world, process=process), process.redrive
        )
        self.world.done["redrive"] += 1
        return f"{service} is mended, and what is parked there is driven again"

    async def _away(self, operation: Operation) -> str:
        self.world.broker.away = operation.amount % 5 + 1
        self.world.done["Kafka away"] += 1
        return f"Kafka refuses the next {operation.amount % 5 + 1} sends"

    async def _rebalance(self, operation: Operation) -> str:
        name, group = sorted(self.world.broker.groups.items())[operation.amount % len(self.world.broker.groups)]
        group.rebalance()
        self.world.done["rebalance between batches"] += 1
        return f"the group of {name} rebalances"

    async def _back(self, operation: Operation) -> str:
        name, group = sorted(self.world.broker.groups.items())[operation.amount % len(self.world.broker.groups)]
        for place in group.places:
            group.committed[place] = max(0, group.committed[place] - operation.amount % 9 - 1)
        group.rebalance()
        self.world.done["delivered again"] += 1
        return f"the offsets of {name} are set back by {operation.amount % 9 + 1}"

    async def _restart(self, operation: Operation) -> str:
        every = [process for processes in self.world.processes.values() for process in processes]
        process = every[operation.amount % len(every)]
        await process.crash()
        self.world.done["process killed between turns"] += 1
        return f"{process.name} is killed, and begins again"

    async def _replay(self, operation: Operation) -> str:
        service = PUBLISHERS[operation.amount % len(PUBLISHERS)]
        crn = self.people[operation.amount % len(self.people)].crn
        before = {row["event_id"] for row in await self.world.rows(service, WAITING)}
        pool: Any = self.world.places[service].database.pool
        async with pool.raw.acquire() as connection:
            if operation.amount % 3:
                await REPLAY_PERSON.run(connection, crn=crn)
            else:
                await REPLAY_EVERYTHING.run(connection)
        after = {row["event_id"] for row in await self.world.rows(service, WAITING)}
        self.world.may_come_again(sorted(after - before))
        self.world.unpublished.add(service)
        self.world.done["replay from the record"] += 1
        return f"{service} replays " + (f"what it told about {crn}" if operation.amount % 3 else "everything")
