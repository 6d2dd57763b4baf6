"""Information gaps: what sentence did not have, recorded by the system and not left to memory (¶11).

Invariant: a gap is open until an answer comes, somebody decides, with a reason, to supervise without it, or the order
ends.
"""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.court.domain.checks import find
from services.court.domain.missing import lacks
from services.court.domain.reports import Report
from services.court.domain.stages import GapState
from shared.contracts.court import InformationGap, RiskPicture
from shared.decisions import Occasion
from shared.probation.calendar import due
from shared.probation.gaps import bears_on
from shared.probation.limits import LimitName
from shared.probation.vocabulary import (
    AllocationCriterion,
    CheckAnswer,
    CheckKind,
    CheckState,
    GapCause,
    GapClosure,
    RoshLevel,
    Source,
)


class Gap(BaseModel):
    """One information gap of a sentence. `reason` stays here: it is free text, and is never published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sentence_id: UUID
    gap_id: UUID
    division: str
    cause: GapCause
    check_kind: CheckKind | None
    check_id: UUID | None
    source: Source | None = None
    bears_on: tuple[AllocationCriterion, ...]
    state: GapState = GapState.OPEN
    due_at: datetime
    closed_at: datetime | None = None
    closed_by: str | None = None
    closure: GapClosure | None = None
    reason: str | None = None
    answer: CheckAnswer | None = None
    indicates_rosh: RoshLevel | None = None
    indicates_domestic_abuse: bool | None = None
    indicates_child_safeguarding: bool | None = None
    assessment_id: UUID | None = None

    @property
    def kind(self) -> CheckKind | None:
        """The check that would answer it, if any would."""
        return self.check_kind

    def published(self) -> InformationGap:
        """As the sentence tells it."""
        return InformationGap(
            gap_id=self.gap_id,
            cause=self.cause,
            check_kind=self.check_kind,
            source=self.source,
            bears_on=self.bears_on,
            due_at=self.due_at,
        )


def gaps_at_sentence(report: Report | None, sentence_id: UUID, division: str, occasion: Occasion) -> tuple[Gap, ...]:
    """What a full assessment needs and this sentence does not have; without a report, everything that is always needed.

    Each is owed an answer by the limit in force for what comes after sentence.
    """
    checks = () if report is None else report.checks
    missing = lacks((), RiskPicture(), sara_completed=None) if report is None else report.lacks
    due_at = due(LimitName.CHECK_AFTER_SENTENCE, occasion.now)
    gaps = []
    for lack in missing:
        check = None if lack.check_kind is None else find(checks, lack.check_kind)
        gap = Gap(
            sentence_id=sentence_id,
            gap_id=occasion.new_id(),
            division=division,
            cause=lack.cause,
            check_kind=lack.check_kind,
            check_id=check.check_id if check is not None and check.state is CheckState.REQUESTED else None,
            source=lack.source,
            bears_on=bears_on(lack.cause, lack.check_kind, lack.source),
            due_at=due_at,
        )
        gaps.append(gap)
    return tuple(gaps)
