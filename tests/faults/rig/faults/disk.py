"""Faults of the disk under PostgreSQL: no room for data, no room for the write-ahead log, and slow flushes."""

import asyncio
import time

from tests.faults.rig.faults.fault import Fault
from tests.faults.rig.faulty_disk import FaultyDisk, unavailable_reason
from tests.faults.rig.system import System

NO_ROOM = b"No space left on device"
MEETS_IT_SECONDS = 20.0
LASTS_SECONDS = 4.0
SLOW_MILLISECONDS = 400


class _OfTheDisk(Fault):
    def unavailable(self, system: System) -> str | None:
        """Made by a library in C."""
        return unavailable_reason()

    @staticmethod
    def disk(system: System) -> FaultyDisk:
        """The disk, which is there where the fault is available."""
        assert system.disk is not None, "a fault that is not available is not injected"
        return system.disk


async def _until_the_server_met_it(system: System, before: int) -> None:
    """PostgreSQL has said so in its log: until then nothing has been broken. Raises TimeoutError."""
    end = time.monotonic() + MEETS_IT_SECONDS
    while NO_ROOM not in system.stack.postgres.log.read_bytes()[before:]:
        if time.monotonic() > end:
            raise TimeoutError("PostgreSQL never needed the room that the disk did not have: is there no load?")
        await asyncio.sleep(0.05)


class DataDiskFull(_OfTheDisk):
    """No table or index can grow: transactions fail one by one, and the server stays up."""

    name = "disk full: no room for data"

    async def inject(self, system: System) -> None:
        """Over when there is room again."""
        before = system.stack.postgres.log.stat().st_size
        self.disk(system).fill("data")
        try:
            await _until_the_server_met_it(system, before)
            await asyncio.sleep(LASTS_SECONDS)
        finally:
            self.disk(system).mend()


class LogDiskFull(_OfTheDisk):
    """Nothing can be committed: PostgreSQL panics, cannot recover either, and ends. An operator makes room."""

    name = "disk full: no room for the write-ahead log"

    async def inject(self, system: System) -> None:
        """Over when there is room again and the server answers."""
        postgres = system.stack.postgres
        before = postgres.log.stat().st_size
        self.disk(system).fill("wal")
        try:
            await _until_the_server_met_it(system, before)
            await asyncio.sleep(LASTS_SECONDS)
        finally:
            self.disk(system).mend()
            await asyncio.to_thread(postgres.kill)
            await asyncio.to_thread(postgres.start)


class SlowDisk(_OfTheDisk):
    """Each flush takes 0.4 s longer, so each commit does."""

    name = "slow disk"

    async def inject(self, system: System) -> None:
        """Over when the disk is as fast as before."""
        self.disk(system).slow_down(SLOW_MILLISECONDS)
        try:
            await asyncio.sleep(LASTS_SECONDS * 2)
        finally:
            self.disk(system).mend()
