"""What must hold when all is at rest, whatever has happened: each with a name, by which a failure is told.

Invariant: what is held against the services is what the simulation itself has seen (commits, sends, topics) and what is
in the databases; none of it is what the services say of themselves.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.named import SERVICES
from shared.contracts.catalogue import EVENT_TYPES, PUBLISHERS
from shared.contracts.model import EventData
from tests.faults.simulation.ledgers import ledger_faults
from tests.faults.simulation.people import Asked
from tests.faults.simulation.topics import Told, topics
from tests.faults.simulation.world import World

ON_ITS_TOPIC = "every event of the record is on its topic"
RECORDED = "nothing is on a topic that is not in the record"
APPLIED_ONCE = "every event is applied once by every subscriber that wants it"
CAUSED_ONCE = "what an event causes is caused once"
COMMANDS = "every command that was acknowledged is in the record once"
TELLING_ORDER = "a person's events are told in the order in which they were committed"
APPLYING_ORDER = "a person's events are applied in the order of their topic"
DUPLICATES = "an event is on its topic more than once only for a cause"
AT_REST = "nothing is left over at rest"
NOTHING_DIES = "nothing ends by itself"
LEDGERS = "the ledgers of all services agree, and no clock is without an owner or runs out in silence"

EVENTS = "SELECT sequence, event_id, event_type, crn, correlation_id, causation_id FROM event ORDER BY sequence"
KEYS = "SELECT key FROM idempotency_key"


@dataclass(frozen=True)
class Violation:
    """An invariant that does not hold: `kind` is what has become of something (lost, doubled, stuck, out of order)."""

    invariant: str
    kind: str
    sentence: str


async def violations(world: World, asked: Asked, rested: bool) -> list[Violation]:
    """All that does not hold."""
    told = {name: topics(world.on_topic(name)) for name in PUBLISHERS}
    found: list[Violation] = [Violation(NOTHING_DIES, "stuck", sentence) for sentence in world.dead]
    found += await _left_over(world, rested)
    for name in PUBLISHERS:
        found += await _published(world, name, told[name])
        found += _in_order(world, name, told[name])
    for name in SERVICES:
        found += await _applied(world, name, told)
    found += _caused(world)
    found += await _commands(world, asked)
    for sentence in await ledger_faults(world, told):
        found.append(Violation(LEDGERS, "stuck", sentence))
    return found


async def _left_over(world: World, rested: bool) -> list[Violation]:
    left: list[str] = [] if rested else ["something moves for ever"]
    for name in SERVICES:
        [row] = await world.rows(
            name,
            "SELECT (SELECT count(*) FROM outbox) AS waiting, "
            "(SELECT count(*) FROM dead_letter WHERE state = 'parked') AS parked",
        )
        left += [f"{row['waiting']} in the outbox of {name}"] if row["waiting"] else []
        left += [f"{row['parked']} parked at {name}"] if row["parked"] else []
        behind = world.broker.groups[name].behind() if name in world.broker.groups else 0
        left += [f"{name} is {behind} behind"] if behind else []
    return [Violation(AT_REST, "stuck", sentence) for sentence in left]


async def _published(world: World, name: str, told: list[Told]) -> list[Violation]:
    recorded = {row["event_id"]: row for row in await world.rows(name, EVENTS)}
    counted = Counter((one.event_id, one.event_type) for one in told)  # in two versions it is told twice
    on_topic = {key for key, _ in counted}
    found = [
        Violation(ON_ITS_TOPIC, "lost", f"{name}: {row['event_type']} about {row['crn']} is not on the topic")
        for key, row in recorded.items()
        if key not in on_topic
    ]
    found += [Violation(RECORDED, "doubled", f"{name}: {key}") for key in on_topic if key not in recorded]
    for (key, _), number in counted.items():
        if number - 1 > world.again[key]:
            why = f"{name}: {recorded[key]['event_type'] if key in recorded else key} is on the topic {number} times"
            found.append(Violation(DUPLICATES, "doubled", f"{why}, for which there are {world.again[key]} causes"))
    return found


def _in_order(world: World, name: str, told: list[Told]) -> list[Violation]:
    """First occurrences, by key: those of an operation before those of a later one; of what is decided under one lock,
    in the order of the commits."""
    committed: dict[UUID, tuple[int, int, int]] = {}
    for number, commit in enumerate(world.commits):
        if commit.service == name:
            for place, row in enumerate(commit.told):
                committed[row["event_id"]] = (commit.operation, number, place)
    found: list[Violation] = []
    operations: dict[str, tuple[int, str]] = {}
    commits: dict[Any, tuple[tuple[int, int, int], str]] = {}
    first: dict[UUID, Told] = {}
    for one in told:
        if one.event_id in committed:
            first.setdefault(one.event_id, one)
    for one in first.values():
        where = committed[one.event_id]
        operation, fact = operations.get(one.key, (0, ""))
        if where[0] < operation:
            found.append(Violation(TELLING_ORDER, "out of order", f"{name}: {one.fact} came after {fact}"))
        operations[one.key] = (where[0], one.fact)
        for lock in _locks(one):
            before, fact = commits.get(lock, ((0, 0, 0), ""))
            if where < before:
                sentence = f"{name}: {one.fact} came after {fact}, both under the lock of {lock}"
                found.append(Violation(TELLING_ORDER, "out of order", sentence))
            commits[lock] = (where, one.fact)
    return found


def _locks(one: Told) -> set[Any]:
    """Under which locks a fact is decided: its aggregate's, and those of the clocks that it touches.

    That a clock has run out is decided by whoever holds the clock's row, and not the aggregate.
    """
    if one.fact.endswith("-overdue"):
        return {(one.body["obligation"], one.body["subjectId"])}
    clocks = {(change["obligation"], change["subjectId"]) for change in one.body.get("clocks", ())}
    return {one.body["detailUrl"], *clocks}


async def _applied(world: World, name: str, told: dict[str, list[Told]]) -> list[Violation]:
    reactions = world.places[name].service.reactions
    applied = [event for commit in world.commits if commit.service == name for event in commit.applied]
    counted, place = Counter(applied), {event: number for number, event in enumerate(applied)}
    inbox = {row["event_id"] for row in await world.rows(name, "SELECT event_id FROM inbox")}
    found: list[Violation] = []
    wanted: set[UUID] = set()
    for publisher, every in told.items():
        last: dict[str, tuple[int, str]] = {}
        for one in every:
            if one.event_id in wanted or not reactions.wants(one.event_type):
                continue
            wanted.add(one.event_id)
            if (number := counted[one.event_id]) != 1:
                kind, what = ("doubled", f"{number} times") if number else ("lost", "never")
                found.append(Violation(APPLIED_ONCE, kind, f"{name} applied {one.fact} about {one.key} {what}"))
                continue
            before = last.get(one.key)
            if before is not None and place[one.event_id] < before[0]:
                sentence = f"{name} applied {one.fact} of {publisher} about {one.key} before {before[1]}"
                found.append(Violation(APPLYING_ORDER, "out of order", sentence))
            last[one.key] = (place[one.event_id], one.fact)
    if missing := wanted - inbox:
        found.append(Violation(APPLIED_ONCE, "lost", f"{len(missing)} events are not in the inbox of {name}"))
    if name == "oversight":
        kept = {row["event_id"] for row in await world.rows(name, "SELECT event_id FROM timeline_entry")}
        about_people = {one.event_id for every in told.values() for one in every if _is_about_a_person(one)}
        if kept != about_people:
            found.append(Violation(APPLIED_ONCE, "lost", f"the timelines differ by {len(kept ^ about_people)} events"))
    return found


def _is_about_a_person(one: Told) -> bool:
    return issubclass(EVENT_TYPES[one.event_type], EventData)


def _caused(world: World) -> list[Violation]:
    """What a service tells because of an event, it tells in one transaction."""
    commits: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, commit in enumerate(world.commits):
        for row in commit.told:
            if row["causation_id"] is not None:
                commits[commit.service, row["causation_id"]].add(number)
    return [
        Violation(CAUSED_ONCE, "doubled", f"{service} reacted to {cause} in {len(numbers)} transactions")
        for (service, cause), numbers in commits.items()
        if len(numbers) > 1
    ]


async def _commands(world: World, asked: Asked) -> list[Violation]:
    done: dict[str, int] = Counter()
    for commit in world.commits:
        for key in {row["correlation_id"] for row in commit.told if row["causation_id"] is None}:
            done[key] += 1
    stored: dict[str, int] = Counter()
    for name in PUBLISHERS:
        for row in await world.rows(name, KEYS):
            stored[row["key"]] += 1
    found: list[Violation] = []
    for key, (service, what) in asked.acknowledged.items():
        if done[key] != 1:
            kind = "doubled" if done[key] else "lost"
            found.append(Violation(COMMANDS, kind, f"{service}: '{what}' ({key}) was carried out {done[key]} times"))
        if stored[key] != 1:
            found.append(Violation(COMMANDS, "lost", f"{service}: the answer to '{what}' ({key}) is not kept"))
    for key, service in asked.refused.items():
        if key not in asked.acknowledged and (done[key] or stored[key]):
            found.append(Violation(COMMANDS, "doubled", f"{service}: {key} was refused, and has left something"))
    found += [
        Violation(COMMANDS, "stuck", f"{service}: {key} was never answered") for key, service in asked.open.items()
    ]
    return found
