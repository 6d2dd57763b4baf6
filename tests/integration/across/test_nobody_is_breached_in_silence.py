"""Whatever people do at the CRCs and about breaches, in any order, with time moved: nobody is breached in silence.

No person at the threshold is without a decision that is due, was made, or was told to be overdue; no pack is in two
states; no minor reason returns a pack; the first recommendation never changes; the count of failures stands still while
a breach runs and is nothing when it has ended; every clock is met, ended by a fact that says why, or told as overdue.
"""

import asyncio
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
from fastapi.routing import APIRoute
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test

from tests.integration.across.enforcement.decision_rules import DecisionRules
from tests.integration.across.enforcement.elsewhere_rules import ElsewhereRules
from tests.integration.across.enforcement.gate_rules import GateRules
from tests.integration.across.enforcement.hearing_rules import HearingRules
from tests.integration.across.enforcement.states import FATAL, MINOR
from tests.integration.across.enforcement.what_holds import WhatHolds
from tests.integration.across.stories import LONG, SETTINGS
from tests.integration.across.time_rules import TimeRules
from tests.integration.across.world import World, opened
from tests.support.postgres import Databases

BRIEF = settings(SETTINGS, max_examples=500 if LONG else 10)


@dataclass(frozen=True)
class Theme:
    """What a story is about, in which commands; and how far the case before it has come: at least, at most."""

    of: str
    least: int
    most: int
    custody: bool = False
    released: bool = False
    returned: bool = False
    decided: str = "breach"
    escalated: bool = False


THEMES = {
    "contact": Theme("contact", 2, 4),
    "decisions": Theme("decisions breach", 5, 6, decided="notEnforced"),
    "packs": Theme("packs", 7, 8),
    "disputes": Theme("disputes", 10, 10, returned=True),
    "court": Theme("court", 10, 10),
    "staff": Theme("staff moves breach", 2, 6),
    "plans and risk": Theme("work", 3, 3, escalated=True),
    "through the gate": Theme("gate", 3, 3, custody=True),
    "licence": Theme("gate", 3, 5, custody=True, released=True),
    "everything": Theme("everything", 1, 10),
}


class Story(ElsewhereRules, DecisionRules, GateRules, HearingRules, WhatHolds, TimeRules):
    """A story of two services."""

    long_after = timedelta(days=190)
    """Past the longest interval of a review; there is no end to months without contact."""

    def __init__(self, world: World, theme: Theme) -> None:
        super().__init__(world)
        self.theme = theme
        self.themes = frozenset(theme.of.split())

    @initialize(far=st.integers(0, 10), slowly=st.booleans())
    def a_case_is_open(self, far: int, slowly: bool) -> None:
        """What usually happens first has happened, as far as the theme wants it."""
        theme = self.theme
        fails = partial(
            self.the_person_is_told_to_come_and_does_not, which=0, outcome="UAAB", warned=True, refused=True
        )
        returns = partial(self.the_nps_returns_a_pack, which=0, fatal=[FATAL[0]], minor=[MINOR[0]])
        accepts = partial(self.the_nps_accepts_a_pack, which=0, corrections=[])
        disputes = partial(self.a_return_is_disputed, which=0, manager=True)
        usual: list[Callable[[], object]] = [
            partial(self.the_court_sentences, which=0, custody=theme.custody, slowly=slowly),
            self.everybody_hears_everything,
            partial(self.the_first_case_is_held, released=theme.released),
            fails,
            partial(fails, refused=theme.decided == "breach"),
            partial(self.it_is_decided_what_is_done, which=0, what=theme.decided, by_manager=False),
            self.everybody_hears_everything,
            partial(self.a_pack_goes_to_the_nps, which=0, recommended="moreOnerous"),
            returns if theme.returned else accepts,
            disputes if theme.returned else partial(self.a_breach_is_presented, which=0),
        ]
        for step in usual[: max(theme.least, min(far, theme.most))]:
            step()
        if theme.escalated:
            self.the_risk_is_escalated(which=0)
            self.the_nps_answers_an_escalation(which=0, decision="notAccepted", at_once=True)

    def the_first_case_is_held(self, released: bool) -> None:
        """It has its officer; and the person is on licence, where it is about one."""
        case = next(iter(self.cases.values()))
        self.name(case, "C17A101")
        if released:
            self.release(case)

    @invariant()
    def what_must_hold_holds(self) -> None:
        """After every step."""
        self.both_services_say_the_same_of_every_clock_as_their_facts()
        self.nobody_is_over_the_threshold_in_silence()
        self.each_breach_is_in_one_state()
        self.nothing_is_parked()

    def teardown(self) -> None:
        """In the end everybody has heard everything, and nothing is owed in silence."""
        if sys.exception() is not None:  # the story has failed already, and says where
            return
        for breach in self.not_followed():
            self.follow(breach)
        self.settle()
        self.what_must_hold_holds()
        self.whoever_owes_has_a_clock()
        self.everybody_knows_how_it_ended()
        self.whoever_supervises_has_what_there_is_to_do()
        for service, clocks in self.clocks.items():
            assert clocks.silent_after(self.world.clock.now()) == []
            assert self.waiting(service) == 0


@pytest.fixture(scope="module")
def world(databases: Databases) -> Iterator[World]:
    """Both services, in a loop of their own: the rules of a story are no coroutines."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        services = opened(databases, "crc", "breach")
        yield World(runner, runner.run(services.__aenter__()), besides=("court", "allocation"))
        runner.run(services.__aexit__(None, None, None))


NOT_TOLD: frozenset[str] = frozenset()
"""The commands of the two services that no story is about, because nothing here follows from them."""


@pytest.mark.parametrize("theme", THEMES)
def test_nobody_is_breached_in_silence(world: World, theme: str) -> None:
    world.themes.add(theme)
    run_state_machine_as_test(partial(Story, world, THEMES[theme]), settings=BRIEF)  # type: ignore[arg-type]


def test_every_command_has_been_carried_out_in_some_story(world: World) -> None:
    """Where all that is asked is refused, nothing is proved."""
    if world.themes < set(THEMES):
        pytest.skip("not every theme was played")
    commands = {
        f"{name} {re.sub(r'{[a-z_]+}', '{}', route.path)}"
        for name, service in world.services.items()
        for router in service.runtime.service.routers
        for route in router.routes
        if isinstance(route, APIRoute) and "POST" in (route.methods or ())
    }
    missing, more = commands - NOT_TOLD - set(world.done), set(world.done) - commands
    assert (sorted(missing), sorted(more)) == ([], [])
