"""Times two databases in turn, request by request, so that what disturbs one disturbs both."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import httpx

from benchmarks.lists.checking import NotDone

WARM_UP = 12
"""Requests before any is timed. A prepared statement can turn to its generic plan from the sixth execution on."""


@dataclass(frozen=True, slots=True)
class Request:
    """The requests of one row of the table on one database, asked in turn."""

    client: httpx.Client
    requests: Sequence[httpx.Request]

    def ask(self, number: int) -> float:
        """The seconds until one has its whole answer. Raises NotDone where that is not a 200."""
        request = self.requests[number % len(self.requests)]
        begun = perf_counter()
        answer = self.client.send(request)
        seconds = perf_counter() - begun
        if answer.status_code != 200:
            raise NotDone(f"{request.url} answered {answer.status_code}.")
        return seconds


@dataclass(frozen=True, slots=True)
class Timed:
    """One row of the table: the median of each round at both sizes, in milliseconds."""

    name: str
    caller: str
    page: str
    rows: int
    small: tuple[float, ...]
    large: tuple[float, ...]
    bounded: bool = True
    """Whether it has the goal: what counts more where there is more has none."""

    @property
    def ratio(self) -> float:
        """How many times as long the large one takes: the median of the rounds' ratios."""
        return median(self.ratios)

    @property
    def ratios(self) -> tuple[float, ...]:
        """Of each round."""
        return tuple(large / small for small, large in zip(self.small, self.large, strict=True))


@dataclass(frozen=True, slots=True)
class Pair:
    """What is timed: the same on both databases."""

    name: str
    caller: str
    page: str
    rows: int
    small: Request
    large: Request
    bounded: bool = True


def time_in_turn(
    pairs: Sequence[Pair], rounds: int, requests: int, tell: Callable[[str], None] = lambda _: None
) -> list[Timed]:
    """Every pair in every round: small and large in turn, that many requests each."""
    medians: Mapping[int, tuple[list[float], list[float]]] = {id(pair): ([], []) for pair in pairs}
    for pair in pairs:
        for number in range(WARM_UP):
            pair.small.ask(number), pair.large.ask(number)
    for each in range(rounds):
        tell(f"round {each + 1} of {rounds}")
        for pair in pairs:
            times: tuple[list[float], list[float]] = ([], [])
            for number in range(requests):
                first = number % 2  # neither size always comes after the other
                for size in (first, 1 - first):
                    times[size].append((pair.small, pair.large)[size].ask(number))
            for size in (0, 1):
                medians[id(pair)][size].append(median(times[size]) * 1000)
    return [
        Timed(pair.name, pair.caller, pair.page, pair.rows, tuple(small), tuple(large), pair.bounded)
        for pair, (small, large) in zip(pairs, medians.values(), strict=True)
    ]
