"""Each mechanism of the backbone, broken one at a time, is noticed by the simulation."""

import pytest

from tests.faults.mutations import MUTATIONS, Mutation
from tests.faults.simulation.story import tell
from tests.faults.simulation.world import World

MOST_SEEDS = 1000


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
async def test_a_broken_mechanism_is_noticed_by_the_invariant_that_stands_for_it(
    world: World, mutation: Mutation
) -> None:
    for seed in range(1, MOST_SEEDS + 1):
        with mutation.broken():
            story = await tell(world, seed)
        if mutation.invariant in {one.invariant for one in story.violations}:
            break
    else:
        pytest.fail(f"'{mutation.name}' passed {MOST_SEEDS} seeds")
    assert (await tell(world, seed)).violations == []
