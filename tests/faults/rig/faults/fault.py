"""What every fault is: something that is done to the system while it is worked on, and undone."""

from tests.faults.rig.system import System


class Fault:
    """`name` is its row in the table; faults of one name share it."""

    name: str

    def __str__(self) -> str:
        return self.name

    def unavailable(self, system: System) -> str | None:
        """Why it cannot be injected here, in a sentence; None where it can."""
        return None

    async def inject(self, system: System) -> None:
        """Do it; returns when it is over, so that recovery can begin."""
        raise NotImplementedError

    async def put_back(self, system: System) -> None:
        """After recovery, put back what it took away."""
