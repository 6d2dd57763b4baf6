"""What the allocation service tells the world: which organisation has the case, why, and who holds the risk now."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.model import Contract, EventData, Fact, Obligation, Overdue
from shared.probation.identifiers import EventNumber, OfficerCode, ProviderCode
from shared.probation.vocabulary import (
    AllocationCause,
    AllocationCriterion,
    AllocationState,
    EscalationDecision,
    InterventionOutcome,
    MisallocationCause,
    Need,
    OverrideReason,
    PurchaseState,
    RejectionReason,
    RevocationCause,
    Sex,
    StaffGrade,
    SupplierKind,
    TransferOutcome,
    TransferReason,
    TransferRejectionReason,
)

InterventionCode = Annotated[
    str,
    Field(
        pattern=r"^[CN][0-9]{2}-[A-Z0-9]{2,12}$",
        description="An intervention of a provider's directory: the provider's code and up to twelve characters.",
        examples=["C17-BBR"],
    ),
]

Pence = Annotated[int, Field(ge=0, le=100_000_000, description="Pence, before tax.", examples=[64500])]


class CriterionFinding(Contract):
    """One criterion as it was weighed: its value, where it came from, and whether it was known at all (¶10-11)."""

    criterion: AllocationCriterion
    value: str | None = Field(description="The value weighed, or null where there was none.", examples=["medium"])
    known: bool = Field(description="False where nothing, or only a part, was known: unknown is not 'no'.")
    source: str = Field(examples=["court report, RoSH screening"])
    nps_keeps: bool | None = Field(description="Whether it keeps the case with the NPS; null while it cannot be said.")


class AllocationDecided(EventData, name="probation.allocation.allocation-decided.v1"):
    """The NPS has decided which organisation supervises; provisional while an unknown could change the answer.

    Told again where a named officer decides otherwise than the rules, or anew after a rejection.
    """

    sentence_id: UUID
    number: Annotated[int, Field(ge=1, description="Which decision on this sentence it is, from 1.")]
    cause: AllocationCause
    override_reason: OverrideReason | None = None
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
    """The rules have run again, on late information, a changed score or an amended order (¶11).

    Confirmed, still provisional, or wrongly allocated with a transfer proposed.
    """

    sentence_id: UUID
    number: Annotated[int, Field(ge=1, description="Which decision on this sentence it is, from 1.")]
    occasion: AllocationCause
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
    """The escalation has ended: accepted, not accepted with advice, returned for named information, or withdrawn."""

    sentence_id: UUID
    escalation_id: UUID
    from_provider: ProviderCode
    decision: EscalationDecision
    information_wanted: tuple[str, ...] = ()
    risk_held_by: ProviderCode


class TransferProposed(EventData, name="probation.allocation.transfer-proposed.v1"):
    """A case is to pass to another provider; until it has accepted, the one that has the case holds the risk."""

    sentence_id: UUID
    transfer_id: UUID
    from_provider: ProviderCode
    to_provider: ProviderCode
    reason: TransferReason
    risk_held_by: ProviderCode


class TransferDecided(EventData, name="probation.allocation.transfer-decided.v1"):
    """A proposed transfer has been accepted, rejected with a reason, withdrawn, or overtaken."""

    sentence_id: UUID
    transfer_id: UUID
    from_provider: ProviderCode
    to_provider: ProviderCode
    outcome: TransferOutcome
    rejection_reason: TransferRejectionReason | None = None
    risk_held_by: ProviderCode


class CaseTransferred(EventData, name="probation.allocation.case-transferred.v1"):
    """The case and its risk have passed on; from a CRC to the NPS there is no way back for the sentence."""

    sentence_id: UUID
    event_number: EventNumber
    from_provider: ProviderCode
    to_provider: ProviderCode
    reason: TransferReason
    escalation_id: UUID | None
    transfer_id: UUID | None = None
    days_at_risk: Annotated[int, Field(ge=0)] | None = Field(
        default=None,
        description="Calendar days from when the NPS had the question before it until it took the case, where it did.",
    )
    risk_held_by: ProviderCode


class AllocationEnded(EventData, name="probation.allocation.allocation-ended.v1"):
    """The order has ended: nobody supervises the sentence any more. `risk_held_by` is who held the risk last."""

    sentence_id: UUID
    cause: RevocationCause
    ended_on: date
    risk_held_by: ProviderCode


class NpsOfficerNamed(EventData, name="probation.allocation.responsible-officer-named.v1"):
    """A case that the NPS supervises has its responsible officer."""

    sentence_id: UUID
    provider: ProviderCode
    officer: OfficerCode
    grade: StaffGrade


class NpsGapAcknowledged(EventData, name="probation.allocation.gap-acknowledged.v1"):
    """The NPS's responsible officer has read one gap that was open at sentence (¶11)."""

    sentence_id: UUID
    gap_id: UUID
    officer: OfficerCode


class InterventionListed(Fact, name="probation.allocation.intervention-listed.v1"):
    """An entry of a provider's directory as it stands: what it is for, for whom, by whom, and whether it is open."""

    code: InterventionCode
    provider: ProviderCode
    number: Annotated[int, Field(ge=1, description="Which version of the entry it is, from 1.")]
    title: Annotated[str, Field(max_length=120)]
    needs: tuple[Need, ...]
    open_to: tuple[Sex, ...]
    supplier_kind: SupplierKind
    offered_from: date
    offered_until: date | None = Field(description="The last day on which a referral is taken; null while open.")

    @property
    def subject(self) -> str:
        """The code of the entry."""
        return self.code


class InterventionPurchased(EventData, name="probation.allocation.intervention-purchased.v1"):
    """The NPS has bought an intervention for a person from a provider's directory: the referral awaits an answer."""

    sentence_id: UUID
    purchase_id: UUID
    intervention: InterventionCode
    provider: ProviderCode
    division: ProviderCode
    supplier_kind: SupplierKind
    need: Need
    price: Pence


class PurchaseProgressed(EventData, name="probation.allocation.purchase-progressed.v1"):
    """A purchase has been accepted, started, ended with its outcome, or withdrawn."""

    sentence_id: UUID
    purchase_id: UUID
    intervention: InterventionCode
    provider: ProviderCode
    division: ProviderCode
    state: PurchaseState
    outcome: InterventionOutcome | None


class AllocationOverdue(Overdue, name="probation.allocation.allocation-overdue.v1"):
    """The allocation has not been decided by the end of the second working day after sentence."""

    obligation: Literal[Obligation.ALLOCATION_DECIDED]


class AllocationReplyOverdue(Overdue, name="probation.allocation.allocation-reply-overdue.v1"):
    """The receiving provider has neither accepted nor rejected the allocation in time."""

    obligation: Literal[Obligation.ALLOCATION_ANSWERED]


class TransferOverdue(Overdue, name="probation.allocation.transfer-overdue.v1"):
    """A proposed transfer is undecided past its time; who has the case still holds the risk."""

    obligation: Literal[Obligation.TRANSFER_DECIDED]


class NpsOfficerOverdue(Overdue, name="probation.allocation.responsible-officer-overdue.v1"):
    """No responsible officer of the NPS has been named in time for a case that it supervises."""

    obligation: Literal[Obligation.NPS_OFFICER_NAMED]


class NpsGapAcknowledgementOverdue(Overdue, name="probation.allocation.gap-acknowledgement-overdue.v1"):
    """A gap at sentence has not been read in time by the NPS's responsible officer (¶11)."""

    obligation: Literal[Obligation.NPS_GAP_ACKNOWLEDGED]


class ReferralOverdue(Overdue, name="probation.allocation.referral-overdue.v1"):
    """A provider has not answered the referral to an intervention in time (¶25)."""

    obligation: Literal[Obligation.REFERRAL_ANSWERED]


class EscalationOverdue(Overdue, name="probation.allocation.escalation-overdue.v1"):
    """A risk escalation is undecided past its time; the CRC still holds the risk."""

    obligation: Literal[Obligation.ESCALATION_DECIDED]
