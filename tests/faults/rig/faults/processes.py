"""Faults of one process: killed, and started again at once; or stopped for longer than its group waits for it."""

import asyncio
from dataclasses import dataclass

from tests.faults.rig.faults.fault import Fault
from tests.faults.rig.system import SESSION_SECONDS, System

STOPPED_SECONDS = SESSION_SECONDS + 2


@dataclass
class Killed(Fault):
    """SIGKILL, as when a machine is gone; an operator or a supervisor starts it again."""

    service: str
    name = "SIGKILL of a service"

    def __str__(self) -> str:
        return f"{self.name}: {self.service}"

    async def inject(self, system: System) -> None:
        """Kill and start."""
        await asyncio.to_thread(system.stack.kill, self.service)
        await asyncio.to_thread(system.stack.start_service, self.service, wait=False)


@dataclass
class Stopped(Fault):
    """SIGSTOP until its group has given its partitions away, then SIGCONT: it wakes in the belief that they are its."""

    service: str
    name = "SIGSTOP of a service, longer than its session"

    def __str__(self) -> str:
        return f"{self.name}: {self.service}"

    async def inject(self, system: System) -> None:
        """Stop, wait, go on."""
        system.stack.pause(self.service)
        try:
            await asyncio.sleep(STOPPED_SECONDS)
        finally:
            system.stack.resume(self.service)
