"""What callers see of transfers, on the record and on the work list."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from services.allocation.domain.stages import TransferState
from shared.contracts.model import Contract
from shared.probation.identifiers import Crn, ProviderCode
from shared.probation.vocabulary import TransferReason, TransferRejectionReason


class TransferView(Contract):
    """A transfer on the allocation record: to whom, why, and what became of it."""

    transfer_id: UUID
    state: TransferState
    reason: TransferReason
    from_provider: ProviderCode
    to_provider: ProviderCode
    proposed_at: datetime
    proposed_by: ProviderCode
    proposed_by_officer: str | None = Field(description="Null where the rules have proposed it.")
    due_at: datetime
    decided_at: datetime | None = Field(description="When it was decided, withdrawn or overtaken.")
    decided_by: str | None
    rejection_reason: TransferRejectionReason | None


class TransferListed(TransferView):
    """A transfer on the work list of a provider that sends or receives, or of the division of the sentence."""

    sentence_id: UUID
    crn: Crn
    division: ProviderCode
    risk_held_by: ProviderCode = Field(description="The organisation that holds the risk now.", examples=["C17"])
