"""What the allocation record carries: the information gaps, what the providers answered, and past decisions whole."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.allocation.domain.criteria import Evidence
from shared.contracts.allocation import CriterionFinding
from shared.contracts.court import InformationGap
from shared.probation.described import Described
from shared.probation.vocabulary import (
    AllocationCause,
    AllocationReply,
    AllocationState,
    OverrideReason,
    RejectionReason,
)


class GapStanding(Described):
    """What became of an information gap; only an answer makes the unknown known (¶11)."""

    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered late"
    SUPERVISED_WITHOUT_IT = "supervisedWithoutIt", "Never answered: a decision to supervise without it"
    ORDER_ENDED = "orderEnded", "Never answered: the order ended first"


class GapOnRecord(InformationGap):
    """An information gap as the allocation record carries it to the receiving provider (¶11)."""

    state: GapStanding = GapStanding.OPEN
    closed_at: datetime | None = None

    def as_weighed(self) -> InformationGap:
        """The gap as evidence: what became of it since is no part of what was weighed."""
        return InformationGap(**{name: getattr(self, name) for name in InformationGap.model_fields})


class Ground(BaseModel):
    """What a decision rests on: its cause, what brought it about, and a person's reason where a person decided.

    `note` stays here: it is free text, and is never published.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cause: AllocationCause
    gap_id: UUID | None = None
    escalation_id: UUID | None = None
    transfer_id: UUID | None = None
    assessment_id: UUID | None = None
    change_number: int | None = None
    override_reason: OverrideReason | None = None
    note: str | None = None


REVIEWS = (AllocationCause.LATE_INFORMATION, AllocationCause.SCORE_CHANGED, AllocationCause.ORDER_AMENDED)


class PastDecision(Ground):
    """One decision as it was taken, with what was weighed; never changed afterwards (¶10-11).

    `provider` is who was decided on, `rules_provider` whom the rules named. The evidence is missing on decisions that
    were taken before it was kept.
    """

    sentence_id: UUID
    number: int
    result: AllocationState
    provider: str
    provisional: bool
    criteria: tuple[CriterionFinding, ...]
    rules_version: str
    rules_provider: str | None = None
    rules_provisional: bool | None = None
    evidence: Evidence | None = None
    area_crc: str | None = None
    decided_at: datetime
    decided_by: str
    decided_by_officer: str | None

    @property
    def is_review(self) -> bool:
        """It only weighs again what was decided; any other decision says anew who is to have the case."""
        return self.cause in REVIEWS


class PastReply(BaseModel):
    """What a provider answered to the decision with that number."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    provider: str
    reply: AllocationReply
    rejection_reason: RejectionReason | None
    replied_at: datetime
    replied_by: str | None
