"""What an allocation carries besides its decisions: transfers, who was named, what was read, what the NPS owes."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.allocation.domain.stages import TransferState
from shared.contracts.model import Obligation
from shared.probation.vocabulary import StaffGrade, TransferReason, TransferRejectionReason


class Piece(BaseModel):
    """Part of an allocation: immutable, and replaced whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Transfer(Piece):
    """One transfer from a CRC, to another CRC or to the NPS. There is none from the NPS.

    `division` is the sentence's; `proposed_by` an organisation, with an officer unless the rules have proposed it.
    """

    sentence_id: UUID
    transfer_id: UUID
    state: TransferState = TransferState.PROPOSED
    reason: TransferReason
    division: str
    from_provider: str
    to_provider: str
    proposed_at: datetime
    proposed_by: str
    proposed_by_officer: str | None
    due_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    rejection_reason: TransferRejectionReason | None = None

    @property
    def by_rule(self) -> bool:
        """No person has proposed it."""
        return self.proposed_by_officer is None


class Custody(Piece):
    """A line of who has had the case: an officer has been named by a provider, has read a gap, or has left (¶11).

    It has a grade where it is a naming, a gap where it is a reading, and neither where the officer has left.
    """

    provider: str
    officer: str
    at: datetime
    grade: StaffGrade | None = None
    gap_id: UUID | None = None

    @property
    def is_leaving(self) -> bool:
        """The officer has left, and the case has nobody until another is named."""
        return self.grade is None and self.gap_id is None


class Owed(Piece):
    """A clock that runs for the NPS: its officer to be named, or a gap to be read by that officer."""

    obligation: Obligation
    subject_id: UUID
    due_at: datetime
