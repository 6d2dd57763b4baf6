"""Transfers: a case is proposed to another provider, and until that one has accepted, whoever has the case keeps it.

A CRC passes a case to the CRC into whose area the person has moved, or to the NPS where it should never have come to a
CRC. The rules propose the second by themselves as soon as they show it (¶11).

Invariant: a case has one open transfer at most, always from the CRC that has it. From the NPS there is none.
"""

from collections.abc import Iterator
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.parts import Transfer
from services.allocation.domain.refusals import Refused
from services.allocation.domain.stages import TRANSFER, TRANSITIONS
from shared.contracts.allocation import TransferDecided, TransferProposed
from shared.contracts.model import Actor, ClockChange, Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, NotFound, Occasion
from shared.probation.calendar import due
from shared.probation.identifiers import ProviderCode
from shared.probation.limits import LimitName
from shared.probation.organisations import is_crc
from shared.probation.vocabulary import TransferOutcome, TransferReason

_R = TransferReason


class ProposeTransfer(Contract):
    """Another provider is to take the case. What the NPS takes over on a risk escalation is proposed by that."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"toProvider": "C21", "reason": "moveOfResidence"},
                {"toProvider": "N07", "reason": "wronglyAllocated"},
            ]
        }
    )

    to_provider: ProviderCode
    reason: Literal[_R.MOVE_OF_RESIDENCE, _R.WRONGLY_ALLOCATED]


class WithdrawTransfer(Contract):
    """Whoever has proposed the transfer takes it back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


def propose(allocation: Allocation, asked: ProposeTransfer, occasion: Occasion) -> Decision[Allocation]:
    """Ask the other provider; the clock runs for it, and the risk stays where it is.

    Raises NotFound for any but the CRC that has the case and the division, NotAllowed where the NPS or nobody has it or
    a transfer is undecided, Invalid where the receiver is not one for this reason.
    """
    sentence = allocation.heard
    if occasion.actor.organisation not in (allocation.supervising_provider, sentence.division):
        raise NotFound
    if allocation.state.is_with_nps:
        sentence_of_it = "The NPS has the case, and from the NPS no case passes to anybody for the same sentence."
        raise Refused(allocation, "proposeTransfer", sentence_of_it, TRANSITIONS.allowed(allocation.state))
    TRANSITIONS.next(allocation.state, "proposeTransfer")
    if (waiting := allocation.open_transfer) is not None:
        undecided = f"A transfer to {waiting.to_provider} is undecided; there is one at a time."
        raise Refused(allocation, "proposeTransfer", undecided, TRANSFER.allowed(waiting.state))
    if faults := list(_faults(allocation, asked)):
        raise Invalid(faults)
    return proposed(allocation, asked.to_provider, asked.reason, occasion.actor, occasion)


def withdraw(
    allocation: Allocation, transfer_id: UUID, asked: WithdrawTransfer, occasion: Occasion
) -> Decision[Allocation]:
    """Who has proposed it takes it back; nobody owes an answer any more.

    Raises NotFound for any other, NotAllowed where it is decided, or was proposed by the rules.
    """
    transfer = transfer_of(allocation, transfer_id)
    if occasion.actor.organisation != transfer.proposed_by:
        raise NotFound
    TRANSFER.next(transfer.state, "withdrawn")
    if transfer.by_rule:
        sentence = "The rules have proposed it, and nobody takes it back: it is accepted, or rejected with a reason."
        raise Refused(allocation, "withdrawn", sentence, ("accepted", "rejected"))
    return closed(allocation, transfer, TransferOutcome.WITHDRAWN, occasion)


def overtake(allocation: Allocation, occasion: Occasion) -> Decision[Allocation]:
    """Nothing is left to decide on the open transfer, where there is one."""
    transfer = allocation.open_transfer
    if transfer is None:
        return Decision(allocation)
    return closed(allocation, transfer, TransferOutcome.OVERTAKEN, occasion)


def transfer_of(allocation: Allocation, transfer_id: UUID) -> Transfer:
    """The transfer with that identifier. Raises NotFound where the record has none."""
    for one in allocation.transfers:
        if one.transfer_id == transfer_id:
            return one
    raise NotFound


def closed(
    allocation: Allocation,
    transfer: Transfer,
    outcome: TransferOutcome,
    occasion: Occasion,
    **said: object,
) -> Decision[Allocation]:
    """The transfer with its outcome, and the event. Where the case itself passes on, the caller says so besides."""
    after = transfer.model_copy(
        update={
            "state": TRANSFER.next(transfer.state, outcome),
            "decided_at": occasion.now,
            "decided_by": occasion.actor.officer,
            **said,
        }
    )
    passes = outcome is TransferOutcome.ACCEPTED
    told = TransferDecided(
        crn=allocation.crn,
        detail_url=allocation.url,
        recorded_by=occasion.actor,
        clocks=tuple(_ended(transfer, outcome, occasion)),
        sentence_id=allocation.sentence_id,
        transfer_id=transfer.transfer_id,
        from_provider=transfer.from_provider,
        to_provider=transfer.to_provider,
        outcome=outcome,
        rejection_reason=after.rejection_reason,
        risk_held_by=transfer.to_provider if passes else allocation.risk_held_by,
    )
    others = tuple(after if one.transfer_id == after.transfer_id else one for one in allocation.transfers)
    return Decision(allocation.model_copy(update={"transfers": others}), (told,))


def proposed(
    allocation: Allocation, to_provider: str, reason: TransferReason, by: Actor, occasion: Occasion
) -> Decision[Allocation]:
    """The case with an open transfer from who has it, and its clock. Whether it may be proposed, the caller decides."""
    transfer = Transfer(
        sentence_id=allocation.sentence_id,
        transfer_id=occasion.new_id(),
        reason=reason,
        division=allocation.heard.division,
        from_provider=allocation.allocated_to,
        to_provider=to_provider,
        proposed_at=occasion.now,
        proposed_by=by.organisation,
        proposed_by_officer=by.officer,
        due_at=due(LimitName.TRANSFER_DECISION, occasion.now),
    )
    told = TransferProposed(
        crn=allocation.crn,
        detail_url=allocation.url,
        recorded_by=by,
        clocks=(ClockChange.started(Obligation.TRANSFER_DECIDED, transfer.transfer_id, transfer.due_at, to_provider),),
        sentence_id=allocation.sentence_id,
        transfer_id=transfer.transfer_id,
        from_provider=transfer.from_provider,
        to_provider=to_provider,
        reason=reason,
        risk_held_by=allocation.risk_held_by,
    )
    return Decision(allocation.model_copy(update={"transfers": (*allocation.transfers, transfer)}), (told,))


def _ended(transfer: Transfer, outcome: TransferOutcome, occasion: Occasion) -> Iterator[ClockChange]:
    """Decided, it is met. Otherwise nobody owes a decision; one that has run out already stands as missed."""
    if outcome in (TransferOutcome.ACCEPTED, TransferOutcome.REJECTED):
        yield ClockChange.met(Obligation.TRANSFER_DECIDED, transfer.transfer_id)
    elif occasion.now <= transfer.due_at:
        yield ClockChange.cancelled(Obligation.TRANSFER_DECIDED, transfer.transfer_id)


def _faults(allocation: Allocation, asked: ProposeTransfer) -> Iterator[Fault]:
    division = allocation.heard.division
    if asked.reason is _R.WRONGLY_ALLOCATED:
        if asked.to_provider != division:
            sentence = f"A case that should not have come to a CRC goes to {division}, the division of the sentence."
            yield Fault("/toProvider", "notTheDivision", sentence)
    elif not is_crc(asked.to_provider):
        sentence = "With the person's residence a case goes to another CRC; to the NPS it goes for another reason."
        yield Fault("/toProvider", "notACrc", sentence)
    elif asked.to_provider == allocation.supervising_provider:
        yield Fault("/toProvider", "thereAlready", f"{asked.to_provider} has the case.")
