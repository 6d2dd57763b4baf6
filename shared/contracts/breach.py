"""What the breach service tells the world: the pack, its travels between CRC and NPS, and the court's outcome."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.model import Contract, EventData, Obligation, Overdue
from shared.probation.identifiers import OfficerCode, ProviderCode
from shared.probation.vocabulary import (
    BreachOutcome,
    BreachState,
    Recommendation,
    ReturnReason,
    ReturnSeverity,
)


class Finding(Contract):
    """One thing wrong with a pack: the reason, its place in the pack, and whether it may return the pack (¶18)."""

    reason: ReturnReason
    place: Annotated[str, Field(max_length=120, examples=["/currentAddress"])]
    severity: ReturnSeverity


class BreachInitiated(EventData, name="probation.breach.breach-initiated.v1"):
    """A decision to enforce has been heard, and a pack begun from what is already known."""

    breach_id: UUID
    sentence_id: UUID
    provider: ProviderCode
    division: ProviderCode
    failures: tuple[UUID, ...]


class PackPrepared(EventData, name="probation.breach.pack-prepared.v1"):
    """A version of the pack has been written."""

    breach_id: UUID
    sentence_id: UUID
    version: Annotated[int, Field(ge=1)]
    first_recommendation: Recommendation
    recommendation: Recommendation
    author: OfficerCode


class PackChecked(EventData, name="probation.breach.pack-checked.v1"):
    """The pack has been read against the rules; the CRC and the NPS see the same list (¶18)."""

    breach_id: UUID
    sentence_id: UUID
    version: int
    passed: bool
    findings: tuple[Finding, ...]


class BreachReferred(EventData, name="probation.breach.breach-referred.v1"):
    """The CRC has referred the pack to the NPS. To refer is not to lay: the NPS may return it."""

    breach_id: UUID
    sentence_id: UUID
    version: int
    provider: ProviderCode
    division: ProviderCode


class PackReturned(EventData, name="probation.breach.pack-returned.v1"):
    """The NPS has returned the pack, which only a fatal reason may do (¶18)."""

    breach_id: UUID
    sentence_id: UUID
    version: int
    reasons: tuple[Finding, ...]


class PackAccepted(EventData, name="probation.breach.pack-accepted.v1"):
    """The NPS has accepted the pack; minor corrections travel with it (¶18)."""

    breach_id: UUID
    sentence_id: UUID
    version: int
    corrections: tuple[Finding, ...]


class BreachPresented(EventData, name="probation.breach.breach-presented.v1"):
    """The NPS has presented the breach to the court."""

    breach_id: UUID
    sentence_id: UUID
    court_code: str


class ProcessIssued(EventData, name="probation.breach.process-issued.v1"):
    """The court has issued a summons or a warrant, or the process has been executed."""

    breach_id: UUID
    sentence_id: UUID
    state: BreachState


class BreachConcluded(EventData, name="probation.breach.breach-concluded.v1"):
    """The breach has ended: proven with its outcome, not proven, or withdrawn."""

    breach_id: UUID
    sentence_id: UUID
    state: BreachState
    outcome: BreachOutcome | None
    first_recommendation: Recommendation | None = Field(description="Null where it was withdrawn before any pack.")
    recommendation: Recommendation | None


class BreachReferralOverdue(Overdue, name="probation.breach.breach-referral-overdue.v1"):
    """A breach has not been referred to the NPS within its time from awareness."""

    obligation: Literal[Obligation.BREACH_REFERRED]


class PackResubmissionOverdue(Overdue, name="probation.breach.pack-resubmission-overdue.v1"):
    """A returned pack has not come back in time."""

    obligation: Literal[Obligation.PACK_RESUBMITTED]


class BreachPresentationOverdue(Overdue, name="probation.breach.breach-presentation-overdue.v1"):
    """An accepted pack has not been presented to the court in time."""

    obligation: Literal[Obligation.BREACH_PRESENTED]
