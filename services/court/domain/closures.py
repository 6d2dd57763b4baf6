"""How an information gap closes (¶11): by the answer, by a reasoned decision, or with the order; there is no fourth."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from services.court.domain.asked import Reason
from services.court.domain.checks import Check
from services.court.domain.gaps import Gap
from services.court.domain.history import GapStep, entry
from services.court.domain.reports import Report
from services.court.domain.risk import with_answer
from services.court.domain.sentences import Sentence
from services.court.domain.stages import GAP, GapState
from shared.contracts.court import InformationGapClosed
from shared.contracts.model import ClockChange, Contract, EventData, Obligation
from shared.decisions import Decision, Occasion
from shared.probation.vocabulary import GapClosure


class CloseGap(Contract):
    """A decision to supervise without what was missing. The late answer closes a gap by itself."""

    closure: Literal[GapClosure.SUPERVISED_WITHOUT_IT] = Field(examples=["supervisedWithoutIt"])
    reason: Reason = Field(examples=["Children's services hold no record in any area of residence."])


def supervise_without_it(sentence: Sentence, gap_id: UUID, asked: CloseGap, occasion: Occasion) -> Decision[Sentence]:
    """Close a gap by a reasoned decision. Raises NotFound, and NotAllowed where it is closed."""
    gap = sentence.gap(gap_id)
    step, clocks = GapStep.SUPERVISED_WITHOUT_IT, _not_owed_any_more(gap, occasion)
    return _close(sentence, gap, asked.closure, {"reason": asked.reason}, step, occasion, *clocks)


def close_by_answer(sentence: Sentence, gap: Gap, check: Check, occasion: Occasion) -> Decision[Sentence]:
    """Close a gap by the answer that it waited for, also where somebody had decided not to wait.

    What is known is never left lying because it came after a decision: both providers must hear of it. Where the order
    has ended nobody is supervised, and the answer is noted in the history alone.
    """
    known = sentence.model_copy(update={"risk": with_answer(sentence.risk, check)})
    return answered(known if sentence.is_in_force else sentence, gap, answer_of(check), occasion)


def answer_of(check: Check) -> Mapping[str, Any]:
    """What a gap takes over from the check that it waited for."""
    return {"answer": check.answer, "indicates_rosh": check.indicates_rosh}


def answered(sentence: Sentence, gap: Gap, by: Mapping[str, Any], occasion: Occasion) -> Decision[Sentence]:
    """Close a gap by what answers it: a check's answer, or a late assessment."""
    if gap.closure is GapClosure.ORDER_ENDED:
        late = entry(sentence.sentence_id, gap.gap_id, GapStep.ANSWERED_AFTER_CLOSING, occasion)
        return Decision(sentence.with_history(late))
    is_open = gap.state is GapState.OPEN
    clocks = [ClockChange.met(Obligation.GAP_ANSWERED, gap.gap_id)] if is_open else []
    step = GapStep.ANSWERED if is_open else GapStep.ANSWERED_AFTER_CLOSING
    return _close(sentence, gap, GapClosure.LATE_ANSWER, by, step, occasion, *clocks)


def close_with_the_order(sentence: Sentence, reason: str, occasion: Occasion) -> Decision[Sentence]:
    """Close every open gap: the order has ended, and nobody waits for an answer. The last event says that none is left.

    `reason` is kept with each gap and never published.
    """
    state = sentence
    events: tuple[EventData, ...] = ()
    for gap in sentence.gaps:
        if gap.state is GapState.OPEN:
            clocks = _not_owed_any_more(gap, occasion)
            closed = _close(
                state, gap, GapClosure.ORDER_ENDED, {"reason": reason}, GapStep.ORDER_ENDED, occasion, *clocks
            )
            state, events = closed.state, (*events, *closed.events)
    return Decision(state, events)


def with_checks_awaited(report: Report, sentence: Sentence) -> Report:
    """The report of a sentence as its gaps stand: a check is awaited only while the gap that waits for it is open."""
    waiting = {gap.check_id for gap in sentence.gaps if gap.state is GapState.OPEN}
    checks = tuple(check if check.check_id in waiting else check.let_go() for check in report.checks)
    return report.model_copy(update={"checks": checks})


def _not_owed_any_more(gap: Gap, occasion: Occasion) -> Iterator[ClockChange]:
    """The gap's clock ends without an answer. One that has run out already stands as missed: nothing excuses it."""
    if occasion.now <= gap.due_at:
        yield ClockChange.cancelled(Obligation.GAP_ANSWERED, gap.gap_id)


def _close(
    sentence: Sentence,
    gap: Gap,
    closure: GapClosure,
    said: Mapping[str, Any],
    step: GapStep,
    occasion: Occasion,
    *clocks: ClockChange,
) -> Decision[Sentence]:
    closed = gap.model_copy(
        update={
            **said,
            "state": GAP.next(gap.state, closure),
            "closed_at": occasion.now,
            "closed_by": occasion.actor.officer or occasion.actor.organisation,
            "closure": closure,
        }
    )
    noted = sentence.with_gap(closed).with_history(entry(sentence.sentence_id, gap.gap_id, step, occasion))
    event = InformationGapClosed(
        crn=noted.crn,
        detail_url=noted.url,
        recorded_by=occasion.actor,
        clocks=clocks,
        sentence_id=noted.sentence_id,
        gap_id=closed.gap_id,
        cause=closed.cause,
        check_kind=closed.check_kind,
        source=closed.source,
        closure=closure,
        check_id=closed.check_id,
        answer=closed.answer,
        indicates_rosh=closed.indicates_rosh,
        risk=noted.risk,
        open_gaps=noted.open_gaps,
    )
    return Decision(noted, (event,))
