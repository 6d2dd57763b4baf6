"""Monthly contact: one face to face in each calendar month [S]; one month's clock runs at a time, none in custody.

Invariant: while it runs, exactly one month is owed. A month that is met starts the next at once; one that ran out
stays missed, and the next runs from the moment at which that was told.
"""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID, uuid5

from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.parts import Owed
from shared.contracts.crc import ContactMonthMissed, MonthlyContactOverdue
from shared.contracts.model import Obligation
from shared.decisions import Decision
from shared.probation.calendar import add_months, end_of_day, london_date

_BEFORE_THE_NEXT = -1


def month_of(sentence_id: UUID, first: date) -> UUID:
    """What is owed in the month of that day."""
    return uuid5(sentence_id, f"contact/{first:%Y-%m}")


def begin(clocks: Clocks, sentence_id: UUID, at: datetime) -> None:
    """Contact is owed from the first whole calendar month after that moment."""
    _start(clocks, sentence_id, add_months(london_date(at).replace(day=1), 1))


def stop(clocks: Clocks) -> None:
    """Nobody owes a month's contact any more."""
    for owed in clocks.owed:
        if owed.obligation is Obligation.MONTHLY_CONTACT:
            clocks.cancel(owed.obligation, owed.subject_id)


def advance(case: Case, clocks: Clocks) -> None:
    """The month that is owed is met, where a person has been seen in it; and so the next, where that is recorded."""
    while (owed := _running(clocks)) is not None:
        first = london_date(owed.due_at).replace(day=1)
        if not any(_month(day) == first for day in _seen_on(case)):
            return
        clocks.meet(owed.obligation, owed.subject_id)
        _start(clocks, case.sentence_id, add_months(first, 1))


def miss(case: Case, told: MonthlyContactOverdue) -> Decision[Case]:
    """The month has run out, and stays missed; contact is owed in the next. Nothing where it is not owed any more."""
    clocks = Clocks(case)
    owed = _running(clocks)
    if owed is None or owed.subject_id != told.subject_id:
        return Decision(case)
    clocks.let_stand(owed.obligation, owed.subject_id)
    first = london_date(owed.due_at).replace(day=1)
    _start(clocks, case.sentence_id, add_months(first, 1))
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


def _running(clocks: Clocks) -> Owed | None:
    return next((one for one in clocks.owed if one.obligation is Obligation.MONTHLY_CONTACT), None)


def _start(clocks: Clocks, sentence_id: UUID, first: date) -> None:
    last = date.fromordinal(add_months(first, 1).toordinal() + _BEFORE_THE_NEXT)
    clocks.start(Obligation.MONTHLY_CONTACT, month_of(sentence_id, first), end_of_day(last))


def _month(day: date) -> date:
    return day.replace(day=1)


def _seen_on(case: Case) -> Iterator[date]:
    return (london_date(one.at) for one in case.appointments if one.attended)
