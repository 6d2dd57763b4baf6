"""Failures to comply: how many days a person failed to comply on, as the published rule counts them [S].

Pure and total: the same contacts and breaches give the same count, in whatever order they were heard.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.crc.domain.contact_parts import Appointment
from services.crc.domain.parts import BreachHeard
from shared.probation.calendar import add_months, london_date
from shared.probation.limits import LimitName, limit


@dataclass(frozen=True, slots=True)
class Failures:
    """The days that count and the appointments on them, the oldest first; `frozen` while a breach runs."""

    days: tuple[date, ...] = ()
    appointments: tuple[UUID, ...] = ()
    frozen: bool = False

    @property
    def count(self) -> int:
        """Distinct days: two failures on one day are one."""
        return len(self.days)


def failures_to_comply(
    contacts: Iterable[Appointment], breaches: Iterable[BreachHeard], sentenced_at: datetime | None, on: date
) -> Failures:
    """Distinct London days with an enforceable contact not complied with, in the 12 months up to and with `on` [S].

    Counted since the later of sentence and the end of the last breach, to the moment. While a breach runs the count
    stands as it was when the breach began, whatever is recorded or corrected meanwhile; when it ends, it starts from
    nothing. The day of the same date a year before `on` is no longer within the 12 months. None before sentence.
    """
    if sentenced_at is None:
        return Failures()
    breaches = tuple(breaches)
    since = max((sentenced_at, *(one.ended_at for one in breaches if one.ended_at is not None)))
    began = [one.began_at for one in breaches if one.began_at is not None and one.ended_at is None]
    if began:
        moment = min(began)
        on = london_date(moment)
        failed = [one for one in contacts if one.is_failure_at(moment)]
    else:
        failed = [one for one in contacts if one.is_failure]
    before = add_months(on, -limit(LimitName.FAILURES_TO_COMPLY_WINDOW, on).whole)
    counted = sorted(
        (one for one in failed if one.at > since and before < london_date(one.at) <= on),
        key=lambda one: (one.at, one.appointment_id),
    )
    days = dict.fromkeys(london_date(one.at) for one in counted)
    return Failures(tuple(days), tuple(one.appointment_id for one in counted), frozen=bool(began))
