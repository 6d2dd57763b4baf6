"""What every rule of a story works with: services that are asked, what they told since, and the steps of a theme.

What a story knows comes from its own requests, from the answers at the moment of recording and from what was told,
never from asking again: so that nothing can disappear without being missed.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from shared.contracts.model import Fact
from shared.probation.calendar import london_date
from shared.runtime.auth import Role
from tests.integration.across.clocks import Clocks, Ways
from tests.integration.across.world import NEW, SOMETHING, World
from tests.support import tokens
from tests.support.running import message_of

REFUSED = (404, 409, 422)
"""Not there for whoever asks, not in this state, or against a rule."""

WHICH = st.integers(0, 5)
"""Of what there is, one; see `pick`."""


@cache
def headers(organisation: str, officer: str, role: Role) -> dict[str, str]:
    """Who asks; a token is signed once."""
    return tokens.headers(organisation, officer, role)


INSPECTOR = headers("HMIP", "HMIP001", Role.INSPECTOR)

T = TypeVar("T")
Rule = TypeVar("Rule", bound=Callable[..., None])
_RULE: Any = rule  # whose overloads take no mapping


def command(
    themes: str, when: Callable[[Any], object] = lambda _: True, **drawn: st.SearchStrategy[Any]
) -> Callable[[Rule], Rule]:
    """A step of the stories that have one of these themes; `when` it makes sense at all, with what it draws."""
    of = frozenset(themes.split())

    def is_told(story: "Asking") -> bool:
        return not of.isdisjoint(story.themes) and bool(when(story))

    def register(function: Rule) -> Rule:
        told: Rule = precondition(is_told)(_RULE(**drawn)(function))
        return told

    return register


def pick(which: int, likely: Sequence[T], every: Sequence[T]) -> T:
    """One of those with which something can be done, if there are any; at 5 one of all, which may be refused."""
    chosen = likely if which != 5 and likely else every
    return chosen[which % len(chosen)]


class Asking(RuleBasedStateMachine):
    """The people at some services, and what these services tell."""

    refused: frozenset[int] = frozenset(REFUSED)
    """How a service may answer to what it does not do."""

    def __init__(self, world: World, allowed: Mapping[str, Mapping[str, Ways]]) -> None:
        super().__init__()
        self.world = world
        self.clocks = {service: Clocks(ways) for service, ways in allowed.items()}
        self.themes: frozenset[str] = frozenset()
        self.heard = dict.fromkeys(self.clocks, 0)
        self.told = dict.fromkeys(self.clocks, 0)
        self._told_elsewhere: dict[str, int] = {}
        world.runner.run(world.begin())

    def day(self, days: int) -> str:
        """A day so many days from now."""
        return (london_date(self.world.clock.now()) + timedelta(days=days)).isoformat()

    def today(self) -> date:
        """The London day that it is."""
        return london_date(self.world.clock.now())

    def ask(self, service: str, method: str, path: str, who: dict[str, str], body: Any = None) -> httpx.Response:
        """Ask a service something."""
        client = self.world.services[service].client
        answer = self.world.runner.run(client.request(method, path, json=body, headers=who))
        if method == "POST" and answer.is_success:
            self.world.done[f"{service} {SOMETHING.sub('/{}', path)}"] += 1
        return answer

    def get(self, service: str, path: str, who: dict[str, str]) -> Any:
        """Read something that is there."""
        answer = self.ask(service, "GET", path, who)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, service: str, path: str, who: dict[str, str], body: Any = None) -> Any | None:
        """Command something: the answer, or None where it is refused; and then nothing has been told."""
        answer = self.ask(service, "POST", path, who, body or {})
        if answer.is_success:
            self.hear(service)
            return answer.json()
        assert answer.status_code in self.refused, f"POST {path}: {answer.status_code} {answer.text}"
        assert not self.hear(service), f"POST {path} was refused, and told something"
        return None

    def hear(self, service: str) -> list[tuple[str, dict[str, Any]]]:
        """What a service has told since it was heard last; its clocks are followed in the telling."""
        rows = self.world.rows(service, NEW, self.heard[service])
        told = []
        for row in rows:
            self.heard[service], self.told[service] = row["sequence"], self.told[service] + 1
            fact, body = row["event_type"].split(".")[2], row["body"]
            at = row["recorded_at"]
            self.clocks[service].hear(fact, body, at, self.happened(fact, body, at))
            self.note(service, fact, body)
            told.append((fact, body))
        return told

    def happened(self, fact: str, body: dict[str, Any], at: datetime) -> datetime:
        """When that happened of which a fact is the consequence: when it was told, unless it was heard of later."""
        return at

    def note(self, service: str, fact: str, body: dict[str, Any]) -> None:
        """Take what was told."""

    def tell(self, publisher: str, data: Fact) -> UUID:
        """A service that is not here tells something; answers the identifier of the event."""
        number = self._told_elsewhere[publisher] = self._told_elsewhere.get(publisher, 0) + 1
        event_id = UUID(int=self.world.number_of(publisher) << 96 | number)
        self.world.carrier.put(publisher, message_of(data, self.world.clock.now(), event_id=event_id))
        return event_id

    def deliver_everything(self) -> None:
        """Let everybody hear everything."""
        self.world.runner.run(self.world.carrier.deliver_everything())
        for service in self.clocks:
            self.hear(service)

    def whoever_owes_has_a_clock(self) -> None:
        """What must hold once the clocks have been looked at."""
