"""People, each with a real case: who does what on it, step by step, by what has been told so far.

Invariant: a step is asked with one Idempotency-Key until it is answered; what has not been answered (a crash, a 503) is
asked again with the same key and the same body, as a client does.
"""

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.staff import Officer
from tests.faults.simulation.world import Fact, World, unexpected
from tests.support import tokens

MOST_REFUSALS = 4
_headers: dict[Officer, dict[str, str]] = {}


class NotYet(Exception):
    """What the step needs has not been told yet."""


@dataclass(frozen=True)
class Step:
    """One command of a case: what it does, where, by whom, and what is asked of it."""

    name: str
    service: str
    officer: Officer
    path: Callable[["Person"], str]
    body: Callable[["Person", datetime], dict[str, Any]]


@dataclass
class Asking:
    """A step as it is asked: the same again until it is answered."""

    step: Step
    key: str
    path: str
    body: dict[str, Any]


@dataclass
class Asked:
    """What became of the commands of a story."""

    acknowledged: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By key: the service, and what was done."""
    refused: dict[str, str] = field(default_factory=dict)
    """By key: the service."""
    open: dict[str, str] = field(default_factory=dict)
    """Asked and not answered, by key: the service."""


@dataclass
class Person:
    """Somebody whose case it is."""

    crn: str
    steps: tuple[Step, ...]
    facts: list[Fact]
    done: set[int] = field(default_factory=set)
    refusals: dict[int, int] = field(default_factory=dict)
    open: dict[int, Asking] = field(default_factory=dict)

    def told(self, fact: str, name: str, number: int = -1) -> str:
        """What a fact about the person says, of its n-th telling; `NotYet` where it has not been told so often."""
        found = [one.body for one in self.facts if one.name == fact]
        try:
            return str(found[number][name])
        except IndexError:
            raise NotYet(fact) from None

    def gap(self, number: int) -> str:
        """One of the gaps that the sentence was told with."""
        for one in self.facts:
            if one.name == "sentence-passed":
                return str(one.body["gaps"][number]["gapId"])
        raise NotYet("sentence-passed")

    def next(self, now: datetime, ahead: int = 0) -> tuple[int, Asking] | None:
        """The step to ask next, or one a little ahead of it; None where there is nothing to ask."""
        left = [
            number
            for number in range(len(self.steps))
            if number not in self.done and self.refusals.get(number, 0) < MOST_REFUSALS
        ]
        for number in left[ahead:] or left[:1]:
            if number in self.open:
                return number, self.open[number]
            step = self.steps[number]
            try:
                path, body = step.path(self), step.body(self, now)
            except NotYet:
                return None
            key = f"{self.crn} {number + 1} {self.refusals.get(number, 0) + 1}"
            return number, Asking(step, key, path, body)
        return None


def headers_of(officer: Officer) -> dict[str, str]:
    """Who asks; the token is signed once."""
    if officer not in _headers:
        token = tokens.token(officer.organisation, officer.code, *officer.roles, lifetime=86_400)
        _headers[officer] = {"Authorization": f"Bearer {token}"}
    return _headers[officer]


async def ask(world: World, process: Any, person: Person, number: int, asking: Asking, asked: Asked) -> int:
    """Ask a step of a process: the status. Nothing is noted where the process crashes; it is asked again."""
    place, key = world.places[asking.step.service], asking.key
    person.open[number] = asking
    if key not in asked.acknowledged:
        asked.open[key] = asking.step.service
    place.app.state.runtime = process.runtime
    headers = {**headers_of(asking.step.officer), "Idempotency-Key": key, "X-Correlation-Id": key}
    answer = await place.client.post(asking.path, json=asking.body, headers=headers)
    if answer.status_code == 500:
        why = "".join(traceback.format_exception(unexpected.last)[-4:])
        world.dead.append(f"'{asking.step.name}' was answered 500:\n{why}")
    if answer.is_success:
        person.done.add(number)
        person.open.pop(number, None)
        asked.open.pop(key, None)
        asked.acknowledged[key] = (asking.step.service, asking.step.name)
    elif answer.status_code < 500 and key not in asked.acknowledged:
        if asked.open.pop(key, None) is not None:
            person.refusals[number] = person.refusals.get(number, 0) + 1
        person.open.pop(number, None)
        asked.refused[key] = asking.step.service
    return answer.status_code
