"""What callers see of allocations."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.allocation.api.reading_views import GapView, OfficerView, gaps_of, officer_of, unread_gaps
from services.allocation.api.transfer_views import TransferView
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.stages import AllocationStage
from shared.contracts.allocation import CriterionFinding
from shared.contracts.model import Contract
from shared.decisions import NotFound
from shared.probation.identifiers import Crn, EventNumber, ProviderCode
from shared.probation.vocabulary import (
    AllocationCause,
    AllocationReply,
    AllocationState,
    MisallocationCause,
    OverrideReason,
    RejectionReason,
    RevocationCause,
)

RiskHeldBy = Field(description="The organisation that holds the risk now.", examples=["C17"])


class PastDecisionView(Contract):
    """A decision as it was taken, with what was weighed then (¶10-11)."""

    number: int
    cause: AllocationCause
    gap_id: UUID | None
    escalation_id: UUID | None
    transfer_id: UUID | None
    assessment_id: UUID | None
    change_number: int | None = Field(description="Which change of the order it was, where the court changed it.")
    override_reason: OverrideReason | None
    note: str | None = Field(description="Of the officer who decided; never published.")
    result: AllocationState
    provider: ProviderCode = Field(description="Who, by this decision, should supervise.")
    rules_provider: ProviderCode | None = Field(
        description="Whom the rules named; null where it was taken before that was kept."
    )
    provisional: bool
    criteria: tuple[CriterionFinding, ...]
    rules_version: str
    decided_at: datetime
    decided_by: str
    decided_by_officer: str | None


class ReplyView(Contract):
    """What a provider answered to the decision with that number."""

    number: int
    provider: ProviderCode
    reply: AllocationReply
    rejection_reason: RejectionReason | None
    replied_at: datetime
    replied_by: str | None


class AllocationSummary(Contract):
    """An allocation as a list shows it."""

    sentence_id: UUID
    crn: Crn
    event_number: EventNumber
    division: ProviderCode
    receiving_provider: ProviderCode
    supervising_provider: ProviderCode | None
    state: AllocationStage
    result: AllocationState
    provisional: bool
    reply: AllocationReply | None
    risk_held_by: ProviderCode = RiskHeldBy
    sentenced_at: datetime
    decided_at: datetime
    open_gaps: int


class AllocationView(Contract):
    """The allocation record: what was weighed, what is missing, who has answered, and who holds the risk."""

    sentence_id: UUID
    crn: Crn
    event_number: EventNumber
    division: ProviderCode
    area_crc: ProviderCode
    receiving_provider: ProviderCode
    supervising_provider: ProviderCode | None = Field(description="The last one, where the order has ended.")
    state: AllocationStage
    result: AllocationState = Field(description="How firm the decision is.")
    provisional: bool = Field(description="Whether something unknown could still change the answer.")
    overridden: bool = Field(description="Whether a named officer decided it, and not the rules.")
    criteria: tuple[CriterionFinding, ...] = Field(description="As last weighed.")
    responsible_officer: OfficerView | None = Field(
        description="Who has the case now: null until the provider that has it has named somebody."
    )
    gaps: tuple[GapView, ...]
    unread_gaps: tuple[UUID, ...] = Field(
        description="The gaps that the officer who has the case now has not read: all, while nobody is named."
    )
    reply: AllocationReply | None
    rejection_reason: RejectionReason | None
    replied_at: datetime | None
    replied_by: str | None
    replies: tuple[ReplyView, ...] = Field(description="Every answer, first to last; those of older decisions too.")
    misallocation_cause: MisallocationCause | None = Field(
        description="What first showed that the case had gone wrong; it stays where it was put right."
    )
    misallocated_at: datetime | None
    proposed_provider: ProviderCode | None = Field(description="Where the case should go, where it went wrong.")
    risk_held_by: ProviderCode = RiskHeldBy
    rules_version: str
    sentenced_at: datetime
    decided_at: datetime = Field(description="When it was decided who is to have the case: the last time.")
    ended_on: date | None = Field(description="The last day of the order, where it has ended.")
    ended_because: RevocationCause | None
    decisions: tuple[PastDecisionView, ...] = Field(description="Every decision, first to last.")
    transfers: tuple[TransferView, ...] = Field(description="Every transfer, first to last; one is open at most.")
    escalations: tuple[UUID, ...]
    version: int


NOT_SHOWN = {
    *{"disposal", "risk", "indicated_rosh", "indicated_by", "misallocated_to", "ended_at"},
    *{"decisions", "transfers", "gaps", "custody", "owed"},
}
NOT_SHOWN_OF_DECISIONS = {"sentence_id", "rules_provisional", "evidence", "area_crc"}


def allocation_view(allocation: Allocation) -> AllocationView:
    """The record. Raises NotFound for a shell: there is none before the sentence has been heard."""
    if not allocation.decisions:
        raise NotFound
    shown = allocation.model_dump(exclude=NOT_SHOWN)
    past = [one.model_dump(exclude=NOT_SHOWN_OF_DECISIONS) for one in allocation.decisions]
    offer = allocation.offer
    return AllocationView.model_validate(
        {
            **shown,
            "decisions": past,
            "criteria": past[-1]["criteria"],
            "transfers": [one.model_dump(exclude={"sentence_id", "division"}) for one in allocation.transfers],
            "gaps": list(gaps_of(allocation)),
            "unread_gaps": unread_gaps(allocation),
            "responsible_officer": officer_of(allocation),
            "overridden": offer.override_reason is not None,
        }
    )
