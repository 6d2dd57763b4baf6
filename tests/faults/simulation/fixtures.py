"""The world of the simulation, for tests: one a run, on a server of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.faults.simulation.server import a_world
from tests.faults.simulation.world import World


@pytest.fixture(scope="session")
async def world() -> AsyncIterator[World]:
    """The five services, with the base played."""
    async with a_world() as made:
        yield made
