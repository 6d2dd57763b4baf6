"""What a service does when another's event arrives: one function an event type, given a batch of such events.

Invariant: the events of one person reach the functions in the order of their topic, each in its newest version. A batch
is cut into steps: within a step each function gets all its events at once; where one person's events are of different
types, the later type waits for a later step. So a batch of one type costs one call, and order costs nothing where it
does not matter.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from shared.contracts.catalogue import VERSIONS, publisher_of, topic_of
from shared.contracts.envelope import Received
from shared.contracts.model import Fact
from shared.contracts.versions import Versions
from shared.runtime.transaction import Transaction

D = TypeVar("D", bound=Fact)
Reaction = Callable[[Transaction, Sequence[Received[Any]]], Awaitable[None]]


class Reactions:
    """The reactions of one service, by event type, and the versions of events that it knows."""

    def __init__(self, versions: Versions = VERSIONS) -> None:
        self.versions = versions
        self._by_type: dict[str, Reaction] = {}

    def on(
        self, *kinds: type[D]
    ) -> Callable[
        [Callable[[Transaction, Sequence[Received[D]]], Awaitable[None]]],
        Callable[[Transaction, Sequence[Received[D]]], Awaitable[None]],
    ]:
        """Register a function for event types in their newest versions: `@reactions.on(SentencePassed)`."""

        def register(
            function: Callable[[Transaction, Sequence[Received[D]]], Awaitable[None]],
        ) -> Callable[[Transaction, Sequence[Received[D]]], Awaitable[None]]:
            for kind in kinds:
                if (newest := self.versions.newest(kind.event_type)) != kind.event_type:
                    raise TypeError(f"{kind.event_type} has a newer version: react to {newest}")
                if kind.event_type in self._by_type:
                    raise TypeError(f"{kind.event_type} has a reaction already")
                self._by_type[kind.event_type] = function
            return function

        return register

    def wants(self, event_type: str) -> bool:
        """Whether it reacts to this event type or to a newer version of it; what it does not want it does not read."""
        return self.versions.newest(event_type) in self._by_type

    def wants_another_version(self, event_type: str) -> bool:
        """Whether it is a version, unknown here, of a type that the service reacts to."""
        fact = event_type.rpartition(".v")[0]
        return any(name.rpartition(".v")[0] == fact for name in self._by_type)

    @property
    def topics(self) -> list[str]:
        """The topics to subscribe to."""
        return sorted({topic_of(publisher_of(name)) for name in self._by_type})

    async def apply(self, transaction: Transaction, events: Sequence[Received[Any]]) -> None:
        """Apply a batch in order, and write what each step decided before the next begins."""
        for reaction, group in steps(events, self._by_type):
            await reaction(transaction, group)
            await transaction.flush()


def steps(
    events: Iterable[Received[Any]], by_type: dict[str, Reaction]
) -> Iterator[tuple[Reaction, list[Received[Any]]]]:
    """Cut a batch into groups of one function each, such that every person's events keep their order."""
    grouped: dict[tuple[int, Reaction], list[Received[Any]]] = {}
    last: dict[str, tuple[int, Reaction]] = {}
    for event in events:
        reaction = by_type[event.data.event_type]
        step, previous = last.get(event.envelope.subject, (0, reaction))
        if previous is not reaction:
            step += 1
        last[event.envelope.subject] = (step, reaction)
        grouped.setdefault((step, reaction), []).append(event)
    for (_, reaction), group in sorted(grouped.items(), key=lambda item: item[0][0]):
        yield reaction, group
