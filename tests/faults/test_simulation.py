"""Whatever fails, and in whatever order things happen: nothing is lost, nothing is doubled, nothing is left over.

A few seeds here; `make faults` tells a thousand. What longer runs have found is kept as the smallest story of it.
"""

import pytest

from tests.faults import mutations
from tests.faults.simulation.gates import Strike
from tests.faults.simulation.operations import Operation, Turn
from tests.faults.simulation.seeds import failure
from tests.faults.simulation.story import operations_of, shortest, tell
from tests.faults.simulation.world import World

SEEDS = range(1, 21)


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_fails_nothing_is_lost_doubled_stuck_or_out_of_order(world: World, seed: int) -> None:
    story = await tell(world, seed)
    assert not story.violations, failure(story)


async def test_a_seed_ends_the_same_whatever_was_told_before_it(world: World) -> None:
    first = await tell(world, 7)
    await tell(world, 8)
    again = await tell(world, 7)
    assert (again.sentences, again.digest) == (first.sentences, first.digest)


async def test_another_seed_is_another_story(world: World) -> None:
    assert operations_of(1) != operations_of(2)
    assert (await tell(world, 1)).digest != (await tell(world, 2)).digest


async def test_a_failing_story_is_made_as_short_as_what_makes_it_fail(world: World) -> None:
    """A command that crashes after its commit and is asked again: that is all it needs where the key is not kept."""
    with mutations.key_not_kept():
        crash = Turn("command", strikes=(Strike("committed", 0, "crash"),))
        pauses = [Operation(number, "time", amount=number) for number in range(2, 9)]
        story = await tell(world, 1, [Operation(1, "turn", (crash,)), *pauses])
        assert story.violations
        shorter = await shortest(world, story, seconds=20)
    assert [one.number for one in shorter.operations] == [1]
    assert "python -m tests.faults.simulation --seed 1" in failure(shorter)
