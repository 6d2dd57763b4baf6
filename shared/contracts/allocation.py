"""What the allocation service tells the world: which organisation has the case, why, and who holds the risk now."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.model import Contract, EventData, Obligation, Overdue
from shared.probation.identifiers import EventNumber, ProviderCode
from shared.probation.vocabulary import (
    AllocationCriterion,
    AllocationState,
    EscalationDecision,
    MisallocationCause,
    RejectionReason,
)


class CriterionFinding(Contract):
    """One criterion as it was weighed: its value, where it came from, and whether it was known at all (¶10-11)."""

    criterion: AllocationCriterion
    value: str | None = Field(description="The value weighed, or null where there was none.", examples=["medium"])
    known: bool = Field(description="False where nothing, or only a part, was known: unknown is not 'no'.")
    source: str = Field(examples=["court report, RoSH screening"])
    nps_keeps: bool | None = Field(description="Whether it keeps the case with the NPS; null while it cannot be said.")


class AllocationDecided(EventData, name="probation.allocation.allocation-decided.v1"):
    """The NPS has decided which organisation supervises; provisional while an unknown could change the answer."""

    sentence_id: UUID
    event_number: EventNumber
    receiving_provider: ProviderCode
    division: ProviderCode
    provisional: bool
    criteria: tuple[CriterionFinding, ...]
    gaps: tuple[UUID, ...] = Field(description="The information gaps that the receiving officer must read (¶11).")
    rules_version: str
    risk_held_by: ProviderCode


class AllocationAccepted(EventData, name="probation.allocation.allocation-accepted.v1"):
    """The receiving provider has accepted the allocation, and holds the risk from now."""

    sentence_id: UUID
    event_number: EventNumber
    provider: ProviderCode
    division: ProviderCode
    allocated_at: AwareDatetime
    provisional: bool
    gaps: tuple[UUID, ...]
    risk_held_by: ProviderCode


class AllocationRejected(EventData, name="probation.allocation.allocation-rejected.v1"):
    """The receiving provider has rejected the allocation with a reason; the NPS keeps the risk until it is settled."""

    sentence_id: UUID
    provider: ProviderCode
    reason: RejectionReason
    risk_held_by: ProviderCode


class AllocationReviewed(EventData, name="probation.allocation.allocation-reviewed.v1"):
    """Late information has run the rules again: confirmed, still provisional, or wrongly allocated (¶11)."""

    sentence_id: UUID
    gap_id: UUID | None
    result: AllocationState
    cause: MisallocationCause | None
    provisional: bool
    criteria: tuple[CriterionFinding, ...]
    open_gaps: tuple[UUID, ...]
    provider: ProviderCode
    proposed_provider: ProviderCode
    risk_held_by: ProviderCode


class EscalationReceived(EventData, name="probation.allocation.escalation-received.v1"):
    """The NPS has the CRC's risk escalation before it; the CRC still holds the risk."""

    sentence_id: UUID
    escalation_id: UUID
    from_provider: ProviderCode
    imminent: bool
    risk_held_by: ProviderCode


class EscalationDecided(EventData, name="probation.allocation.escalation-decided.v1"):
    """The NPS has answered the escalation: accepted, not accepted with advice, or returned for named information."""

    sentence_id: UUID
    escalation_id: UUID
    from_provider: ProviderCode
    decision: EscalationDecision
    information_wanted: tuple[str, ...] = ()
    risk_held_by: ProviderCode


class CaseTransferred(EventData, name="probation.allocation.case-transferred.v1"):
    """The case and its risk have passed on; from a CRC to the NPS there is no way back for the sentence."""

    sentence_id: UUID
    event_number: EventNumber
    from_provider: ProviderCode
    to_provider: ProviderCode
    escalation_id: UUID | None
    risk_held_by: ProviderCode


class AllocationOverdue(Overdue, name="probation.allocation.allocation-overdue.v1"):
    """The allocation has not been decided by the end of the second working day after sentence."""

    obligation: Literal[Obligation.ALLOCATION_DECIDED]


class EscalationOverdue(Overdue, name="probation.allocation.escalation-overdue.v1"):
    """A risk escalation is undecided past its time; the CRC still holds the risk."""

    obligation: Literal[Obligation.ESCALATION_DECIDED]
