"""Every order in which topics can be read, and what was told whatever the order."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from shared.contracts.model import EventData

T = TypeVar("T")


def interleavings(*topics: Sequence[T]) -> Iterator[list[T]]:
    """Every order in which the topics can be read; each topic keeps its own."""
    if not any(topics):
        yield []
        return
    for index, topic in enumerate(topics):
        if topic:
            rest = [other[1:] if place == index else other for place, other in enumerate(topics)]
            for tail in interleavings(*rest):
                yield [topic[0], *tail]


def told_set(events: Iterable[EventData]) -> list[tuple[str, str]]:
    """What was told, whatever the order."""
    return sorted((event.event_type, event.model_dump_json()) for event in events)
