"""Sentences for who holds a case against a guardrail, who left, and what was signed off."""

from collections.abc import Callable
from typing import Any

from services.oversight.domain.words import count, day, low
from shared.contracts import crc_staff as f
from shared.contracts.model import EventData


def _overridden(e: f.AssignmentOverridden) -> str:
    rules = "; ".join(low(one) for one in e.rules) or "a guardrail"
    return f"A manager let a {low(e.grade)} hold the case against a guardrail until {day(e.until)}: {rules}."


def _signed_off(e: f.WorkSignedOff) -> str:
    seen = f"; seen in it: {', '.join(low(one) for one in e.concerns)}" if e.concerns else ""
    return f"A manager signed off the {low(e.work)}, having looked at {count(len(e.looked_at), 'thing')}{seen}."


SENTENCES: dict[type[EventData], Callable[[Any], str]] = {
    f.AssignmentOverridden: _overridden,
    f.ResponsibleOfficerLeft: lambda e: "The responsible officer has left: the case has nobody until another is named.",
    f.WorkSignedOff: _signed_off,
}
