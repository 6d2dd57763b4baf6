"""Thresholds that only a breach pack is read by: dated configuration, as every limit is."""

from datetime import date, datetime
from decimal import Decimal

from shared.probation.calendar import london_date
from shared.probation.dated_limits import Limit, Limits, Unit
from shared.probation.limits import SPLIT

RATIONALE_LEAST_WORDS = "rationaleLeastWords"

TABLE = Limits(
    [
        Limit(RATIONALE_LEAST_WORDS, Decimal(12), Unit.COUNT, SPLIT, "Ours, from inspectorate ¶18", "D"),
    ]
)
"""A rationale of fewer words could say more; that is a minor fault, and never returns a pack (¶18)."""


def least_words_of_a_rationale(on: date | datetime) -> int:
    """The fewest words with which a rationale is not called thin, on that day."""
    return TABLE.limit(RATIONALE_LEAST_WORDS, london_date(on)).whole
