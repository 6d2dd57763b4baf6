"""The NPS takes a case over from a CRC, by a risk escalation or by a transfer: the risk passes at once, for good.

Invariant: nothing that was undecided about the case is left open, and the NPS's own clocks begin.
"""

from datetime import datetime

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.clocks import not_owed_any_more
from services.allocation.domain.criteria import allocate
from services.allocation.domain.escalations import Escalation, days_at_risk, moot_clocks, overtaken
from services.allocation.domain.owed import taken_on
from services.allocation.domain.record import Ground
from services.allocation.domain.stages import TRANSITIONS
from services.allocation.domain.transfers import overtake
from shared.contracts.allocation import CaseTransferred
from shared.decisions import Decision, Occasion
from shared.probation.vocabulary import AllocationState, TransferReason


def take_over(
    allocation: Allocation,
    undecided: tuple[Escalation, ...],
    reason: TransferReason,
    ground: Ground,
    from_provider: str,
    asked_since: datetime,
    occasion: Occasion,
) -> tuple[Decision[Allocation], tuple[Decision[Escalation], ...]]:
    """The division supervises from now, and no CRC ever again for this sentence.

    `undecided` are escalations that this leaves without a question. Raises NotAllowed where the stage forbids it.
    """
    state = TRANSITIONS.next(allocation.state, "transfer")
    sentence = allocation.heard
    settled = overtake(allocation, occasion)
    outcome = allocate(allocation.evidence(), division=sentence.division, area_crc=sentence.area_crc)
    after = settled.state.model_copy(
        update={
            "state": state,
            "supervising_provider": sentence.division,
            "risk_held_by": sentence.division,
            "proposed_provider": None,
        }
    ).decided(
        outcome,
        AllocationState.DECIDED,  # nothing that is still unknown can change it now
        ground,
        occasion,
        provider=sentence.division,
    )
    after, begun = taken_on(after, occasion)
    told = CaseTransferred(
        crn=after.crn,
        detail_url=after.url,
        recorded_by=occasion.actor,
        clocks=(*moot_clocks(undecided, occasion), *not_owed_any_more(allocation, occasion), *begun),
        sentence_id=after.sentence_id,
        event_number=sentence.event_number,
        from_provider=from_provider,
        to_provider=sentence.division,
        reason=reason,
        escalation_id=ground.escalation_id,
        transfer_id=ground.transfer_id,
        days_at_risk=days_at_risk(asked_since, occasion.now),
        risk_held_by=sentence.division,
    )
    # Told after the answer that moved the risk: it must not name the holder of before once more.
    ended = tuple(event.model_copy(update={"risk_held_by": sentence.division}) for event in settled.events)
    return Decision(after, (*ended, told)), tuple(Decision(overtaken(one)) for one in undecided)
