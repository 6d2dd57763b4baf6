"""What the allocation record carries: the information gaps, and past decisions with all that they weighed."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.contracts.allocation import CriterionFinding
from shared.contracts.court import InformationGap
from shared.probation.described import Described
from shared.probation.vocabulary import AllocationState


class GapStanding(Described):
    """What became of an information gap; only an answer makes the unknown known (¶11)."""

    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered late"
    SUPERVISED_WITHOUT_IT = "supervisedWithoutIt", "Never answered: a decision to supervise without it"


class GapOnRecord(InformationGap):
    """An information gap as the allocation record carries it to the receiving provider (¶11)."""

    state: GapStanding = GapStanding.OPEN
    closed_at: datetime | None = None


class DecisionCause(Described):
    """What made the rules run."""

    SENTENCE = "sentence", "The sentence"
    LATE_INFORMATION = "lateInformation", "Information that came, or was given up, after sentence"
    RISK_ESCALATION = "riskEscalation", "A risk escalation that the NPS accepted"


class PastDecision(BaseModel):
    """One decision as it was taken, with what was weighed; never changed afterwards (¶10-11)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sentence_id: UUID
    number: int
    cause: DecisionCause
    gap_id: UUID | None = None
    escalation_id: UUID | None = None
    result: AllocationState
    provider: str
    provisional: bool
    criteria: tuple[CriterionFinding, ...]
    rules_version: str
    decided_at: datetime
    decided_by: str
    decided_by_officer: str | None
