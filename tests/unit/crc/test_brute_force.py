"""The count of failures against another reading of its definition, on ten thousand histories made at random.

The reading below knows nothing of the service: a history is a list of plain facts, and each day of the twelve months is
asked for its failures one by one. The histories crowd where the rule has its edges: several contacts on one date, dates
a year apart to the day, contacts at the very end of a breach, outcomes recorded anew before and after a breach began.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from services.crc.domain.contact_parts import Appointment, Recording
from services.crc.domain.failures import failures_to_comply
from services.crc.domain.parts import BreachHeard
from shared.probation.calendar import LONDON
from shared.probation.vocabulary import AppointmentOutcome, ContactKind, InstructionProof

HISTORIES = 10_000
SENTENCED = datetime(2015, 3, 2, 11, 0, tzinfo=UTC)
OUTCOMES = ("UAAB", "UAAB", "UAAB", "AFTC", "ATSH", "ATTC", "ATSS", "AAME", "RSOF")
FAILED = ("UAAB", "AFTC", "ATSH")


@dataclass(frozen=True)
class Told:
    """One contact: when it was, whether it could be enforced, and every outcome with the time of its recording."""

    at: datetime
    enforceable: bool
    recorded: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True)
class Breach:
    began: datetime
    ended: datetime | None


@dataclass(frozen=True)
class History:
    contacts: tuple[Told, ...]
    breaches: tuple[Breach, ...]
    on: date


def history(random: Random) -> History:
    on = date(2016, 1, 1) + timedelta(days=random.randrange(900))
    breaches = tuple(_breach(random, on) for _ in range(random.choice((0, 0, 0, 1, 1, 2))))
    marks = [on, *(one.began.date() for one in breaches), *(one.ended.date() for one in breaches if one.ended)]
    days = [_day(random, on, marks) for _ in range(random.randint(1, 6))]
    contacts = tuple(_contact(random, random.choice(days), breaches) for _ in range(random.randint(0, 12)))
    return History(contacts, breaches, on)


def _day(random: Random, on: date, marks: list[date]) -> date:
    near = random.choice(marks)
    edge = random.random()
    if edge < 0.5:
        return near + timedelta(days=random.randint(-2, 2))
    if edge < 0.65:
        year = date(near.year - 1, near.month, 28 if (near.month, near.day) == (2, 29) else near.day)
        return year + timedelta(days=random.randint(-2, 2))
    return on - timedelta(days=random.randrange(420))


def _breach(random: Random, on: date) -> Breach:
    began = _moment(random, on - timedelta(days=random.randint(-20, 400)))
    return Breach(began, random.choice((None, began + timedelta(days=random.randint(1, 200), minutes=30))))


def _moment(random: Random, day: date) -> datetime:
    # Around midnight too: in summer the London day and that of UTC part.
    hour, minute = random.choice(((9, 0), (9, 0), (14, 30), (22, 45), (23, 15), (0, 10)))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def _contact(random: Random, day: date, breaches: tuple[Breach, ...]) -> Told:
    at = random.choice([_moment(random, day), *(one.ended for one in breaches if one.ended is not None)])
    times = sorted(at + timedelta(hours=random.choice((1, 24, 24 * 10, 24 * 100))) for _ in range(random.randint(0, 3)))
    return Told(at, random.random() < 0.85, tuple((when, random.choice(OUTCOMES)) for when in times))


def read_by_hand(told: History) -> int:
    """How many days of the twelve months up to the day, or up to the beginning of a breach that runs, had a failure."""
    running = [one.began for one in told.breaches if one.ended is None]
    ends = [one.ended for one in told.breaches if one.ended is not None]
    asked_at = min(running) if running else None
    last = asked_at.astimezone(LONDON).date() if asked_at else told.on
    by_day: dict[date, list[Told]] = {}
    for one in told.contacts:
        by_day.setdefault(one.at.astimezone(LONDON).date(), []).append(one)
    days = 0
    day = last
    while (day.year, day.month, day.day) > _a_year_before(last):
        days += any(_failed(one, asked_at, ends) for one in by_day.get(day, []))
        day -= timedelta(days=1)
    return days


def _a_year_before(day: date) -> tuple[int, int, int]:
    return (day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _failed(one: Told, asked_at: datetime | None, ends: list[datetime]) -> bool:
    if not one.enforceable or one.at <= SENTENCED or any(one.at <= end for end in ends):
        return False
    outcome = None
    for when, what in one.recorded:
        if asked_at is None or when <= asked_at:
            outcome = what
    return outcome in FAILED


def count(told: History) -> int:
    """As the service counts."""
    contacts = []
    for number, one in enumerate(told.contacts):
        contact = Appointment(
            sentence_id=UUID(int=1),
            appointment_id=UUID(int=number),
            kind=ContactKind.OFFICER_APPOINTMENT,
            at=one.at,
            office="Croydon",
            instructed_by="C17A001",
            instruction_proof=InstructionProof.LETTER,
            enforceable=one.enforceable,
            rar=False,
            arranged_at=one.at - timedelta(days=7),
        )
        for when, what in one.recorded:
            contact = contact.recorded(Recording(outcome=AppointmentOutcome(what), at=when, by="C17A001"), None)
        contacts.append(contact)
    breaches = [
        BreachHeard(breach_id=UUID(int=number), began_at=one.began, ended_at=one.ended)
        for number, one in enumerate(told.breaches)
    ]
    return failures_to_comply(contacts, breaches, SENTENCED, told.on).count


def test_ten_thousand_histories_are_counted_as_by_hand() -> None:
    random = Random(20160905)
    different = []
    seen: dict[int, int] = {}
    for _ in range(HISTORIES):
        told = history(random)
        expected = read_by_hand(told)
        seen[expected] = seen.get(expected, 0) + 1
        if count(told) != expected:
            different.append(told)
    assert different == []
    # They are no histories in which nothing ever happens.
    assert sum(number for days, number in seen.items() if days >= 2) > HISTORIES / 10
    assert max(seen) >= 4
