"""The order has ended: nobody supervises the sentence any more, and nobody owes anything on it.

Invariant: who held the risk last stays on the record, and so do every decision and every gap.
"""

from dataclasses import dataclass

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.clocks import not_owed_any_more
from services.allocation.domain.escalations import Escalation, moot_clocks, order_ended
from services.allocation.domain.owed import given_up
from services.allocation.domain.stages import TRANSITIONS
from services.allocation.domain.transfers import overtake
from shared.contracts.allocation import AllocationEnded
from shared.contracts.court import OrderRevoked
from shared.decisions import Decision, Occasion


@dataclass(frozen=True, slots=True)
class Ended:
    """What the end of an order changes: its allocation, and the escalations that were undecided."""

    allocation: Decision[Allocation]
    escalations: tuple[Decision[Escalation], ...]


def end(
    allocation: Allocation, escalations: tuple[Escalation, ...], revoked: OrderRevoked, occasion: Occasion
) -> Ended:
    """End the allocation, and what was undecided on it; `escalations` are the sentence's.

    Raises NotAllowed while the sentence has not been heard, and where the order has ended already.
    """
    state = TRANSITIONS.next(allocation.state, "end")
    moot = tuple(one for one in escalations if one.state.is_undecided)
    settled = overtake(allocation, occasion)
    closed, given = given_up(settled.state, occasion)
    after = closed.model_copy(
        update={
            "state": state,
            "ended_on": revoked.ended_on,
            "ended_because": revoked.cause,
            "ended_at": occasion.now,
        }
    )
    told = AllocationEnded(
        crn=after.crn,
        detail_url=after.url,
        recorded_by=occasion.actor,
        clocks=(*not_owed_any_more(allocation, occasion), *given, *moot_clocks(moot, occasion)),
        sentence_id=after.sentence_id,
        cause=revoked.cause,
        ended_on=revoked.ended_on,
        risk_held_by=after.risk_held_by,
    )
    return Ended(Decision(after, (*settled.events, told)), tuple(Decision(order_ended(one)) for one in moot))
