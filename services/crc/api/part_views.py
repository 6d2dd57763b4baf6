"""What callers see of the parts of a case."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from services.crc.domain.stages import GapState
from shared.contracts.model import Contract, Obligation
from shared.probation.identifiers import ProviderCode
from shared.probation.vocabulary import (
    CheckAnswer,
    CheckKind,
    GapCause,
    GapClosure,
    RoshLevel,
    Source,
)


class ReadingView(Contract):
    """An officer who was responsible before has read the gap."""

    officer: str
    at: datetime


class GapView(Contract):
    """A gap at sentence, whether its officer has read it, and what has come of it (¶11)."""

    gap_id: UUID
    cause: GapCause
    check_kind: CheckKind | None
    source: Source | None = Field(description="The source that was not consulted, where that is the gap.")
    state: GapState = Field(description="Whether the officer who is responsible now has read it.")
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    earlier_readings: tuple[ReadingView, ...] = Field(
        description="By officers who were responsible before; each reads anew."
    )
    closure: GapClosure | None = Field(description="How the court closed it, if it has.")
    closed_at: datetime | None
    answer: CheckAnswer | None
    indicates_rosh: RoshLevel | None


class EarlierProviderView(Contract):
    """A CRC that had the case before it moved; it may still read it."""

    provider: ProviderCode
    officer: str | None = Field(description="The last who was responsible there.")
    opened_at: datetime
    closed_at: datetime


class OwedView(Contract):
    """A clock that runs on the case."""

    obligation: Obligation
    subject_id: UUID
    due_at: datetime
