"""The history of an information gap: who knew what when (¶11), from before the sentence until after its closing.

Invariant: entries are added and never changed, and how they read does not depend on the order in which they came: what
others told is ordered by when it happened, whenever it was heard.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.court.domain.checks import Check
from shared.decisions import IdSource, Occasion
from shared.probation.described import Described


class GapStep(Described):
    """What came to pass with a gap. The list is ours [D ¶11]."""

    ASKED = "asked", "The check that would answer it was asked for"
    CHASED = "chased", "The agency was asked again"
    RECORDED = "recordedAtSentence", "The court sentenced without it"
    TOLD = "toldToProvider", "The provider that is to supervise was told of it"
    ACCEPTED = "acceptedByProvider", "The provider accepted the case with it"
    ACKNOWLEDGED = "acknowledged", "The responsible officer read it"
    SUPERVISED_WITHOUT_IT = "supervisedWithoutIt", "A reasoned decision to supervise without it"
    ANSWERED = "answered", "It was answered"
    ORDER_ENDED = "orderEnded", "The order ended before an answer came"
    ANSWERED_AFTER_CLOSING = "answeredAfterClosing", "The answer came after it was closed"


class GapEntry(BaseModel):
    """One entry: when, what, and which organisation, and officer where a person acted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entry_id: UUID
    sentence_id: UUID
    gap_id: UUID
    at: datetime
    what: GapStep
    organisation: str
    officer: str | None


def entry(sentence_id: UUID, gap_id: UUID, what: GapStep, occasion: Occasion) -> GapEntry:
    """What has just happened, by whom it was done."""
    return GapEntry(
        entry_id=occasion.new_id(),
        sentence_id=sentence_id,
        gap_id=gap_id,
        at=occasion.now,
        what=what,
        organisation=occasion.actor.organisation,
        officer=occasion.actor.officer,
    )


def of_check(sentence_id: UUID, gap_id: UUID, check: Check, new_id: IdSource) -> tuple[GapEntry, ...]:
    """What had been done before sentence about the check that the gap waits for."""
    if check.requested_at is None:
        return ()
    done = [(check.requested_at, GapStep.ASKED, check.requested_by)]
    done += [(chase.at, GapStep.CHASED, chase.by) for chase in check.chases]
    return tuple(
        GapEntry(
            entry_id=new_id(),
            sentence_id=sentence_id,
            gap_id=gap_id,
            at=at,
            what=what,
            organisation=check.division,
            officer=officer,
        )
        for at, what, officer in done
    )


def in_order(entries: Iterable[GapEntry]) -> tuple[GapEntry, ...]:
    """As they happened; of the same instant in the order of the vocabulary, then by who did it."""
    steps = tuple(GapStep)
    return tuple(sorted(entries, key=lambda one: (one.at, steps.index(one.what), one.organisation, one.officer or "")))


def is_known(entries: Iterable[GapEntry], new: GapEntry) -> bool:
    """Whether the same is there already, whatever its identifier."""
    return any(one.model_copy(update={"entry_id": new.entry_id}) == new for one in entries)
