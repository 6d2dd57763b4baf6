"""Versions of one fact: an older one read as the newest, the newest told as an older one, and both told for a while.

Invariant: whoever reacts to a fact meets its newest version, whichever was told; and while an older version is still
told, whoever knows only that one is told every fact. Casters are pure: they know nothing but the fact before them. An
older version stays in the contracts for ever, because the record has it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from shared.contracts.model import Fact

Older = TypeVar("Older", bound=Fact)
Newer = TypeVar("Newer", bound=Fact)


@dataclass(frozen=True, slots=True)
class StillTold:
    """An older version that is told beside the newer ones, since a day, until nobody needs it any more."""

    older: type[Fact]
    since: date
    why: str


@dataclass(frozen=True, slots=True)
class Representation:
    """A fact as it goes on its topic: in one version, which says what newer one follows, where one does."""

    event_type: str
    body: str
    superseded_by: str | None


@dataclass(frozen=True, slots=True)
class _Step:
    """From one version to the next, up or down."""

    to: type[Fact]
    cast: Callable[[Any], Fact]


class Versions:
    """The event types that are known, how their versions follow each other, and which older ones are still told."""

    def __init__(self, types: Mapping[str, type[Fact]], still_told: Sequence[StillTold] = ()) -> None:
        self.types = types
        self.still_told = {one.older.event_type for one in still_told}
        self._up: dict[str, _Step] = {}
        self._down: dict[str, _Step] = {}

    def upcasts(
        self, older: type[Older], newer: type[Newer]
    ) -> Callable[[Callable[[Older], Newer]], Callable[[Older], Newer]]:
        """Register how a version is read as the next: `@VERSIONS.upcasts(OrderChangedV1, OrderChanged)`."""

        def register(cast: Callable[[Older], Newer]) -> Callable[[Older], Newer]:
            if older.event_type in self._up:
                raise TypeError(f"{older.event_type} has an upcaster already")
            self._up[older.event_type] = _Step(newer, cast)
            return cast

        return register

    def downcasts(
        self, newer: type[Newer], older: type[Older]
    ) -> Callable[[Callable[[Newer], Older]], Callable[[Newer], Older]]:
        """Register how a version is told as the one before, to those who know only that."""

        def register(cast: Callable[[Newer], Older]) -> Callable[[Newer], Older]:
            if newer.event_type in self._down:
                raise TypeError(f"{newer.event_type} has a downcaster already")
            self._down[newer.event_type] = _Step(older, cast)
            return cast

        return register

    def newest(self, event_type: str) -> str:
        """The newest version that is known of a type; the type itself where no newer one is known, or it is unknown."""
        while (step := self._up.get(event_type)) is not None:
            event_type = step.to.event_type
        return event_type

    def newest_types(self) -> Iterator[type[Fact]]:
        """The newest version of every type: what is reacted to."""
        return (kind for name, kind in self.types.items() if name not in self._up)

    def upcast(self, fact: Fact) -> Fact:
        """The fact in the newest version that is known; the very same where it is that already."""
        while (step := self._up.get(fact.event_type)) is not None:
            fact = step.cast(fact)
        return fact

    def downcast(self, fact: Fact) -> Iterator[Fact]:
        """The fact in each older version, the next older first."""
        while (step := self._down.get(fact.event_type)) is not None:
            fact = step.cast(fact)
            yield fact

    def representations(self, event_type: str, body: str) -> list[Representation]:
        """A recorded fact as it is to be told, the oldest version first; most types have one version, told as it is.

        Each names the next that follows. All have one id, so a subscriber applies whichever it takes first, and knows
        the others by it.
        """
        if not self._is_told_older_too(event_type):
            return [Representation(event_type, body, None)]
        told = [Representation(event_type, body, None)]
        for older in self.downcast(self.types[event_type].model_validate_json(body)):
            if older.event_type in self.still_told:
                follows = told[-1].event_type
                told.append(Representation(older.event_type, older.model_dump_json(by_alias=True), follows))
        return told[::-1]

    def _is_told_older_too(self, event_type: str) -> bool:
        while (step := self._down.get(event_type)) is not None:
            event_type = step.to.event_type
            if event_type in self.still_told:
                return True
        return False
