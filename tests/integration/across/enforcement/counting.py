"""Failures to comply, counted as the definition reads, by a rule of the test's own and from what the test commanded.

Distinct dates with an enforceable contact not complied with, in twelve months, since the later of sentence and the end
of the last breach; while a breach runs the count stands as it was when it began; when it ends, it begins at nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
FAILURES = frozenset({"UAAB", "AFTC", "ATSH"})
ATTENDED = frozenset({"ATTC", "AFTC", "ATSH", "ATSS"})
THRESHOLD = 2


def day_of(moment: datetime) -> date:
    """The London day of a moment."""
    return moment.astimezone(LONDON).date()


@dataclass(frozen=True)
class Recording:
    """What was said of an appointment, and when."""

    at: datetime
    outcome: str


@dataclass
class Contact:
    """An appointment, and everything that was recorded of it: none of it is ever lost."""

    appointment_id: str
    at: datetime
    enforceable: bool
    recordings: list[Recording] = field(default_factory=list)
    warned: bool = False
    followed: bool = False
    excuse: str | None = None

    @property
    def outcome(self) -> str | None:
        """What is said of it now."""
        return self.recordings[-1].outcome if self.recordings else None

    @property
    def is_failure(self) -> bool:
        """Enforceable, and not complied with."""
        return self.enforceable and self.outcome in FAILURES

    def was_failure(self, moment: datetime) -> bool:
        """The same, as it was recorded at a moment."""
        said = [one.outcome for one in self.recordings if one.at <= moment]
        return self.enforceable and bool(said) and said[-1] in FAILURES


@dataclass(frozen=True)
class Span:
    """A breach, from when the facts say that it began to when they say that it ended."""

    began: datetime
    ended: datetime | None


@dataclass(frozen=True)
class Count:
    """The days that count, the appointments on them, and whether the count stands still."""

    days: frozenset[date]
    appointments: frozenset[str]
    frozen: bool

    def __len__(self) -> int:
        return len(self.days)


def a_year_before(day: date) -> date:
    """The same day of the year before; of 29 February the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def counted(contacts: Iterable[Contact], breaches: Iterable[Span], sentenced_at: datetime, now: datetime) -> Count:
    """The failures to comply that count now."""
    spans = list(breaches)
    since = max([sentenced_at, *(one.ended for one in spans if one.ended is not None)])
    running = min((one.began for one in spans if one.ended is None), default=None)
    moment = running or now
    first = a_year_before(day_of(moment))
    failures = [
        one
        for one in contacts
        if one.was_failure(moment) and one.at > since and first < day_of(one.at) <= day_of(moment)
    ]
    return Count(
        frozenset(day_of(one.at) for one in failures),
        frozenset(one.appointment_id for one in failures),
        running is not None,
    )
