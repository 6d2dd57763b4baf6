"""The receiving provider answers the allocation record: it accepts, or rejects with a reason from the list."""

from pydantic import ConfigDict, Field

from services.allocation.domain.allocations import Allocation, Sentenced
from services.allocation.domain.clocks import decision_owed_anew, reply_id
from services.allocation.domain.record import PastReply
from services.allocation.domain.stages import TRANSITIONS
from services.allocation.domain.transfers_by_rule import follow_the_rules
from shared.contracts.allocation import AllocationAccepted, AllocationRejected
from shared.contracts.model import ClockChange, Contract, Obligation
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
    after = _replied(allocation, AllocationReply.ACCEPTED, None, occasion).model_copy(
        update={"state": state, "supervising_provider": provider, "risk_held_by": provider}
    )
    told = AllocationAccepted(
        crn=after.crn,
        detail_url=after.url,
        recorded_by=occasion.actor,
        clocks=(_answered(allocation),),
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
    # Where the rules have shown meanwhile that it should not go to a CRC, it is proposed to the NPS from now (¶11).
    return follow_the_rules(Decision(after, (told,)), occasion)


def reject(allocation: Allocation, asked: Rejection, occasion: Occasion) -> Decision[Allocation]:
    """The case goes back to the division, which holds the risk and owes a decision anew.

    Raises NotFound for any but the receiving provider, NotAllowed where it has answered already.
    """
    sentence = _addressed(allocation, occasion)
    state = TRANSITIONS.next(allocation.state, "rejection")
    after = _replied(allocation, AllocationReply.REJECTED, asked.reason, occasion).model_copy(
        update={"state": state, "risk_held_by": sentence.division}
    )
    told = AllocationRejected(
        crn=after.crn,
        detail_url=after.url,
        recorded_by=occasion.actor,
        clocks=(_answered(allocation), decision_owed_anew(after, occasion)),
        sentence_id=after.sentence_id,
        provider=sentence.receiving_provider,
        reason=asked.reason,
        risk_held_by=after.risk_held_by,
    )
    return Decision(after, (told,))


def _replied(
    allocation: Allocation, reply: AllocationReply, reason: RejectionReason | None, occasion: Occasion
) -> Allocation:
    """With the answer: as the one that stands now, and on the record for good."""
    said = {
        "reply": reply,
        "rejection_reason": reason,
        "replied_at": occasion.now,
        "replied_by": occasion.actor.officer,
    }
    past = PastReply(number=allocation.offer.number, provider=allocation.heard.receiving_provider, **said)
    return allocation.model_copy(update={**said, "replies": (*allocation.replies, past)})


def _answered(allocation: Allocation) -> ClockChange:
    return ClockChange.met(Obligation.ALLOCATION_ANSWERED, reply_id(allocation))


def _addressed(allocation: Allocation, occasion: Occasion) -> Sentenced:
    sentence = allocation.heard
    if occasion.actor.organisation != sentence.receiving_provider:
        raise NotFound
    return sentence
