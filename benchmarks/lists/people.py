"""The people of the benchmark, spread as the nation is: the same first ones whatever their number.

Codes only, as everywhere; all that is drawn comes from one seed, so that two runs have the same people.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from shared.probation.organisations import CRCS, division_of

T = TypeVar("T")
SEED = 2016
TODAY = datetime(2016, 9, 5, 9, 0, tzinfo=UTC)
DAYS = 730
"""How many days before today the oldest sentence was passed: an order runs for up to three years."""

TEAMS, COURTS = 6, 8
"""Of a division."""


def officers_of(number: int) -> int:
    """How many officers of a division write reports, where there are so many people."""
    return max(10, min(number // 1500, 999))


LARGE = {"C02": 2, "C05": 2, "C07": 3, "C11": 3, "C13": 2, "C17": 4, "C21": 2}
"""CRCs with more people than others, and how many times as many; the proportions are ours."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person, where the person is dealt with, and how many sentences the person has."""

    crn: str
    division: str
    crc: str
    team: str
    court_code: str
    officer: str
    sentences: int


class Draw:
    """Draws from one seed."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = Random(seed)
        self.chance = self.random.random
        self._numbers = 0

    def one_of(self, **shares: float) -> str:
        """A word by its share; the last has what the others leave."""
        at = self.chance()
        for word, share in shares.items():
            at -= share
            if at < 0:
                return word
        return word

    def any_of(self, choices: tuple[T, ...]) -> T:
        """Any of them, all as likely."""
        return choices[int(self.chance() * len(choices))]

    def moment(self) -> datetime:
        """A time of day in the years before today."""
        return TODAY - timedelta(days=int(self.chance() * DAYS), minutes=int(self.chance() * 480) - 60)

    def id_at(self, moment: datetime) -> UUID:
        """A new identifier that grows with time, as the services' own do."""
        self._numbers += 1
        since_1970 = int(moment.timestamp() * 1000)
        scattered = self.random.getrandbits(30) << 32 | self._numbers
        return UUID(int=since_1970 << 80 | 0x7 << 76 | 0x2 << 62 | scattered)


def officer_code(division: str, number: int) -> str:
    """The officer of that number in a division."""
    return f"{division}A{number:03}"


def team_of(division: str, officer: int) -> str:
    """The team for which that officer works."""
    return f"{division}T{officer % TEAMS:02}"


def people(number: int, draw: Draw) -> Iterator[Person]:
    """That many people."""
    crcs = tuple(crc.code for crc in CRCS for _ in range(LARGE.get(crc.code, 1)))
    officers = officers_of(number)
    for each in range(number):
        crc = draw.any_of(crcs)
        division = division_of(crc)
        at = draw.chance()
        yield Person(
            crn=f"{'XYZ'[each // 1_000_000]}{each % 1_000_000:06}",
            division=division,
            crc=crc,
            team=team_of(division, officer := int(draw.chance() * officers)),
            court_code=f"{division}MC{int(draw.chance() * COURTS):02}",
            officer=officer_code(division, officer),
            sentences=1 if at < 0.8 else 2 if at < 0.95 else 3,
        )
