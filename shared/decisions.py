"""How a decision is made, everywhere: `(state, command, occasion) -> Decision(state, events)`, or a refusal.

Invariant: a decision reads no clock, no database and no network; what it needs to know of the moment is in the
`Occasion`. Decisions are plain functions in each service's `domain/`; the runtime locks the state, calls the decision
and records what it answers, in one transaction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.contracts.model import Actor, EventData, Fact


class State(BaseModel):
    """The state of one aggregate: immutable, and changed only by a decision (`state.model_copy(update=...)`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 0

    def seen_by(self) -> frozenset[str]:
        """The organisations that may see it; to any other it does not exist."""
        return frozenset()


S = TypeVar("S", bound=State)


@dataclass(frozen=True, slots=True)
class Occasion:
    """The moment of a decision: when it is, who decides, and fresh identifiers for what it creates."""

    now: datetime
    actor: Actor
    new_id: "IdSource"


class IdSource:
    """Makes identifiers; injected so that a simulation can make the same ones again."""

    def __call__(self) -> UUID:
        """A new identifier."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Decision(Generic[S]):
    """What a decision answers: the new state, and the facts to tell the world."""

    state: S
    events: tuple[EventData, ...] = field(default=())
    listings: tuple[Fact, ...] = field(default=())
    """What is to be told that is about no person, such as an entry of a directory."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was asked: the place in the request (a JSON pointer), a code, and a sentence."""

    place: str
    code: str
    sentence: str


class Refusal(Exception):
    """A decision that says no. Nothing is stored and nothing is published."""


class Invalid(Refusal):
    """What was asked breaks a rule: each fault names its place and says why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.sentence for fault in self.faults))

    @classmethod
    def one(cls, place: str, code: str, sentence: str) -> "Invalid":
        """A refusal with a single fault."""
        return cls([Fault(place, code, sentence)])


class NotAllowed(Refusal):
    """The state forbids it: names the state as it is, what was asked, and what is allowed instead."""

    def __init__(self, state: str, command: str, allowed: Iterable[str]) -> None:
        self.state, self.command, self.allowed = state, command, tuple(allowed)
        options = ", ".join(self.allowed) or "nothing more"
        super().__init__(f"'{command}' is not possible in state '{state}'; allowed: {options}.")


class NotFound(Refusal):
    """It does not exist, or the caller may not know that it does."""


E = TypeVar("E", bound=StrEnum)


class Transitions(Generic[E]):
    """An explicit transition table: `(state, command) -> state`. What is not in the table is not allowed."""

    def __init__(self, table: Mapping[tuple[E, str], E]) -> None:
        self.table = dict(table)

    def next(self, state: E, command: str) -> E:
        """The state that `command` leads to; `NotAllowed` with the alternatives where there is none."""
        try:
            return self.table[state, command]
        except KeyError:
            raise NotAllowed(state.value, command, self.allowed(state)) from None

    def allowed(self, state: E) -> tuple[str, ...]:
        """The commands that `state` accepts, in the order of the table."""
        return tuple(command for (origin, command) in self.table if origin == state)
