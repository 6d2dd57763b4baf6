"""A story: made of a seed, told in the world, held against the invariants, and made shorter where it fails.

Invariant: the same seed makes the same story, and the same story ends the same, whatever was told before it.
"""

import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tests.faults.simulation.beginnings import people
from tests.faults.simulation.gates import Actor, Strike
from tests.faults.simulation.invariants import Violation, violations
from tests.faults.simulation.operations import Operation, Telling, Turn
from tests.faults.simulation.people import ask
from tests.faults.simulation.rest import come_to_rest
from tests.faults.simulation.world import World, simulated

LENGTH = 40
MINUTES = (10, 10, 60, 240, 1440, 1440, 4320, 11520, 50400)

DATABASE = (
    ("commit", 1, ("crash", "error", "cut")),
    ("committed", 1, ("crash", "answer lost")),
    ("statement", 5, ("crash", "error", "cut")),
)
STRIKES: dict[str, tuple[tuple[str, int, tuple[str, ...]], ...]] = {
    "command": DATABASE,
    "review": DATABASE,
    "tick": DATABASE,
    "redrive": DATABASE,
    "publish": (
        ("statement", 4, ("crash", "error", "cut")),
        ("send", 2, ("crash", "cut")),
        ("record", 3, ("refused", "refused", "unacknowledged", "late", "crash before", "crash after")),
        ("record", 2, ("refused", "unacknowledged", "crash after")),
    ),
    "consume": (
        ("commit", 1, ("crash", "crash", "error", "cut", "rebalance", "given up")),
        ("committed", 1, ("crash", "answer lost")),
        ("statement", 5, ("crash", "crash", "error", "error", "cut")),
        ("committed", 1, ("rebalance", "given up")),
        ("fetched", 1, ("crash", "rebalance", "given up")),
        ("offsets", 1, ("crash", "rebalance", "given up", "offsets refused")),
    ),
}
"""By role: the gates at which a fault may happen, how often the gate is come to at most, and the faults."""

TOGETHER: tuple[tuple[int, str, str], ...] = (
    (3, "command", "command"),
    (2, "command", "again"),
    (4, "command", "consume"),
    (3, "command", "tick"),
    (3, "command", "publish"),
    (7, "publish", "publish"),
    (4, "consume", "consume"),
    (1, "tick", "tick"),
    (5, "review", "review"),
    (2, "review", "consume"),
    (2, "review", "tick"),
    (2, "redrive", "consume"),
)
KINDS: tuple[tuple[int, str], ...] = (
    (32, "command"),
    (26, "publish"),
    (36, "consume"),
    (5, "tick"),
    (28, "together"),
    (7, "time"),
    (4, "poison"),
    (2, "mend"),
    (4, "away"),
    (3, "rebalance"),
    (2, "back"),
    (3, "restart"),
    (2, "replay"),
)


def operations_of(seed: int) -> list[Operation]:
    """The story of a seed."""
    rng = random.Random(seed)
    return [_operation(rng, number) for number in range(1, LENGTH + 1)]


def _operation(rng: random.Random, number: int) -> Operation:
    [kind] = rng.choices([kind for _, kind in KINDS], [weight for weight, _ in KINDS])
    if kind == "time":
        return Operation(number, kind, amount=rng.choice(MINUTES))
    if kind == "together":
        return Operation(number, kind, _pair(rng))
    if kind in STRIKES:
        return Operation(number, "turn", (_turn(rng, kind, 0.6),))
    return Operation(number, kind, amount=rng.randint(1, 60))


def _pair(rng: random.Random) -> tuple[Turn, Turn]:
    [(_, role, other)] = rng.choices(TOGETHER, [weight for weight, *_ in TOGETHER])
    first = _turn(rng, role, 0.35)
    if other == "again":
        return first, replace(first, process=1 - first.process, strikes=())
    second = replace(_turn(rng, other, 0.2), process=1 - first.process, pick=first.pick)
    if other == "command":
        second = replace(second, ahead=first.ahead + 1)
    if role == other == "review":
        second = replace(second, process=first.process)
    if role == "consume" and rng.random() < 0.7:
        # Only who has been given up, and does not know, reads what another reads too.
        first = replace(first, strikes=(Strike("fetched", 0, "given up"),))
    return first, second


def _turn(rng: random.Random, role: str, share: float) -> Turn:
    strikes: list[Strike] = []
    if rng.random() < share:
        gate, most, kinds = rng.choice(STRIKES[role])
        strikes.append(Strike(gate, rng.randrange(most), rng.choice(kinds)))
        if role == "consume" and strikes[0].kind in ("error", "cut") and rng.random() < 0.7:
            strikes.append(Strike("stay", 0, "rebalance"))  # while the database is away
    ahead = rng.choice((0, 0, 0, 0, 1, 2)) if role == "command" else 0
    return Turn(role, rng.randrange(60), rng.choice((0, 0, 1)), ahead, tuple(strikes))


@dataclass
class Ended:
    """How a story ended."""

    seed: int
    violations: list[Violation]
    sentences: list[str]
    done: Counter[str]
    acknowledged: int
    digest: str = ""
    operations: list[Operation] = field(default_factory=list)


async def tell(world: World, seed: int, operations: Sequence[Operation] | None = None) -> Ended:
    """Tell the story of a seed, or a part of it, and see what holds in the end."""
    told = operations_of(seed) if operations is None else list(operations)
    with simulated(world.time):
        await world.begin()
        telling = Telling(world, seed, people(world))
        for operation in told:
            await telling.do(operation)
        world.operation = LENGTH + 1
        await _answer_everybody(telling)
        rested = await come_to_rest(world, f"seed {seed}, at rest")
        found = await violations(world, telling.asked, rested)
    return Ended(
        seed,
        found,
        telling.sentences,
        world.done.copy(),
        len(telling.asked.acknowledged),
        world.digest(),
        told,
    )


async def _answer_everybody(telling: Telling) -> None:
    """Whoever has not been answered asks again, with the same key."""
    for person in telling.people:
        for number, asking in list(person.open.items()):
            process = telling.world.processes[asking.step.service][0]
            actor = Actor(f"seed {telling.seed}, again {asking.key}", telling.world, process=process)

            async def again(process=process, person=person, number=number, asking=asking) -> None:  # type: ignore[no-untyped-def]
                await ask(telling.world, process, person, number, asking, telling.asked)

            await telling.world.act(actor, again)


async def shortest(world: World, ended: Ended, seconds: float) -> Ended:
    """The smallest story found in that time that still breaks what this one breaks first."""
    invariant, best = ended.violations[0].invariant, ended
    end = time.monotonic() + seconds
    size = max(1, len(best.operations) // 2)
    while time.monotonic() < end:
        for start in range(0, len(best.operations), size):
            fewer = best.operations[:start] + best.operations[start + size :]
            shorter = await tell(world, ended.seed, fewer)
            if any(one.invariant == invariant for one in shorter.violations):
                best = shorter
                break
            if time.monotonic() > end:
                break
        else:
            if size == 1:
                break
            size = max(1, size // 2)
    return best
