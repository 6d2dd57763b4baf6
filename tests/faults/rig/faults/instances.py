"""Two processes of one service on one database: two relays of which one leads, two consumers that share a group."""

import asyncio

from deploy.embedded.surroundings import SERVICES
from tests.faults.rig.faults.fault import Fault
from tests.faults.rig.faults.processes import STOPPED_SECONDS
from tests.faults.rig.system import System

RELAYS, CONSUMERS = ("court", "allocation", "crc"), ("allocation", "crc", "oversight")
"""Services whose relay, or whose consumer, a marked person cannot do without."""


class LeadingRelayKilled(Fault):
    """The first process leads, since it was there first. It is killed and stays away: the other must take over."""

    name = "two relays, the leading one killed"

    async def inject(self, system: System) -> None:
        """Over at once: the process does not come back by itself."""
        self._service = system.random.choice(RELAYS)
        self._second = await asyncio.to_thread(system.stack.start_another, self._service)
        await asyncio.to_thread(system.stack.kill, self._service)
        system.out.add(self._service)

    async def put_back(self, system: System) -> None:
        """The first comes back, and the one that leads now ends in good order."""
        await asyncio.to_thread(system.stack.start_service, self._service)
        system.out.discard(self._service)
        await asyncio.to_thread(system.stack.remove, self._second)


class LeadingRelayStopped(Fault):
    """The leading process hangs and keeps its connection: its lead ends when the database has not heard of it."""

    name = "two relays, the leading one stopped"

    async def inject(self, system: System) -> None:
        """Over at once: the process hangs until the other has taken over."""
        self._service = system.random.choice(RELAYS)
        self._second = await asyncio.to_thread(system.stack.start_another, self._service)
        system.stack.pause(self._service)
        system.out.add(self._service)

    async def put_back(self, system: System) -> None:
        """It wakes in the belief that it leads, and the one that leads now ends in good order."""
        system.stack.resume(self._service)
        await asyncio.to_thread(system.stack.wait_until_ready, self._service)
        system.out.discard(self._service)
        await asyncio.to_thread(system.stack.remove, self._second)


class OneOfTwoConsumersStopped(Fault):
    """Partitions are shared; one process hangs with its half of them, the other gets all, and the first wakes again.

    The one that came last hangs: it leads no relay.
    """

    name = "two consumers of a group, one stopped"

    async def inject(self, system: System) -> None:
        """Over at once: the other must take over while the first hangs."""
        service = system.random.choice(CONSUMERS)
        self._second = await asyncio.to_thread(system.stack.start_another, service)
        system.stack.pause(self._second)
        system.out.add(self._second)
        self._waking = asyncio.get_running_loop().time() + STOPPED_SECONDS

    async def put_back(self, system: System) -> None:
        """It wakes in the belief that its partitions are still its own; then one process ends in good order."""
        await asyncio.sleep(max(self._waking - asyncio.get_running_loop().time(), 0))
        system.stack.resume(self._second)
        await asyncio.to_thread(system.stack.wait_until_ready, self._second)
        system.out.discard(self._second)
        await asyncio.to_thread(system.stack.remove, self._second)


class RollingRestart(Fault):
    """Each service in turn: a second process, the first ends in good order and starts again, the second ends."""

    name = "rolling restart of every service"

    async def inject(self, system: System) -> None:
        """Over when the last has been restarted."""
        for service in SERVICES:
            await roll(system, service)


async def roll(system: System, service: str) -> None:
    """Restart one service, with its API up all the time."""
    second = await asyncio.to_thread(system.stack.start_another, service)
    await asyncio.to_thread(system.stack.stop_service, service)
    await asyncio.to_thread(system.stack.start_service, service)
    await asyncio.to_thread(system.stack.remove, second)
