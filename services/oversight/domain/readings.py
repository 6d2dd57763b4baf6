"""Who has read what was missing at sentence, and who is to read it now: each officer anew (¶11).

An officer who is named after another, or at the next provider, has every gap to read: the clock of the reading is
started again. So a gap counts as read only while no start of that clock is later than the last reading.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.contracts.allocation import AllocationEnded, CaseTransferred, NpsGapAcknowledged, NpsOfficerNamed
from shared.contracts.crc import CaseOpened, GapAcknowledged, ResponsibleOfficerNamed
from shared.contracts.crc_staff import ResponsibleOfficerLeft
from shared.contracts.model import Obligation

READING = frozenset({Obligation.GAP_ACKNOWLEDGED, Obligation.NPS_GAP_ACKNOWLEDGED})
"""The clocks of a reading, the CRC's and the NPS's."""

_READ = {GapAcknowledged.event_type, NpsGapAcknowledged.event_type}
_NAMED = {ResponsibleOfficerNamed.event_type, NpsOfficerNamed.event_type}
_NOBODY_NOW = {
    CaseOpened.event_type,
    CaseTransferred.event_type,
    AllocationEnded.event_type,
    ResponsibleOfficerLeft.event_type,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One officer has read a gap."""

    officer: str
    at: datetime


def is_read(acknowledged_at: datetime | None, to_read_since: datetime | None) -> bool:
    """Whether the last reading still stands."""
    return acknowledged_at is not None and (to_read_since is None or to_read_since <= acknowledged_at)


def readings(entries: Iterable[dict[str, Any]]) -> dict[UUID, list[Reading]]:
    """Every reading of each gap, in the order of the entries."""
    found: dict[UUID, list[Reading]] = {}
    for entry in entries:
        if entry["event_type"] in _READ:
            gap_id = UUID(entry["body"]["gapId"])
            found.setdefault(gap_id, []).append(Reading(entry["body"]["officer"], entry["occurred_at"]))
    return found


def readers(entries: Iterable[dict[str, Any]]) -> dict[UUID, str]:
    """The officer who is responsible for each sentence now, and so for reading; a sentence without one is left out."""
    found: dict[UUID, str] = {}
    for entry in entries:
        if entry["event_type"] in _NAMED:
            found[entry["sentence_id"]] = entry["body"]["officer"]
        elif entry["event_type"] in _NOBODY_NOW:
            found.pop(entry["sentence_id"], None)
    return found
