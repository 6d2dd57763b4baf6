"""The order of a timeline: by time; and where two services' clocks leave a doubt, the cause before its effect."""

from collections.abc import Sequence
from typing import Any

Entry = dict[str, Any]


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """The entries by time and id, except that none comes before the event that it answers."""
    by_id = {str(entry["event_id"]): entry for entry in entries}
    waiting: dict[str, list[Entry]] = {}
    placed: set[str] = set()
    ordered: list[Entry] = []

    def place(entry: Entry) -> None:
        stack = [entry]
        while stack:
            one = stack.pop()
            key = str(one["event_id"])
            placed.add(key)
            ordered.append(one)
            stack += reversed(waiting.pop(key, []))

    for entry in sorted(entries, key=lambda e: (e["occurred_at"], str(e["event_id"]))):
        cause = entry["causation_id"]
        if cause in by_id and cause not in placed:
            waiting.setdefault(cause, []).append(entry)
        else:
            place(entry)
    return ordered
