"""Faults of PostgreSQL, which has all five databases: restarted in order, and crashed."""

import asyncio

from tests.faults.rig.faults.fault import Fault
from tests.faults.rig.system import System

AWAY_SECONDS = 1.0


class DatabaseRestarted(Fault):
    """A fast shutdown: open transactions are rolled back."""

    name = "database restarted in order"

    async def inject(self, system: System) -> None:
        """Away for a moment; over when it answers again."""
        await asyncio.to_thread(system.stack.postgres.stop)
        try:
            await asyncio.sleep(AWAY_SECONDS)
        finally:
            await asyncio.to_thread(system.stack.postgres.start)


class DatabaseCrashed(Fault):
    """An immediate end without a checkpoint: its next start recovers from the write-ahead log."""

    name = "database crashed"

    async def inject(self, system: System) -> None:
        """Over when it has recovered and answers."""
        await asyncio.to_thread(system.stack.postgres.kill)
        await asyncio.to_thread(system.stack.postgres.start)
