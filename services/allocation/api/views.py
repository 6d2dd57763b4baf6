"""What callers see of allocations and escalations."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.escalations import Escalation, EscalationState
from services.allocation.domain.information_wanted import InformationWanted
from services.allocation.domain.record import DecisionCause, GapStanding
from services.allocation.domain.stages import AllocationStage
from shared.contracts.allocation import CriterionFinding
from shared.contracts.court import InformationGap
from shared.contracts.crc import PhoneCall
from shared.contracts.model import Contract
from shared.decisions import NotFound
from shared.probation.identifiers import Crn, EventNumber, OfficerCode, ProviderCode
from shared.probation.vocabulary import (
    AllocationReply,
    AllocationState,
    EscalationTrigger,
    MisallocationCause,
    PersonAtRisk,
    RejectionReason,
    RoshLevel,
)

RiskHeldBy = Field(description="The organisation that holds the risk now.", examples=["C17"])


class GapView(InformationGap):
    """An information gap on the allocation record (¶11)."""

    state: GapStanding
    closed_at: datetime | None


class PastDecisionView(Contract):
    """A decision as it was taken, with what was weighed then (¶10-11)."""

    number: int
    cause: DecisionCause
    gap_id: UUID | None
    escalation_id: UUID | None
    result: AllocationState
    provider: ProviderCode
    provisional: bool
    criteria: tuple[CriterionFinding, ...]
    rules_version: str
    decided_at: datetime
    decided_by: str
    decided_by_officer: str | None


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
    supervising_provider: ProviderCode | None
    state: AllocationStage
    result: AllocationState = Field(description="How firm the decision is.")
    provisional: bool = Field(description="Whether something unknown could still change the answer.")
    criteria: tuple[CriterionFinding, ...] = Field(description="As last weighed.")
    gaps: tuple[GapView, ...]
    reply: AllocationReply | None
    rejection_reason: RejectionReason | None
    replied_at: datetime | None
    replied_by: str | None
    misallocation_cause: MisallocationCause | None
    proposed_provider: ProviderCode | None = Field(description="Where the case should go, where it went wrong.")
    risk_held_by: ProviderCode = RiskHeldBy
    rules_version: str
    sentenced_at: datetime
    decided_at: datetime
    decisions: tuple[PastDecisionView, ...] = Field(description="Every decision, first to last.")
    escalations: tuple[UUID, ...]
    version: int


class EscalationView(Contract):
    """A risk escalation: why the CRC asks, what the NPS has answered, and who holds the risk meanwhile."""

    escalation_id: UUID
    sentence_id: UUID
    crn: Crn
    state: EscalationState
    division: ProviderCode
    from_provider: ProviderCode
    trigger: EscalationTrigger
    rosh_before: RoshLevel | None
    rosh_after: RoshLevel
    who_is_at_risk: tuple[PersonAtRisk, ...]
    imminent: bool
    phone_call: PhoneCall | None
    agreed_by_manager: OfficerCode
    received_at: datetime
    due_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    advice: str | None
    information_wanted: tuple[InformationWanted, ...]
    risk_held_by: ProviderCode = RiskHeldBy
    version: int


def allocation_view(allocation: Allocation) -> AllocationView:
    """The record. Raises NotFound for a shell: there is none before the sentence has been heard."""
    if not allocation.decisions:
        raise NotFound
    shown = allocation.model_dump(exclude={"disposal", "risk", "indicated_rosh", "indicated_by", "decisions"})
    past = [one.model_dump(exclude={"sentence_id"}) for one in allocation.decisions]
    return AllocationView.model_validate({**shown, "decisions": past, "criteria": past[-1]["criteria"]})


def escalation_view(escalation: Escalation, risk_held_by: str) -> EscalationView:
    """The record, with who holds the risk as the allocation says it."""
    return EscalationView.model_validate({**escalation.model_dump(), "risk_held_by": risk_held_by})
