"""A sentence is heard: the rules run at once, and the record goes to whoever is to supervise (¶10-11)."""

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.clocks import reply_owed
from services.allocation.domain.criteria import allocate
from services.allocation.domain.owed import taken_on
from services.allocation.domain.record import GapOnRecord, Ground
from services.allocation.domain.stages import TRANSITIONS
from shared.contracts.allocation import AllocationDecided
from shared.contracts.court import SentencePassed
from shared.contracts.model import ClockChange, Obligation
from shared.decisions import Decision, Occasion
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import AllocationCause, AllocationState


def shell(sentence: SentencePassed) -> Allocation:
    """The allocation of a sentence that nothing has mentioned before: the NPS holds the risk until a CRC accepts."""
    return Allocation(sentence_id=sentence.sentence_id, crn=sentence.crn, risk_held_by=sentence.division)


def hear_sentence(allocation: Allocation, sentence: SentencePassed, occasion: Occasion) -> Decision[Allocation]:
    """Decide which organisation supervises. Raises NotAllowed where the sentence has been heard already."""
    known = allocation.model_copy(
        update={
            "event_number": sentence.event_number,
            "division": sentence.division,
            "area_crc": sentence.area_crc,
            "disposal": sentence.disposal,
            "sentenced_at": sentence.sentenced_at,
            "decided_at": occasion.now,
            "risk": sentence.risk,
            "gaps": tuple(GapOnRecord(**dict(gap)) for gap in sentence.gaps),
            "receiving_provider": sentence.division,  # until the rules have run: nobody else has the case
        }
    )
    outcome = allocate(known.evidence(), division=sentence.division, area_crc=sentence.area_crc)
    kept = outcome.provider == sentence.division
    stage = TRANSITIONS.next(allocation.state, "keep" if kept else "offer")
    result = AllocationState.PROVISIONAL if outcome.provisional else AllocationState.DECIDED
    after = known.model_copy(
        update={
            "state": stage,
            "receiving_provider": outcome.provider,
            "supervising_provider": outcome.provider if kept else None,
            # A CRC that escalated before its sentence was heard here supervises already, and says so itself.
            "risk_held_by": allocation.risk_held_by if allocation.escalations and not kept else sentence.division,
        }
    ).decided(outcome, result, Ground(cause=AllocationCause.SENTENCE), occasion, provider=outcome.provider)
    after, begun = taken_on(after, occasion)
    decided = ClockChange.met(
        Obligation.ALLOCATION_DECIDED,
        after.sentence_id,
        due_at=due(LimitName.ALLOCATION_DECISION, sentence.sentenced_at),
        owner=sentence.division,
    )
    told = AllocationDecided(
        crn=after.crn,
        detail_url=after.url,
        recorded_by=occasion.actor,
        clocks=(decided, *reply_owed(after), *begun),
        sentence_id=after.sentence_id,
        number=after.offer.number,
        cause=AllocationCause.SENTENCE,
        event_number=sentence.event_number,
        receiving_provider=outcome.provider,
        division=sentence.division,
        provisional=outcome.provisional,
        criteria=outcome.criteria,
        gaps=tuple(gap.gap_id for gap in after.gaps),
        rules_version=outcome.rules_version,
        risk_held_by=after.risk_held_by,
    )
    return Decision(after, (told,))
