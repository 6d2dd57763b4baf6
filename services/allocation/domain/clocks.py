"""What the receiving provider and the division owe on an allocation by a time, read from where it stands.

Invariant: a clock is started for one decision and never again, under an identifier that is that decision's own: so what
was missed on one decision is not excused by the next.
"""

from collections.abc import Iterator
from uuid import UUID, uuid5

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.stages import AllocationStage
from shared.contracts.model import ClockChange, Obligation
from shared.decisions import Occasion
from shared.probation.calendar import due
from shared.probation.limits import LimitName


def reply_id(allocation: Allocation) -> UUID:
    """What the receiving provider owes: its answer to the decision that says that it is to have the case."""
    number = allocation.offer.number
    return allocation.sentence_id if number == 1 else uuid5(allocation.sentence_id, f"the answer to decision {number}")


def decision_anew_id(allocation: Allocation) -> UUID:
    """What the division owes after a rejection: a decision in place of the one that was rejected."""
    return uuid5(allocation.sentence_id, f"a decision in place of decision {allocation.offer.number}")


def reply_owed(allocation: Allocation) -> Iterator[ClockChange]:
    """The clock that starts where a CRC is to answer; none where the NPS keeps the case."""
    if allocation.state is AllocationStage.AWAITING_REPLY:
        sentence = allocation.heard
        due_at = due(LimitName.ALLOCATION_REPLY, allocation.offer.decided_at)
        owner = sentence.receiving_provider
        yield ClockChange.started(Obligation.ALLOCATION_ANSWERED, reply_id(allocation), due_at, owner)


def decision_owed_anew(allocation: Allocation, occasion: Occasion) -> ClockChange:
    """The clock that starts with a rejection."""
    due_at = due(LimitName.ALLOCATION_DECISION, occasion.now)
    owner = allocation.heard.division
    return ClockChange.started(Obligation.ALLOCATION_DECIDED, decision_anew_id(allocation), due_at, owner)


def not_owed_any_more(allocation: Allocation, occasion: Occasion) -> Iterator[ClockChange]:
    """The clocks that end where the case goes another way, or its order ends, before the answer or the new decision.

    One that has run out already stands as missed: nothing later excuses it.
    """
    match allocation.state:
        case AllocationStage.AWAITING_REPLY:
            if occasion.now <= due(LimitName.ALLOCATION_REPLY, allocation.offer.decided_at):
                yield ClockChange.cancelled(Obligation.ALLOCATION_ANSWERED, reply_id(allocation))
        case AllocationStage.REJECTED if allocation.replied_at is not None:
            if occasion.now <= due(LimitName.ALLOCATION_DECISION, allocation.replied_at):
                yield ClockChange.cancelled(Obligation.ALLOCATION_DECIDED, decision_anew_id(allocation))
