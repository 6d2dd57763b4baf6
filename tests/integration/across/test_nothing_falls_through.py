"""Whatever people do at court and allocation, in any order, with time moved: nothing falls through between the two.

No gap disappears without an answer or a named decision; one organisation holds the risk of a sentence, always; every
clock is met, ended by a fact that says why, or told to be overdue, once.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test

from tests.integration.across.allocation_rules import AllocationRules
from tests.integration.across.court_rules import KINDS, KNOWN, PEOPLE, USUAL
from tests.integration.across.directory_rules import DirectoryRules
from tests.integration.across.order_rules import OrderRules
from tests.integration.across.stories import SETTINGS
from tests.integration.across.time_rules import TimeRules
from tests.integration.across.what_holds import WhatHolds
from tests.integration.across.world import World, opened
from tests.support.postgres import Databases

KEPT = {**KNOWN, "rsr": "7.10"}


@dataclass(frozen=True)
class Theme:
    """What a story is about, in which commands; and how far the case before it has come: in thirty steps of everything
    nothing would go far."""

    of: str
    least: int
    most: int
    said: Sequence[dict[str, Any]] = USUAL


THEMES = {
    "reports": Theme("reports", 0, 4),
    "orders": Theme("orders news", 6, 8),
    "answers": Theme("answers news", 6, 7, [KNOWN]),
    "transfers": Theme("transfers news ends", 8, 8, [KNOWN]),
    "escalations": Theme("escalations news ends", 8, 8, [KNOWN]),
    "kept by the NPS": Theme("kept news ends", 7, 7, [KEPT]),
    "everything": Theme("reports orders answers transfers escalations kept news ends", 0, 8),
}


class Story(OrderRules, AllocationRules, DirectoryRules, WhatHolds, TimeRules):
    """A story of two services."""

    def __init__(self, world: World, theme: Theme) -> None:
        super().__init__(world)
        self.theme = theme
        self.themes = frozenset(theme.of.split())

    @initialize(
        far=st.integers(0, 8),
        asked_for=st.sampled_from(["oral", "fast"]),
        check=st.sampled_from(KINDS),
        said=st.integers(0, 3),
    )
    def a_case_is_before_them(self, far: int, asked_for: str, check: str, said: int) -> None:
        """What usually happens first has happened, as far as the theme wants it."""
        theme = self.theme
        written = theme.said[said % len(theme.said)]
        usual: list[Callable[[], object]] = [
            partial(self.the_court_asks_for_a_report, crn=PEOPLE[0], kind=asked_for, days=1),
            partial(self.an_author_is_named, which=0, author=0),
            partial(self.a_check_is_asked_for, which=0, kind=check, needed=True),
            partial(self.a_report_is_written, which=0, said=written, another=None),
            partial(self.time_passes, hours=24),
            partial(self.the_court_sentences, which=0, on_report=True, disposal="communityOrder", number=1),
            self.everybody_hears_everything,
            partial(self.a_crc_answers_the_allocation, which=0, by="C17", accepts=True),
        ]
        for step in usual[: max(theme.least, min(far, theme.most))]:
            step()

    @invariant()
    def what_must_hold_holds(self) -> None:
        """After every step."""
        self.both_services_say_the_same_of_every_clock_as_their_facts()
        self.no_gap_has_disappeared()
        self.one_organisation_holds_the_risk()
        self.nothing_is_parked()

    def teardown(self) -> None:
        """In the end everybody has heard everything, and nothing is owed in silence."""
        if sys.exception() is not None:  # the story has failed already, and says where
            return
        self.settle()
        self.what_must_hold_holds()
        self.whoever_owes_has_a_clock()
        self.both_services_say_the_same_of_every_gap()
        for service, clocks in self.clocks.items():
            assert clocks.silent_after(self.world.clock.now()) == []
            assert self.waiting(service) == 0


@pytest.fixture(scope="module")
def world(databases: Databases) -> Iterator[World]:
    """Both services, in a loop of their own: the rules of a story are no coroutines."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        services = opened(databases, "court", "allocation")
        yield World(runner, runner.run(services.__aenter__()), besides=("crc",))
        runner.run(services.__aexit__(None, None, None))


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_falls_through_between_court_and_allocation(world: World, theme: str) -> None:
    run_state_machine_as_test(partial(Story, world, THEMES[theme]), settings=SETTINGS)  # type: ignore[arg-type]
