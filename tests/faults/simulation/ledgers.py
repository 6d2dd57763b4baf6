"""The ledgers of obligations: the owner's, oversight's, and the one that follows from the topics by rules of our own.

Invariant: all three are the same at rest; a clock that runs has an owner and a due time; none has run out unsaid.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from shared.contracts.catalogue import PUBLISHERS
from tests.faults.simulation.topics import Told
from tests.faults.simulation.world import World

COLUMNS = ("owner", "started_at", "due_at", "met_at", "cancelled_at", "overdue_at")
OWNERS = f"SELECT obligation, subject_id::text AS subject_id, {', '.join(COLUMNS)} FROM deadline"
OVERSIGHTS = f"SELECT obligation, subject_id::text AS subject_id, {', '.join(COLUMNS)} FROM clock"

Ledger = dict[tuple[str, str], dict[str, Any]]


async def ledger_faults(world: World, told: Mapping[str, Sequence[Told]]) -> list[str]:
    """What is wrong with them, in sentences."""
    owners: Ledger = {}
    folded: Ledger = {}
    for name in PUBLISHERS:
        owners |= _by_clock(await world.rows(name, OWNERS))
        fold(folded, told[name])
    oversights = _by_clock(await world.rows("oversight", OVERSIGHTS))
    faults = [
        *_differences("the owner's ledger", owners, "the topics", folded),
        *_differences("oversight's ledger", oversights, "the topics", folded),
    ]
    for (obligation, subject), clock in owners.items():
        if clock["met_at"] is None and clock["cancelled_at"] is None:
            if not clock["owner"] or clock["due_at"] is None:
                faults.append(f"{obligation} {subject} runs without an owner or a time")
            elif clock["due_at"] < world.now and clock["overdue_at"] is None:
                faults.append(f"{obligation} {subject} ran out in silence at {clock['due_at']}")
    return faults


def fold(ledger: Ledger, told: Sequence[Told]) -> None:
    """What the events of a topic make of the clocks; an event that is there again says nothing new."""
    seen: set[Any] = set()
    for one in told:
        if one.event_id in seen:
            continue
        seen.add(one.event_id)
        for change in one.body.get("clocks", ()):
            key = (change["obligation"], change["subjectId"])
            if change["dueAt"] is not None:
                ledger[key] = dict.fromkeys(COLUMNS) | {
                    "owner": change["owner"],
                    "started_at": one.at,
                    "due_at": datetime.fromisoformat(change["dueAt"]),
                }
            clock = ledger.get(key)
            if clock is None or change["action"] == "started":
                continue
            if clock["met_at"] is None and clock["cancelled_at"] is None:
                clock[f"{change['action']}_at"] = one.at
        if one.fact.endswith("-overdue"):
            clock = ledger.get((one.body["obligation"], one.body["subjectId"]))
            if clock is not None and clock["overdue_at"] is None:
                clock["overdue_at"] = one.at


def _by_clock(rows: Sequence[Mapping[str, Any]]) -> Ledger:
    return {(row["obligation"], row["subject_id"]): {name: row[name] for name in COLUMNS} for row in rows}


def _differences(one: str, first: Ledger, other: str, second: Ledger) -> list[str]:
    faults: list[str] = []
    for key in sorted(first.keys() | second.keys()):
        a, b = first.get(key), second.get(key)
        if a is None or b is None:
            faults.append(f"{key[0]} {key[1]} is only in {other if a is None else one}")
        elif a != b:
            names = [f"{name} {a[name]} and {b[name]}" for name in COLUMNS if a[name] != b[name]]
            faults.append(f"{key[0]} {key[1]}: {one} and {other} differ: {', '.join(names)}")
    return faults
