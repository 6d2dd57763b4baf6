"""The parts of a case: the gaps to read, contact, reviews, decisions owed, escalations, and the breaches heard of."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.crc.domain.stages import (
    DecisionState,
    GapState,
)
from shared.contracts.model import Obligation
from shared.probation.vocabulary import (
    CheckAnswer,
    CheckKind,
    EnforcementDecision,
    GapCause,
    GapClosure,
    NotEnforcedReason,
    RoshLevel,
    Source,
)


class Piece(BaseModel):
    """A piece of a case: immutable."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Owed(Piece):
    """A clock that runs on this case; met and cancelled ones are not here."""

    obligation: Obligation
    subject_id: UUID
    due_at: datetime


class BreachHeard(Piece):
    """A breach of the order as the breach service told it. `told` says that the end has reset the count, out loud."""

    breach_id: UUID
    began_at: datetime | None = None
    ended_at: datetime | None = None
    told: bool = False


class Move(Piece):
    """The case has passed on, as allocation told it: to another CRC, or to the NPS. `told` says that it has left."""

    from_provider: str
    to_provider: str
    at: datetime
    told: bool = False


class Tenure(Piece):
    """A CRC's time with the case, when it has passed to another CRC; `officer` is the last who was responsible."""

    provider: str
    officer: str | None
    opened_at: datetime
    closed_at: datetime


class AssessmentHeard(Piece):
    """An assessment that the court's team made after sentence: how the risk of serious harm stood before and after.

    `told` says that it has been looked at on the open case.
    """

    assessment_id: UUID
    at: datetime
    rosh_before: RoshLevel | None
    rosh_after: RoshLevel | None
    told: bool = False

    @property
    def rises(self) -> bool:
        """The risk is higher than the court had it. Where that was not known, anything above low is (¶11)."""
        before = 0 if self.rosh_before is None else self.rosh_before.rank
        return self.rosh_after is not None and self.rosh_after.rank > before


class Reading(Piece):
    """One officer has read a gap."""

    officer: str
    at: datetime


class Gap(Piece):
    """Something that sentence did not have (¶11). `told` says that its late answer has been told as this case's.

    `acknowledged_by` is the officer who is responsible now; what others read before is in `earlier_readings`.
    """

    sentence_id: UUID
    gap_id: UUID
    cause: GapCause
    check_kind: CheckKind | None
    source: Source | None = None
    state: GapState = GapState.TO_READ
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    earlier_readings: tuple[Reading, ...] = ()
    closure: GapClosure | None = None
    closed_at: datetime | None = None
    answer: CheckAnswer | None = None
    indicates_rosh: RoshLevel | None = None
    told: bool = False

    @property
    def is_answered(self) -> bool:
        """The missing answer has come. A decision to supervise without it is no answer: it is still not known."""
        return self.closure is GapClosure.LATE_ANSWER


class OwedDecision(Piece):
    """One enforcement decision: the failures that made it due, and what was decided by whom (¶14)."""

    sentence_id: UUID
    decision_id: UUID
    state: DecisionState = DecisionState.DUE
    failures: tuple[UUID, ...]
    failures_in_12_months: int
    aware_at: datetime
    due_at: datetime
    decision: EnforcementDecision | None = None
    reason: NotEnforcedReason | None = None
    manager: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
