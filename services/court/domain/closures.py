"""The two ways in which an information gap closes (¶11); there is no third."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.court.domain.asked import Reason
from services.court.domain.checks import Check
from services.court.domain.gaps import Gap
from services.court.domain.risk import with_answer
from services.court.domain.sentences import Sentence
from services.court.domain.stages import GAP, GapState
from shared.contracts.court import InformationGapClosed
from shared.contracts.model import ClockChange, Contract, Obligation
from shared.decisions import Decision, Occasion
from shared.probation.vocabulary import GapClosure


class CloseGap(Contract):
    """A decision to supervise without what was missing. The late answer closes a gap by itself."""

    closure: Literal[GapClosure.SUPERVISED_WITHOUT_IT] = Field(examples=["supervisedWithoutIt"])
    reason: Reason = Field(examples=["Children's services hold no record in any area of residence."])


def supervise_without_it(sentence: Sentence, gap_id: UUID, asked: CloseGap, occasion: Occasion) -> Decision[Sentence]:
    """Close a gap by a reasoned decision. Raises NotFound, and NotAllowed where it is closed."""
    gap = sentence.gap(gap_id)
    closed = gap.model_copy(
        update={
            "state": GAP.next(gap.state, asked.closure),
            "closed_at": occasion.now,
            "closed_by": occasion.actor.officer or occasion.actor.organisation,
            "closure": asked.closure,
            "reason": asked.reason,
        }
    )
    # The answer is not given, it is not owed any more.
    clock = ClockChange.cancelled(Obligation.GAP_ANSWERED, gap_id)
    return _told(sentence.with_gap(closed), closed, occasion, clock)


def close_by_answer(sentence: Sentence, gap: Gap, check: Check, occasion: Occasion) -> Decision[Sentence]:
    """Close a gap by the answer that it waited for, also where somebody had decided not to wait.

    What is known is never left lying because it came after a decision: both providers must hear of it.
    """
    closed = gap.model_copy(
        update={
            "state": GAP.next(gap.state, GapClosure.LATE_ANSWER),
            "closed_at": occasion.now,
            "closed_by": check.answered_by,
            "closure": GapClosure.LATE_ANSWER,
            "answer": check.answer,
            "indicates_rosh": check.indicates_rosh,
        }
    )
    known = sentence.with_gap(closed).model_copy(update={"risk": with_answer(sentence.risk, check)})
    clocks = [ClockChange.met(Obligation.GAP_ANSWERED, gap.gap_id)] if gap.state is GapState.OPEN else []
    return _told(known, closed, occasion, *clocks)


def _told(sentence: Sentence, gap: Gap, occasion: Occasion, *clocks: ClockChange) -> Decision[Sentence]:
    assert gap.closure is not None
    event = InformationGapClosed(
        crn=sentence.crn,
        detail_url=sentence.url,
        recorded_by=occasion.actor,
        clocks=clocks,
        sentence_id=sentence.sentence_id,
        gap_id=gap.gap_id,
        cause=gap.cause,
        check_kind=gap.check_kind,
        closure=gap.closure,
        check_id=gap.check_id,
        answer=gap.answer,
        indicates_rosh=gap.indicates_rosh,
        risk=sentence.risk,
        open_gaps=sentence.open_gaps,
    )
    return Decision(sentence, (event,))
