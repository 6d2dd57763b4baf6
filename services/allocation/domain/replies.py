"""The receiving provider answers the allocation record: it accepts, or rejects with a reason from the list."""

from pydantic import ConfigDict, Field

from services.allocation.domain.allocations import Allocation, Sentenced
from services.allocation.domain.stages import TRANSITIONS
from shared.contracts.allocation import AllocationAccepted, AllocationRejected
from shared.contracts.model import Contract
from shared.decisions import Decision, NotFound, Occasion
from shared.probation.vocabulary import AllocationReply, RejectionReason


class Acceptance(Contract):
    """The receiving provider takes the case, with the gaps that the record names."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class Rejection(Contract):
    """The receiving provider does not take the case."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "wrongArea"}]})

    reason: RejectionReason = Field(description="Why; the list is closed, so that rejections can be counted.")


def accept(allocation: Allocation, asked: Acceptance, occasion: Occasion) -> Decision[Allocation]:
    """The CRC supervises, and holds the risk from now.

    Raises NotFound for any but the receiving provider, NotAllowed where it has answered already.
    """
    sentence = _addressed(allocation, occasion)
    state = TRANSITIONS.next(allocation.state, "acceptance")
    provider = sentence.receiving_provider
    after = allocation.model_copy(
        update={
            "state": state,
            "reply": AllocationReply.ACCEPTED,
            "replied_at": occasion.now,
            "replied_by": occasion.actor.officer,
            "supervising_provider": provider,
            "risk_held_by": provider,
        }
    )
    told = AllocationAccepted(
        crn=after.crn,
        detail_url=after.url,
        recorded_by=occasion.actor,
        sentence_id=after.sentence_id,
        event_number=sentence.event_number,
        provider=provider,
        division=sentence.division,
        # The provider's own clocks count from the NPS's decision: a slow acceptance wins nobody time.
        allocated_at=sentence.decided_at,
        provisional=bool(after.provisional),
        gaps=tuple(gap.gap_id for gap in after.gaps),
        risk_held_by=provider,
    )
    return Decision(after, (told,))


def reject(allocation: Allocation, asked: Rejection, occasion: Occasion) -> Decision[Allocation]:
    """The case goes back to the division, which holds the risk until it is settled.

    Raises NotFound for any but the receiving provider, NotAllowed where it has answered already.
    """
    sentence = _addressed(allocation, occasion)
    after = allocation.model_copy(
        update={
            "state": TRANSITIONS.next(allocation.state, "rejection"),
            "reply": AllocationReply.REJECTED,
            "rejection_reason": asked.reason,
            "replied_at": occasion.now,
            "replied_by": occasion.actor.officer,
            "risk_held_by": sentence.division,
        }
    )
    told = AllocationRejected(
        crn=after.crn,
        detail_url=after.url,
        recorded_by=occasion.actor,
        sentence_id=after.sentence_id,
        provider=sentence.receiving_provider,
        reason=asked.reason,
        risk_held_by=after.risk_held_by,
    )
    return Decision(after, (told,))


def _addressed(allocation: Allocation, occasion: Occasion) -> Sentenced:
    sentence = allocation.heard
    if occasion.actor.organisation != sentence.receiving_provider:
        raise NotFound
    return sentence
