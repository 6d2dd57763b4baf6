"""A pack before a reader: what a rule is given, and what it answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from services.breach.domain.findings import PackFinding
from services.breach.domain.known_case import KnownCase
from services.breach.domain.pack import Pack
from shared.probation.vocabulary import ReturnReason


@dataclass(frozen=True, slots=True)
class Reading:
    """A pack before a reader: the contact log as it is now, whose pack it is, since when it is due, and the time."""

    pack: Pack
    known: KnownCase
    provider: str
    aware_at: datetime
    now: datetime


Rule = Callable[[Reading], Iterator[PackFinding]]


def blank(words: str | None) -> bool:
    """Nothing said: absent, or only spaces."""
    return not (words or "").strip()


def found(reason: ReturnReason, place: str, sentence: str) -> PackFinding:
    """A fault, as a rule words it."""
    return PackFinding(reason=reason, place=place, sentence=sentence)
