"""Days, moments and texts as they are asked for.

Days and moments are written out: a number is neither, though it could be read as seconds. A text says something.
"""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator


def _a_day(value: Any) -> Any:
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    if is_day or (isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)):
        return value
    raise ValueError("A day is written as 2016-09-20.")


def _a_moment(value: Any) -> Any:
    if isinstance(value, datetime) or (isinstance(value, str) and re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]", value)):
        return value
    raise ValueError("A moment is written as 2016-09-20T10:30:00Z.")


Day = Annotated[date, BeforeValidator(_a_day)]
"""A London day, as year, month and day. Raises ValueError for anything else, also for a number."""

Moment = Annotated[AwareDatetime, BeforeValidator(_a_moment)]
"""A moment with its time zone. Raises ValueError for anything else, also for a number."""


def _says_something(text: str) -> str:
    if not (said := text.strip()):
        raise ValueError("Say something: spaces say nothing.")
    return said


SAYS_SOMETHING = AfterValidator(_says_something)
"""A text that is more than spaces, kept without those around it. ValueError for any other."""
