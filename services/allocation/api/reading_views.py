"""What callers see of who has the case and has read what was missing at sentence (¶11)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.allocation.domain.acknowledgements import earlier_readings, reading_of, responsible, standing_of
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.record import GapStanding
from services.allocation.domain.stages import ReadingState
from shared.contracts.court import InformationGap
from shared.contracts.model import Contract
from shared.probation.identifiers import OfficerCode, ProviderCode
from shared.probation.vocabulary import StaffGrade


class ReadingView(Contract):
    """An officer has read the gap."""

    officer: OfficerCode
    at: datetime


class GapView(InformationGap):
    """An information gap on the allocation record, and who has read it (¶11)."""

    state: GapStanding
    closed_at: datetime | None
    reading: ReadingState = Field(description="Whether the officer who has the case now has read it.")
    read_by: OfficerCode | None
    read_at: datetime | None
    earlier_readings: tuple[ReadingView, ...] = Field(
        description="By officers who had the case before, first to last; they count no more."
    )


class OfficerView(Contract):
    """The responsible officer, as the provider that has the case has named one."""

    provider: ProviderCode
    officer: OfficerCode
    grade: StaffGrade
    at: datetime = Field(description="When the officer was named, or got this grade.")


def gaps_of(allocation: Allocation) -> Iterator[dict[str, Any]]:
    """Every gap on the record with its readings."""
    for gap in allocation.gaps:
        read = reading_of(allocation, gap.gap_id)
        yield {
            **gap.model_dump(),
            "reading": standing_of(allocation, gap.gap_id),
            "read_by": None if read is None else read.officer,
            "read_at": None if read is None else read.at,
            "earlier_readings": [_reading(one.officer, one.at) for one in earlier_readings(allocation, gap.gap_id)],
        }


def officer_of(allocation: Allocation) -> dict[str, Any] | None:
    """Who has the case now, where anybody has been named."""
    named = responsible(allocation)
    return None if named is None else named.model_dump(exclude={"gap_id"})


def unread_gaps(allocation: Allocation) -> list[UUID]:
    """The gaps that whoever has the case now has not read."""
    return [gap.gap_id for gap in allocation.gaps if standing_of(allocation, gap.gap_id) is ReadingState.UNREAD]


def _reading(officer: str, at: datetime) -> dict[str, Any]:
    return {"officer": officer, "at": at}
