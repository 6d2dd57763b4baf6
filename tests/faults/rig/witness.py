"""The account outside the services: every command that was acknowledged, and what stood in the way of an answer."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from deploy.embedded.surroundings import SERVICES
from simulator.staff import Acknowledged, Patience, Staff
from simulator.world import World

PATIENCE = Patience(answer=6, call=120, news=60)
"""An answer is waited for as long as a paused process stays away, so that some calls are made twice."""


class Witness(Staff):
    """Staff who keep every acknowledgement that they get."""

    def __init__(self, world: World) -> None:
        super().__init__(world, PATIENCE)
        self.account: list[Acknowledged] = []
        self.tried_again: Counter[tuple[str, int | None]] = Counter()

    def acknowledged(self, command: Acknowledged) -> None:
        """Write it down."""
        self.account.append(command)

    def tried(self, service: str, status: int | None) -> None:
        """Count it."""
        self.tried_again[service, status] += 1


class Addresses(Mapping[str, str]):
    """Each service's processes in turn, as a load balancer gives them out that has not noticed any fault yet."""

    def __init__(self, addresses_of: Callable[[str], list[str]]) -> None:
        self._addresses_of = addresses_of
        self._turn = 0

    def __getitem__(self, service: str) -> str:
        addresses = self._addresses_of(service)
        self._turn += 1
        return addresses[self._turn % len(addresses)]

    def __iter__(self) -> Iterator[str]:
        return iter(SERVICES)

    def __len__(self) -> int:
        return len(SERVICES)
