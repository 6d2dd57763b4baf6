"""What the rules propose by themselves, and take back: that the NPS takes what should not have come to a CRC (¶11)."""

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.stages import AllocationStage
from services.allocation.domain.transfers import overtake, proposed
from shared.contracts.model import Actor
from shared.decisions import Decision, Occasion
from shared.probation.vocabulary import AllocationState, TransferReason


def follow_the_rules(decision: Decision[Allocation], occasion: Occasion) -> Decision[Allocation]:
    """What a review, or an acceptance after it, says of transfers: propose the case to the NPS, or no longer.

    Where the NPS has rejected the transfer, the next review that shows the case to be wrong with the CRC proposes it
    again: then there is something new to weigh.
    """
    allocation, waiting = decision.state, decision.state.open_transfer
    wrong = allocation.result is AllocationState.WRONGLY_ALLOCATED
    events = list(decision.events)

    def then(next_one: Decision[Allocation]) -> Allocation:
        events.extend(next_one.events)
        return next_one.state

    if wrong and allocation.state is AllocationStage.ACCEPTED:
        division = allocation.heard.division
        if waiting is None or waiting.to_provider != division:
            allocation = then(overtake(allocation, occasion))
            by_rule = Actor(organisation=division)
            allocation = then(proposed(allocation, division, TransferReason.WRONGLY_ALLOCATED, by_rule, occasion))
    elif waiting is not None and waiting.by_rule:
        allocation = then(overtake(allocation, occasion))
    return Decision(allocation, tuple(events))
