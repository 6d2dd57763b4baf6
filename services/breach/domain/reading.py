"""A pack before a reader: what a rule is given, what it answers, and how it is known by its code."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from services.breach.domain.findings import PackFinding
from services.breach.domain.known_case import KnownCase
from services.breach.domain.pack import EarlierBreach, SignedPack
from shared.probation.vocabulary import ReturnReason, ReturnSeverity


@dataclass(frozen=True, slots=True)
class Reading:
    """A pack before a reader: the contact log as it is now, whose pack it is, since when it is due, and the time.

    `earlier` are the person's breaches that have ended, as they are known now.
    """

    pack: SignedPack
    known: KnownCase
    earlier: tuple[EarlierBreach, ...]
    provider: str
    aware_at: datetime
    now: datetime


Found = Iterator[tuple[str, str]]
"""What a rule answers: for each fault the place in the pack, and the sentence that a person reads."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the checker: its code, the reason it gives, what it looks for and by what source.

    The code is published and does not change; whether a fault may return a pack belongs to the reason (¶18).
    """

    code: str
    reason: ReturnReason
    looks_for: str
    source: str
    look: Callable[[Reading], Found]

    @property
    def severity(self) -> ReturnSeverity:
        """Whether what it finds may return a pack."""
        return self.reason.severity

    def __call__(self, reading: Reading) -> Iterator[PackFinding]:
        """Every fault of this kind in the pack."""
        for place, sentence in self.look(reading):
            yield PackFinding(reason=self.reason, rule=self.code, place=place, sentence=sentence)


def rule(
    code: str, reason: ReturnReason, looks_for: str, source: str = "Practice [C]"
) -> Callable[[Callable[[Reading], Found]], Rule]:
    """Make a rule of the function that looks."""
    return lambda look: Rule(code, reason, looks_for, source, look)


def blank(words: str | None) -> bool:
    """Nothing said: absent, or only spaces."""
    return not (words or "").strip()
