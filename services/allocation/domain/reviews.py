"""The rules run again: on information that sentence did not have, on a revised assessment, on an amended order (¶11).

The reply of the CRC is not read here, nor this in the reply: whichever comes first, the record ends the same.

Invariant: only a criterion that is known and keeps the case with the NPS makes an allocation to a CRC a wrong one. That
the order now lies in another CRC's area is no wrong allocation: it is a reason for a move, which a person proposes.
"""

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.criteria import Outcome, allocate
from services.allocation.domain.record import GapOnRecord, GapStanding, Ground
from services.allocation.domain.stages import TRANSITIONS, AllocationStage
from services.allocation.domain.transfers_by_rule import follow_the_rules
from shared.contracts.allocation import AllocationReviewed
from shared.contracts.court import AssessmentRevised, InformationGapClosed, OrderAmended
from shared.decisions import Decision, Occasion
from shared.probation.vocabulary import (
    AllocationCause,
    AllocationCriterion,
    AllocationState,
    CheckKind,
    GapCause,
    GapClosure,
    MisallocationCause,
)

CAUSES = {
    GapCause.CHECK_UNANSWERED: MisallocationCause.LATE_CHECK_ANSWER,
    GapCause.CHECK_NEVER_REQUESTED: MisallocationCause.CHECK_NEVER_MADE,
    GapCause.SOURCE_NOT_CONSULTED: MisallocationCause.CHECK_NEVER_MADE,
    GapCause.ROSH_NOT_FULLY_ASSESSED: MisallocationCause.ROSH_REASSESSED,
    GapCause.SARA_MISSING: MisallocationCause.ROSH_REASSESSED,
    GapCause.RSR_NOT_CALCULATED: MisallocationCause.SCORE_CHANGED,
}
"""What a wrong allocation is counted under, by the gap that hid it."""

STANDINGS = {
    GapClosure.LATE_ANSWER: GapStanding.ANSWERED,
    GapClosure.SUPERVISED_WITHOUT_IT: GapStanding.SUPERVISED_WITHOUT_IT,
    GapClosure.ORDER_ENDED: GapStanding.ORDER_ENDED,
}
"""What becomes of a gap on the record, by how the court closed it."""


def hear_closing(allocation: Allocation, closed: InformationGapClosed, occasion: Occasion) -> Decision[Allocation]:
    """A gap at sentence has closed. Once the order has ended that is noted, and there is nothing to decide any more.

    Raises NotAllowed while the sentence has not been heard.
    """
    noted = allocation.model_copy(update={"gaps": tuple(_closed(gap, closed, occasion) for gap in allocation.gaps)})
    if allocation.state is AllocationStage.ENDED:
        return Decision(noted)
    known = noted.model_copy(update={"risk": closed.risk})
    known = known.indicated(closed.indicates_rosh, f"late answer: {_what(closed)}")
    ground = Ground(cause=AllocationCause.LATE_INFORMATION, gap_id=closed.gap_id)
    return _review(known, ground, CAUSES[closed.cause], occasion)


def hear_assessment(allocation: Allocation, revised: AssessmentRevised, occasion: Occasion) -> Decision[Allocation]:
    """What was not assessed at sentence has been, or a score was corrected. One that was heard before adds nothing.

    Raises NotAllowed while the sentence has not been heard, and once the order has ended.
    """
    if any(one.assessment_id == revised.assessment_id for one in allocation.decisions):
        return Decision(allocation)
    known = allocation.model_copy(update={"risk": revised.risk})
    ground = Ground(cause=AllocationCause.SCORE_CHANGED, assessment_id=revised.assessment_id)
    return _review(known, ground, None, occasion)


def hear_amendment(allocation: Allocation, amended: OrderAmended, occasion: Occasion) -> Decision[Allocation]:
    """The court has changed the order. A change that was heard before adds nothing.

    Raises NotAllowed while the sentence has not been heard, and once the order has ended.
    """
    if any((one.change_number or 0) >= amended.number for one in allocation.decisions):
        return Decision(allocation)
    known = allocation.model_copy(update={"area_crc": amended.area_crc, "disposal": amended.disposal})
    ground = Ground(cause=AllocationCause.ORDER_AMENDED, change_number=amended.number)
    return _review(known, ground, MisallocationCause.ORDER_AMENDED, occasion)


def _review(
    known: Allocation, ground: Ground, hidden_by: MisallocationCause | None, occasion: Occasion
) -> Decision[Allocation]:
    """Confirmed, still provisional, or wrongly allocated with its cause and a proposed transfer.

    A case that the NPS supervises stays with it whatever the rules say now: the other way does not exist.
    """
    TRANSITIONS.next(known.state, "review")
    sentence = known.heard
    outcome = allocate(known.evidence(), division=sentence.division, area_crc=sentence.area_crc)
    current = known.allocated_to
    result = _result(known, outcome)
    wrong = result is AllocationState.WRONGLY_ALLOCATED
    proposed = sentence.division if wrong else current
    after = known.model_copy(update={"proposed_provider": proposed if wrong else None})
    if wrong and known.misallocated_at is None:
        # Counted once, under what first showed it and when; what comes to light later changes no count of the past.
        first_shown = {
            "misallocation_cause": hidden_by or _reassessed(known, outcome),
            "misallocated_at": occasion.now,
            "misallocated_to": current,
        }
        after = after.model_copy(update=first_shown)
    after = after.decided(outcome, result, ground, occasion, provider=proposed)
    told = AllocationReviewed(
        crn=after.crn,
        detail_url=after.url,
        recorded_by=occasion.actor,
        sentence_id=after.sentence_id,
        number=len(after.decisions),
        occasion=ground.cause,
        gap_id=ground.gap_id,
        result=result,
        cause=after.misallocation_cause if wrong else None,
        provisional=result is AllocationState.PROVISIONAL,
        criteria=outcome.criteria,
        open_gaps=after.open_gaps,
        provider=current,
        proposed_provider=proposed,
        risk_held_by=after.risk_held_by,
    )
    return follow_the_rules(Decision(after, (told,)), occasion)


def _result(known: Allocation, outcome: Outcome) -> AllocationState:
    if known.state.is_with_nps:
        return AllocationState.CONFIRMED
    if outcome.keeps:
        return AllocationState.WRONGLY_ALLOCATED
    return AllocationState.PROVISIONAL if outcome.provisional else AllocationState.CONFIRMED


def _reassessed(known: Allocation, outcome: Outcome) -> MisallocationCause:
    """What an assessment has shown: that the harm is graver than it was taken for, or that a score was another."""
    kept_before = {one.criterion for one in known.decisions[-1].criteria if one.nps_keeps}
    keeping = {one.criterion for one in outcome.criteria if one.nps_keeps} - kept_before
    if AllocationCriterion.ROSH_HIGH_OR_VERY_HIGH in keeping:
        return MisallocationCause.ROSH_REASSESSED
    return MisallocationCause.SCORE_CHANGED


def _closed(gap: GapOnRecord, closed: InformationGapClosed, occasion: Occasion) -> GapOnRecord:
    if gap.gap_id != closed.gap_id:
        return gap
    return gap.model_copy(update={"state": STANDINGS[closed.closure], "closed_at": occasion.now})


def _what(closed: InformationGapClosed) -> str:
    return (CheckKind(closed.check_kind) if closed.check_kind else GapCause(closed.cause)).description
