"""Thresholds that only a breach is read by: dated configuration, as every limit is."""

from datetime import date, datetime
from decimal import Decimal

from shared.probation.calendar import london_date
from shared.probation.dated_limits import Limit, Limits, Unit
from shared.probation.limits import SPLIT

RATIONALE_LEAST_WORDS = "rationaleLeastWords"
OFFICE_OPENS = "officeOpens"
OFFICE_CLOSES = "officeCloses"

_SOURCE = "Ours, from inspectorate ¶18"

TABLE = Limits(
    [
        Limit(RATIONALE_LEAST_WORDS, Decimal(12), Unit.COUNT, SPLIT, _SOURCE, "D"),
        Limit(OFFICE_OPENS, Decimal(9), Unit.COUNT, SPLIT, _SOURCE, "D"),
        Limit(OFFICE_CLOSES, Decimal(17), Unit.COUNT, SPLIT, _SOURCE, "D"),
    ]
)
"""A rationale of fewer words could say more; that is a minor fault, and never returns a pack (¶18). The hours of the
day from which and until which an office counts its time."""


def least_words_of_a_rationale(on: date | datetime) -> int:
    """The fewest words with which a rationale is not called thin, on that day."""
    return TABLE.limit(RATIONALE_LEAST_WORDS, london_date(on)).whole


def office_hours(on: date) -> tuple[int, int]:
    """The hours of the London day at which an office opens and closes."""
    return TABLE.limit(OFFICE_OPENS, on).whole, TABLE.limit(OFFICE_CLOSES, on).whole
