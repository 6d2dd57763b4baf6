"""Monthly contact: one face to face in each calendar month, or a follow-up started in time after a miss [S].

Invariant: while it runs, exactly one month is owed. A month that is met starts the next at once; one that ran out
stays missed, and the next runs from the moment at which that was told. Only whole months of supervision are owed,
and none in custody.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.custody import supervised_until
from services.crc.domain.parts import Owed
from shared.contracts.crc import ContactMonthMissed, MonthlyContactOverdue
from shared.contracts.model import Obligation
from shared.decisions import Decision
from shared.probation.calendar import add_months, due, end_of_day, london_date
from shared.probation.limits import LimitName


def month_of(sentence_id: UUID, first: date) -> UUID:
    """What is owed in the month of that day."""
    return uuid5(sentence_id, f"contact/{first:%Y-%m}")


def begin(clocks: Clocks, sentence_id: UUID, at: datetime, until: date | None) -> None:
    """Contact is owed from the first whole calendar month after that moment, to the last day of supervision."""
    _start(clocks, sentence_id, add_months(_month(london_date(at)), 1), until)


def go_on(clocks: Clocks, case: Case, at: datetime) -> None:
    """Contact is owed by another CRC from `at`. Where its month had run out by then, that of `at` is owed."""
    was_owed = any(one.obligation is Obligation.MONTHLY_CONTACT for one in case.owed)
    if was_owed and _running(clocks) is None:
        _start(clocks, case.sentence_id, _month(london_date(at)), supervised_until(case))


def stop(clocks: Clocks) -> None:
    """Nobody owes a month's contact any more."""
    for owed in clocks.owed:
        if owed.obligation is Obligation.MONTHLY_CONTACT:
            clocks.cancel(owed.obligation, owed.subject_id)


def advance(case: Case, clocks: Clocks) -> None:
    """The month that is owed is met, where a person has been seen in it; and so the next, where that is recorded."""
    while (owed := _running(clocks)) is not None:
        first = _month(london_date(owed.due_at))
        if not any(_month(day) == first for day in _in_contact_on(case)):
            return
        clocks.meet(owed.obligation, owed.subject_id)
        _start(clocks, case.sentence_id, add_months(first, 1), supervised_until(case))


def miss(case: Case, told: MonthlyContactOverdue) -> Decision[Case]:
    """The month has run out, and stays missed; contact is owed in the next. Nothing where it is not owed any more."""
    clocks = Clocks(case)
    owed = _running(clocks)
    if owed is None or owed.subject_id != told.subject_id:
        return Decision(case)
    clocks.let_stand(owed.obligation, owed.subject_id)
    first = _month(london_date(owed.due_at))
    _start(clocks, case.sentence_id, add_months(first, 1), supervised_until(case))
    advance(case, clocks)
    missed = ContactMonthMissed(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=case.by_rule,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        month=f"{first:%Y-%m}",
        last_contact_on=max(_seen_on(case), default=None),
    )
    return Decision(case.model_copy(update={"owed": clocks.owed}), (missed,))


def owed_month(case: Case) -> Owed | None:
    """The month in which contact is owed now."""
    return _running(Clocks(case))


def _running(clocks: Clocks) -> Owed | None:
    return next((one for one in clocks.owed if one.obligation is Obligation.MONTHLY_CONTACT), None)


def _start(clocks: Clocks, sentence_id: UUID, first: date, until: date | None) -> None:
    last = add_months(first, 1) - timedelta(days=1)
    if until is not None and until < last:
        return
    clocks.start(Obligation.MONTHLY_CONTACT, month_of(sentence_id, first), end_of_day(last))


def _month(day: date) -> date:
    return day.replace(day=1)


def _seen_on(case: Case) -> Iterator[date]:
    return (london_date(one.at) for one in case.appointments if one.face_to_face and one.attended)


def _in_contact_on(case: Case) -> Iterator[date]:
    """Who was to be seen, was missed, and was followed up in time, counts for the day of the miss [S]."""
    yield from _seen_on(case)
    for one in case.appointments:
        missed = one.face_to_face and one.is_missed
        in_time = due(LimitName.MISSED_CONTACT_FOLLOW_UP, one.at)
        if missed and one.followed_up_at is not None and one.followed_up_at <= in_time:
            yield london_date(one.at)
