"""The comparison at rest: what callers were told, against records, topics, inboxes, the timeline and both ledgers.

Invariant: everything is compared with what somebody outside was promised or can read. An acknowledged command is in its
service's keys with the very answer that was given; every recorded event is on its topic as recorded, after the events
of its record that were recorded before it, and in the inbox of every service that wants it; nothing was done twice.
"""

import importlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from deploy.embedded.surroundings import SERVICES
from shared.contracts.catalogue import EVENT_TYPES, PUBLISHERS, topic_of
from shared.contracts.model import EventData
from shared.runtime.service import Service
from simulator.staff import Acknowledged
from tests.faults.rig.findings import Finding, Kind, fault_at, fault_of
from tests.faults.rig.system import Injection, System
from tests.faults.rig.topics import Published, read_everything

EVENTS = """
    SELECT sequence, event_id, event_type, crn, recorded_at, body, correlation_id, causation_id FROM event
    ORDER BY sequence
"""
CLOCKS = "SELECT obligation, subject_id, met_at, cancelled_at, overdue_at FROM {table}"


@dataclass(frozen=True)
class Books:
    """Everything that is compared, as it stands at rest."""

    account: list[Acknowledged]
    keys: dict[str, dict[tuple[str, str], str]]
    """By service: the answer that is kept for a caller's idempotency key."""
    events: dict[str, list[dict[str, Any]]]
    topics: dict[str, list[Published]]
    inboxes: dict[str, set[UUID]]
    timeline: Counter[UUID]
    owners_clocks: set[tuple[Any, ...]]
    oversights_clocks: set[tuple[Any, ...]]
    repeated: int = 0


async def read(system: System) -> Books:
    """Read all books. Nothing may be written meanwhile."""
    rows: dict[tuple[str, str], list[Any]] = {}
    wanted = {"inbox": "SELECT event_id FROM inbox"}
    of_publishers = {
        "event": EVENTS,
        "idempotency_key": "SELECT caller, key, body FROM idempotency_key",
        "deadline": CLOCKS.format(table="deadline"),
    }
    of_oversight = {"timeline": "SELECT event_id FROM timeline_entry", "clock": CLOCKS.format(table="clock")}
    for service in SERVICES:
        connection = await asyncpg.connect(system.stack.database_url(service))
        try:
            more = of_publishers if service in PUBLISHERS else of_oversight
            for name, sql in {**wanted, **more}.items():
                rows[service, name] = await connection.fetch(sql)
        finally:
            await connection.close()
    topics = await read_everything(system.kafka.bootstrap_servers)
    return Books(
        account=system.account,
        keys={s: {(r["caller"], r["key"]): r["body"] for r in rows[s, "idempotency_key"]} for s in PUBLISHERS},
        events={s: [dict(row) for row in rows[s, "event"]] for s in PUBLISHERS},
        topics=topics,
        inboxes={s: {row["event_id"] for row in rows[s, "inbox"]} for s in SERVICES},
        timeline=Counter(row["event_id"] for row in rows["oversight", "timeline"]),
        owners_clocks={tuple(row) for s in PUBLISHERS for row in rows[s, "deadline"]},
        oversights_clocks={tuple(row) for row in rows["oversight", "clock"]},
        repeated=sum(len(of) - len({(one.event_id, one.event_type) for one in of}) for of in topics.values()),
    )


def compare(books: Books, injections: list[Injection]) -> list[Finding]:
    """Everything that is not as it was promised."""
    return [
        *_commands(books, injections),
        *_told_twice(books, injections),
        *_on_the_topics(books, injections),
        *_heard(books, injections),
        *_clocks(books),
    ]


def _commands(books: Books, injections: list[Injection]) -> Iterator[Finding]:
    """Every acknowledged command is there, with the answer that its caller got."""
    for command in books.account:
        kept = books.keys[command.service].get((command.caller, command.key))
        if kept is None:
            why = "is not in the record"
        elif orjson.loads(kept) != command.answer:
            why = "was answered otherwise than the record has it"
        else:
            continue
        what = f"POST {command.path} ({command.service}), acknowledged with {command.status}, {why}"
        yield Finding(Kind.LOST, what, fault_at(injections, command.at))


def _told_twice(books: Books, injections: list[Injection]) -> Iterator[Finding]:
    """One command is one transaction; one event is applied in one; a clock that ran out is told once."""
    for service, events in books.events.items():
        moments: dict[tuple[str, str], set[Any]] = defaultdict(set)
        told_overdue: Counter[tuple[str, str, str]] = Counter()
        for event in events:
            fault = fault_of(injections, service, event["sequence"])
            cause = event["causation_id"]
            of = ("the command", event["correlation_id"]) if cause is None else ("the event", cause)
            if moments[of] and event["recorded_at"] not in moments[of]:
                yield Finding(Kind.DOUBLED, f"{service} acted twice on {of[0]} {of[1]}: {event['event_type']}", fault)
            moments[of].add(event["recorded_at"])
            if event["event_type"].endswith("-overdue.v1"):
                body = orjson.loads(event["body"])
                clock = (body["obligation"], body["subjectId"], body["dueAt"])
                told_overdue[clock] += 1
                if told_overdue[clock] > 1:
                    yield Finding(Kind.DOUBLED, f"{service} told twice that a clock ran out: {clock}", fault)


def _on_the_topics(books: Books, injections: list[Injection]) -> Iterator[Finding]:
    """Every recorded event is on its topic as it was recorded, in the order of each record, and nothing else."""
    for service, events in books.events.items():
        recorded = {event["event_id"]: event for event in events}
        last: dict[tuple[str, str | None], int] = {}
        seen: set[UUID] = set()
        for message in _first_told(books.topics[topic_of(service)]):
            event = recorded.get(message.event_id)
            if event is None:
                yield Finding(Kind.LOST, f"{message.event_id} is on {service}'s topic and not in its record")
                continue
            if message.event_type != event["event_type"]:
                continue  # the same fact in an older version, for whoever reads that
            seen.add(message.event_id)
            fault = fault_of(injections, service, event["sequence"])
            if (message.key, message.body) != (event["crn"], event["body"]):
                yield Finding(Kind.LOST, f"{message.event_id} is not on {service}'s topic as it was recorded", fault)
            place = (message.key, _record_of(service, event))
            if event["sequence"] < last.get(place, 0):
                what = f"{event['event_type']} about {message.key} came after a later one on {service}'s topic"
                yield Finding(Kind.OUT_OF_ORDER, what, fault)
            last[place] = max(last.get(place, 0), event["sequence"])
        for event_id in recorded.keys() - seen:
            event = recorded[event_id]
            what = f"{event['event_type']} {event_id} is in {service}'s record and not on its topic"
            yield Finding(Kind.LOST, what, fault_of(injections, service, event["sequence"]))


def _record_of(service: str, event: dict[str, Any]) -> str | None:
    """The record whose lock was held when the event was recorded; None where it was a clock's, which locks none."""
    ran_out = {kind.event_type for kind in _service_of(service).overdue.values()}
    return None if event["event_type"] in ran_out else str(orjson.loads(event["body"])["detailUrl"])


def overtaken(books: Books) -> int:
    """Events that came to their topic after a later one of their key, of another record or of a clock.

    The two were recorded at the same time by transactions of which neither could know the other, and stand on the topic
    in the order of their commits. A replay tells them in the order of the record.
    """
    count = 0
    for service, events in books.events.items():
        recorded = {event["event_id"]: event["sequence"] for event in events}
        last: dict[str, int] = {}
        for message in _first_told(books.topics[topic_of(service)]):
            sequence = recorded.get(message.event_id, 0)
            count += 0 < sequence < last.get(message.key, 0)
            last[message.key] = max(last.get(message.key, 0), sequence)
    return count


def _first_told(messages: Iterable[Published]) -> Iterator[Published]:
    """The messages without those that stand there again; a fact in two versions is two messages."""
    seen: set[tuple[UUID, str]] = set()
    for message in messages:
        if (message.event_id, message.event_type) not in seen:
            seen.add((message.event_id, message.event_type))
            yield message


def _service_of(name: str) -> Service:
    service: Service = importlib.import_module(f"services.{name}.service").SERVICE
    return service


def _heard(books: Books, injections: list[Injection]) -> Iterator[Finding]:
    """Every recorded event is in the inbox of each service that wants it, and once in oversight's timeline."""
    for subscriber in SERVICES:
        wants = _service_of(subscriber).reactions.wants
        for service, events in books.events.items():
            for event in events:
                if wants(event["event_type"]) and event["event_id"] not in books.inboxes[subscriber]:
                    what = f"{event['event_type']} {event['event_id']} of {service} never came to {subscriber}"
                    yield Finding(Kind.LOST, what, fault_of(injections, service, event["sequence"]))
    for service, events in books.events.items():
        for event in events:
            entries = books.timeline[event["event_id"]]
            if issubclass(EVENT_TYPES[event["event_type"]], EventData) and entries != 1:
                kind = Kind.DOUBLED if entries else Kind.LOST
                what = f"{event['event_type']} {event['event_id']} stands {entries} times in the timeline"
                yield Finding(kind, what, fault_of(injections, service, event["sequence"]))


def _clocks(books: Books) -> Iterator[Finding]:
    """Oversight's ledger of clocks is that of their owners."""
    for clock in sorted(books.owners_clocks ^ books.oversights_clocks, key=str):
        whose = "its owner's" if clock in books.owners_clocks else "oversight's"
        yield Finding(Kind.LOST, f"the clock {clock[0]} of {clock[1]} stands so in {whose} ledger alone: {clock[2:]}")
