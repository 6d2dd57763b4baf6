"""Information that sentence did not have has come, or been given up: the rules run again (¶11).

The reply of the CRC is not read here, nor this in the reply: whichever comes first, the record ends the same.
"""

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.criteria import Outcome, allocate
from services.allocation.domain.record import DecisionCause, GapOnRecord, GapStanding
from services.allocation.domain.stages import TRANSITIONS
from shared.contracts.allocation import AllocationReviewed
from shared.contracts.court import InformationGapClosed
from shared.decisions import Decision, Occasion
from shared.probation.vocabulary import AllocationState, CheckKind, GapCause, GapClosure, MisallocationCause

CAUSES = {
    GapCause.CHECK_UNANSWERED: MisallocationCause.LATE_CHECK_ANSWER,
    GapCause.CHECK_NEVER_REQUESTED: MisallocationCause.CHECK_NEVER_MADE,
    GapCause.SOURCE_NOT_CONSULTED: MisallocationCause.CHECK_NEVER_MADE,
    GapCause.ROSH_NOT_FULLY_ASSESSED: MisallocationCause.ROSH_REASSESSED,
    GapCause.SARA_MISSING: MisallocationCause.ROSH_REASSESSED,
    GapCause.RSR_NOT_CALCULATED: MisallocationCause.SCORE_CHANGED,
}
"""What a wrong allocation is counted under, by the gap that hid it."""


def review(allocation: Allocation, closed: InformationGapClosed, occasion: Occasion) -> Decision[Allocation]:
    """Confirmed, still provisional, or wrongly allocated with its cause and a proposed transfer.

    A case that the NPS supervises stays with it whatever the rules say now: the other way does not exist.
    """
    TRANSITIONS.next(allocation.state, "review")
    sentence = allocation.heard
    known = allocation.model_copy(
        update={"risk": closed.risk, "gaps": tuple(_closed(gap, closed, occasion) for gap in allocation.gaps)}
    ).indicated(closed.indicates_rosh, f"late answer: {_what(closed)}")
    outcome = allocate(known.evidence(), division=sentence.division, area_crc=sentence.area_crc)
    current = sentence.division if allocation.state.is_with_nps else sentence.receiving_provider
    result = _result(allocation, outcome, current)
    wrong = result is AllocationState.WRONGLY_ALLOCATED
    proposed = outcome.provider if wrong else current
    # Counted once, under the gap that first showed it, and kept once the NPS has taken the case over.
    cause = (allocation.misallocation_cause or CAUSES[closed.cause]) if wrong else None
    after = known.model_copy(
        update={
            "misallocation_cause": allocation.misallocation_cause if allocation.state.is_with_nps else cause,
            "proposed_provider": proposed if wrong else None,
        }
    ).decided(outcome, result, DecisionCause.LATE_INFORMATION, occasion, provider=proposed, gap_id=closed.gap_id)
    told = AllocationReviewed(
        crn=after.crn,
        detail_url=after.url,
        recorded_by=occasion.actor,
        sentence_id=after.sentence_id,
        gap_id=closed.gap_id,
        result=result,
        cause=cause,
        provisional=result is AllocationState.PROVISIONAL,
        criteria=outcome.criteria,
        open_gaps=closed.open_gaps,
        provider=current,
        proposed_provider=proposed,
        risk_held_by=after.risk_held_by,
    )
    return Decision(after, (told,))


def _result(allocation: Allocation, outcome: Outcome, current: str) -> AllocationState:
    if allocation.state.is_with_nps:
        return AllocationState.CONFIRMED
    if outcome.provider != current:
        return AllocationState.WRONGLY_ALLOCATED
    return AllocationState.PROVISIONAL if outcome.provisional else AllocationState.CONFIRMED


def _closed(gap: GapOnRecord, closed: InformationGapClosed, occasion: Occasion) -> GapOnRecord:
    if gap.gap_id != closed.gap_id:
        return gap
    answered = closed.closure is GapClosure.LATE_ANSWER
    standing = GapStanding.ANSWERED if answered else GapStanding.SUPERVISED_WITHOUT_IT
    return gap.model_copy(update={"state": standing, "closed_at": occasion.now})


def _what(closed: InformationGapClosed) -> str:
    return (CheckKind(closed.check_kind) if closed.check_kind else GapCause(closed.cause)).description
