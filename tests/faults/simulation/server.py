"""A world on a server of its own: durability is left out, because no story ends the server."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.embedded.postgres import EmbeddedPostgres
from tests.faults.simulation.beginnings import make_base
from tests.faults.simulation.world import World, opened
from tests.support.postgres import Databases

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "deadlock_timeout": "50ms",  # two at once may deadlock; the story goes on when the server has ended one of them
}


@asynccontextmanager
async def a_world() -> AsyncIterator[World]:
    """A world in which the base has been played."""
    with tempfile.TemporaryDirectory(prefix="throughcare-simulation-") as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres", settings=SETTINGS)
        server.start()
        try:
            async with opened(server, Databases(server)) as world:
                await make_base(world)
                yield world
        finally:
            server.stop()
