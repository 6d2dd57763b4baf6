"""What the breach service tells the world: the pack, its travels between CRC and NPS, and the court's outcome."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.court import Requirement
from shared.contracts.model import Contract, EventData, Obligation, Overdue
from shared.probation.identifiers import OfficerCode, ProviderCode
from shared.probation.vocabulary import (
    BreachApplication,
    BreachOutcome,
    BreachPenalty,
    BreachState,
    BreachWithdrawalReason,
    DisputeOutcome,
    Recommendation,
    RecommendationChangeReason,
    ReturnReason,
    ReturnSeverity,
)


class Finding(Contract):
    """One thing wrong with a pack: the reason, its place in the pack, and whether it may return the pack (¶18)."""

    reason: ReturnReason
    rule: Annotated[str, Field(max_length=40, examples=["addressMissing"])] | None = Field(
        description="The code of the rule that found it; null where a person named it."
    )
    place: Annotated[str, Field(max_length=120, examples=["/currentAddress"])]
    severity: ReturnSeverity


class BreachInitiated(EventData, name="probation.breach.breach-initiated.v1"):
    """A decision to enforce has been heard, and a pack begun from what is already known."""

    breach_id: UUID
    sentence_id: UUID
    provider: ProviderCode
    division: ProviderCode
    decision_id: UUID | None = Field(
        description="The enforcement decision that it follows from; null in the NPS's own."
    )
    failures: tuple[UUID, ...]


class PackPrepared(EventData, name="probation.breach.pack-prepared.v1"):
    """A version of the pack has been written."""

    breach_id: UUID
    sentence_id: UUID
    version: Annotated[int, Field(ge=1)]
    first_recommendation: Recommendation
    recommendation: Recommendation
    author: OfficerCode
    attachments: int


class RecommendationChanged(EventData, name="probation.breach.recommendation-changed.v2"):
    """The recommendation is not what it was: who changed it, and why. The first one is kept for ever (¶8)."""

    breach_id: UUID
    sentence_id: UUID
    version: int
    first_recommendation: Recommendation
    before: Recommendation
    after: Recommendation
    reason: RecommendationChangeReason
    changed_by: OfficerCode
    by_first_author: bool = Field(description="Whoever wrote the first version of the pack changed it themself.")
    first_recommended_by: OfficerCode | None = Field(
        description="Who made the first recommendation, as the author of the first version; null where it is not known."
    )


class PackCountersigned(EventData, name="probation.breach.pack-countersigned.v1"):
    """A manager of the provider has read a version of the pack and signed it."""

    breach_id: UUID
    sentence_id: UUID
    version: int
    manager: OfficerCode


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
    provider: ProviderCode
    division: ProviderCode
    reasons: tuple[Finding, ...]


class ReturnDisputed(EventData, name="probation.breach.return-disputed.v1"):
    """The CRC says that the pack should not have been returned; a third person is to decide (¶18)."""

    breach_id: UUID
    sentence_id: UUID
    dispute_id: UUID
    version: int
    provider: ProviderCode
    division: ProviderCode
    reasons: tuple[Finding, ...] = Field(description="Those of the return that are disputed.")


class ReturnDisputeDecided(EventData, name="probation.breach.return-dispute-decided.v1"):
    """Somebody who had no part in the pack has decided: accepted as it was, or the return stands (¶18)."""

    breach_id: UUID
    sentence_id: UUID
    dispute_id: UUID
    version: int
    outcome: DisputeOutcome
    decided_by: OfficerCode


class ReturnDisputeWithdrawn(EventData, name="probation.breach.return-dispute-withdrawn.v1"):
    """The CRC has taken its dispute back, by a new version of the pack or by the end of the breach."""

    breach_id: UUID
    sentence_id: UUID
    dispute_id: UUID
    version: int


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
    application: BreachApplication


class HearingListed(EventData, name="probation.breach.hearing-listed.v1"):
    """The court has listed a hearing of the breach, the first or after an adjournment."""

    breach_id: UUID
    sentence_id: UUID
    number: Annotated[int, Field(ge=1)]
    court_code: str
    hearing_on: date


class ProcessIssued(EventData, name="probation.breach.process-issued.v1"):
    """The court has issued a summons or a warrant, or the process has been executed."""

    breach_id: UUID
    sentence_id: UUID
    state: BreachState


class OrderAfterBreach(Contract):
    """The order as the court left it where it let it continue with more onerous requirements, or extended it."""

    order_ends_on: date
    requirements: tuple[Requirement, ...]


class BreachConcluded(EventData, name="probation.breach.breach-concluded.v1"):
    """The breach has ended: proven with its outcome, not proven, or withdrawn."""

    breach_id: UUID
    sentence_id: UUID
    provider: ProviderCode
    division: ProviderCode
    state: BreachState
    outcome: BreachOutcome | None
    penalty: BreachPenalty | None = Field(description="With `continue`: what the court added.")
    order_after: OrderAfterBreach | None
    order_ends: bool = Field(description="The court has revoked the order or activated the sentence.")
    ended_on: date | None = Field(description="The day on which the order ended, where it did.")
    withdrawal_reason: BreachWithdrawalReason | None
    recommendation_followed: bool | None = Field(description="Whether the court did what was recommended last (¶8).")
    first_recommendation: Recommendation | None = Field(description="Null where it was withdrawn before any pack.")
    recommendation: Recommendation | None


class BreachPassedOn(EventData, name="probation.breach.breach-passed-on.v1"):
    """The case has moved while the pack was being prepared: the breach goes with it, and who owes it next changes."""

    breach_id: UUID
    sentence_id: UUID
    from_provider: ProviderCode
    to_provider: ProviderCode


class BreachReferralOverdue(Overdue, name="probation.breach.breach-referral-overdue.v1"):
    """A breach has not been referred to the NPS within its time from awareness."""

    obligation: Literal[Obligation.BREACH_REFERRED]


class PackResubmissionOverdue(Overdue, name="probation.breach.pack-resubmission-overdue.v1"):
    """A returned pack has not come back in time."""

    obligation: Literal[Obligation.PACK_RESUBMITTED]


class BreachPresentationOverdue(Overdue, name="probation.breach.breach-presentation-overdue.v1"):
    """An accepted pack has not been presented to the court in time."""

    obligation: Literal[Obligation.BREACH_PRESENTED]


class ReturnDisputeOverdue(Overdue, name="probation.breach.return-dispute-overdue.v1"):
    """A disputed return has not been decided in time (¶18)."""

    obligation: Literal[Obligation.RETURN_DISPUTE_DECIDED]
