"""Kafka, simulated: topics with partitions, groups with offsets and generations, and clients that know them.

Invariant: of a partition every reader sees one order, and what is on it stays. A member that the group has given up
(it stood still) goes on believing in its old partitions until it polls; its commit fails. A rebalance is eager: whoever
stays in the group begins again where the group has committed, and nothing of it is paused.

Faithful to aiokafka in what the runtime uses of it: a paused partition gives nothing; `getmany` moves the position;
`commit` refuses what is not assigned, and refuses to commit nothing (`ValueError`).
"""

import asyncio
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaConnectionError

from tests.faults.simulation.gates import CURRENT, Crash, gate
from tests.faults.simulation.time import SimulatedTime

PARTITIONS = 2


@dataclass(frozen=True)
class Record:
    """A record as a client of Kafka gets it."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]

    @cached_property
    def event_type(self) -> str:
        """The type of its event."""
        return dict(self.headers)["ce_type"].decode()


class Broker:
    """The topics, and the groups that read them."""

    def __init__(self, time: SimulatedTime) -> None:
        self.time = time
        self.logs: dict[TopicPartition, list[Record]] = {}
        self.groups: dict[str, Group] = {}
        self.away = 0
        """How many sends in a row are still refused."""

    def partition_of(self, topic: str, key: bytes) -> TopicPartition:
        """Where a key's records go."""
        return TopicPartition(topic, zlib.crc32(key) % PARTITIONS)

    def append(self, topic: str, key: bytes, value: bytes, headers: Sequence[tuple[str, bytes]]) -> None:
        """Add a record to the end of its partition."""
        place = self.partition_of(topic, key)
        log = self.logs.setdefault(place, [])
        log.append(Record(topic, place.partition, len(log), key, value, tuple(headers)))

    def on_topic(self, topic: str) -> list[Record]:
        """Everything on a topic, partition by partition."""
        return [one for place in sorted(self.logs) if place.topic == topic for one in self.logs[place]]

    def group(self, name: str, topics: Sequence[str]) -> "Group":
        """A group, made where there is none."""
        if name not in self.groups:
            places = [TopicPartition(topic, number) for topic in sorted(topics) for number in range(PARTITIONS)]
            self.groups[name] = Group(self, places)
        return self.groups[name]


@dataclass
class Group:
    """Members that share the partitions of some topics."""

    broker: Broker
    places: list[TopicPartition]
    members: list["Member"] = field(default_factory=list)
    committed: dict[TopicPartition, int] = field(default_factory=lambda: defaultdict(int))
    rotated: int = 0

    def rebalance(self) -> None:
        """Give out the partitions anew, each to the next member in turn, and to another one than before."""
        self.rotated += 1
        for number, member in enumerate(self.members):
            mine = [
                place for count, place in enumerate(self.places) if (count + self.rotated) % len(self.members) == number
            ]
            member.given(mine)

    def join(self, member: "Member") -> None:
        """A member comes in."""
        if member not in self.members:
            self.members.append(member)
            self.rebalance()

    def leave(self, member: "Member") -> None:
        """A member goes, or is given up because nothing is heard of it; it does not know."""
        if member in self.members:
            self.members.remove(member)
            if self.members:
                self.rebalance()

    def waiting(self) -> list[Record]:
        """The records that the group has not committed."""
        return [one for place in self.places for one in self.broker.logs.get(place, [])[self.committed[place] :]]

    def behind(self) -> int:
        """How many records the group has not committed."""
        logs = self.broker.logs
        return sum(len(logs.get(place, ())) - self.committed[place] for place in self.places)


@dataclass
class _Place:
    position: int
    paused: bool = False


class Member:
    """A consumer of a group, with the part of aiokafka's interface that the runtime uses."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self._places: dict[TopicPartition, _Place] = {}

    def given(self, places: Sequence[TopicPartition]) -> None:
        """A rebalance: these partitions, from where the group has committed."""
        self._places = {place: _Place(self.group.committed[place]) for place in places}

    async def start(self) -> None:
        """Join the group."""
        self.group.join(self)

    async def stop(self) -> None:
        """Leave the group."""
        self.group.leave(self)

    def assignment(self) -> set[TopicPartition]:
        """The partitions that it believes to have."""
        return set(self._places)

    def paused(self) -> set[TopicPartition]:
        """Those of them that are paused."""
        return {place for place, state in self._places.items() if state.paused}

    def pause(self, *places: TopicPartition) -> None:
        """Give nothing of these until they are resumed."""
        for place in places:
            self._state(place).paused = True

    def resume(self, *places: TopicPartition) -> None:
        """Give of these again."""
        for place in places:
            self._state(place).paused = False

    def seek(self, place: TopicPartition, offset: int) -> None:
        """Read on from an offset."""
        self._state(place).position = offset

    def highwater(self, place: TopicPartition) -> int | None:
        """The end of a partition."""
        self._state(place)
        return len(self.group.broker.logs.get(place, ()))

    def _state(self, place: TopicPartition) -> _Place:
        if place not in self._places:
            raise IllegalStateError(f"No current assignment for partition {place}")
        return self._places[place]

    async def getmany(self, *, timeout_ms: int, max_records: int | None = None) -> dict[TopicPartition, list[Record]]:
        """Some of what waits, of some partitions; of each in order. Nothing, after the timeout, where nothing waits."""
        await gate("stay" if self._places and len(self.paused()) == len(self._places) else "poll")
        self.group.join(self)  # who was given up learns of it here
        actor, logs = CURRENT.get(), self.group.broker.logs
        waiting = {
            place: logs.get(place, [])[state.position :]
            for place, state in self._places.items()
            if not state.paused and len(logs.get(place, ())) > state.position
        }
        if not waiting:
            self.group.broker.time.move_on(timeout_ms / 1000)
            return {}
        left, chosen = max_records or 1_000_000, sorted(waiting)
        slow = actor is not None and not actor.everything
        if slow:
            assert actor is not None
            actor.rng.shuffle(chosen)
            chosen = chosen[: actor.rng.randint(1, len(chosen))]
        fetched: dict[TopicPartition, list[Record]] = {}
        for place in chosen:
            records = waiting[place][:left]
            if slow and actor is not None and actor.rng.random() < 0.5:
                records = records[: actor.rng.randint(1, len(records))]
            if records:
                fetched[place] = records
                left -= len(records)
                self._places[place].position = records[-1].offset + 1
        await gate("fetched")
        return fetched

    async def commit(self, offsets: dict[TopicPartition, int]) -> None:
        """Commit offsets for the group. Raises as aiokafka does, and the group's answer is final."""
        if not offsets or not isinstance(offsets, dict):
            raise ValueError(offsets)
        for place in offsets:
            if place not in self._places:
                raise IllegalStateError(f"Partition {place} is not assigned")
        await gate("offsets")
        if self not in self.group.members:
            raise CommitFailedError("the group has given this member up")
        if any(place not in self._places for place in offsets):
            raise CommitFailedError("the group has rebalanced meanwhile")
        self.group.committed.update(offsets)
        await gate("offsets committed")


class Producer:
    """A producer as the relay uses it; a crash between the records of a wave leaves some of them sent."""

    def __init__(self, broker: Broker, late: list[Any]) -> None:
        self.broker, self._late = broker, late

    async def send_and_wait(self, topic: str, *, key: bytes, value: bytes, headers: list[tuple[str, bytes]]) -> None:
        """Send one record; KafkaError where it was not acknowledged, whether it is on the topic or not."""
        actor = CURRENT.get()
        if actor is None:
            self.broker.append(topic, key, value, headers)
            return
        if actor.wave is None or actor.wave.done():
            actor.wave = asyncio.ensure_future(gate("send"))
        await asyncio.shield(actor.wave)
        if actor.is_dead():
            raise Crash
        actor.sent.append(UUID(dict(headers)["ce_id"].decode()))
        if self.broker.away > 0:
            self.broker.away -= 1
            raise KafkaConnectionError("Kafka is away")
        strike = actor.due("record")
        if strike is None:
            self.broker.append(topic, key, value, headers)
            return
        strike.struck = True
        if strike.kind in ("unacknowledged", "crash after"):
            self.broker.append(topic, key, value, headers)
        if strike.kind == "late":
            self._late.append((topic, key, value, headers))
        await actor.striking.strike(strike, actor, None)
