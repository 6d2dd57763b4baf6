"""The receiving provider answers a transfer. Only its acceptance moves the case, and the risk with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.escalations import Escalation
from services.allocation.domain.parts import Transfer
from services.allocation.domain.record import Ground
from services.allocation.domain.stages import TRANSFER, TRANSITIONS
from services.allocation.domain.taking_over import take_over
from services.allocation.domain.transfers import closed, transfer_of
from shared.contracts.allocation import CaseTransferred
from shared.contracts.model import Contract
from shared.decisions import Decision, Fault, Invalid, NotFound, Occasion
from shared.probation.vocabulary import AllocationCause, TransferOutcome, TransferReason, TransferRejectionReason

_O = TransferOutcome
_W = TransferRejectionReason

FITTING: Mapping[TransferReason, frozenset[TransferRejectionReason]] = {
    TransferReason.MOVE_OF_RESIDENCE: frozenset(_W) - {_W.CRITERIA_NOT_MET},
    TransferReason.WRONGLY_ALLOCATED: frozenset({_W.CRITERIA_NOT_MET, _W.RISK_NOT_REVIEWED, _W.BREACH_RUNNING}),
}
"""The reasons for which a transfer can be rejected, by why it was proposed."""


class TransferAnswer(Contract):
    """What the receiving provider says to a transfer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"outcome": "accepted"},
                {"outcome": "rejected", "rejectionReason": "addressNotConfirmed"},
            ]
        }
    )

    outcome: Literal[_O.ACCEPTED, _O.REJECTED]
    rejection_reason: TransferRejectionReason | None = Field(
        default=None, description="Needed where it is rejected, and only there."
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer changes: the allocation, and escalations that it leaves without a question."""

    allocation: Decision[Allocation]
    escalations: tuple[Decision[Escalation], ...] = ()


def answer(
    allocation: Allocation,
    transfer_id: UUID,
    escalations: tuple[Escalation, ...],
    asked: TransferAnswer,
    occasion: Occasion,
) -> Answered:
    """Accepted: the receiver has the case and the risk from this moment. Rejected: nothing moves.

    `escalations` are the sentence's. Raises NotFound for any but the receiver, NotAllowed where the transfer has ended,
    Invalid where a rejection has no reason, or not one for such a transfer.
    """
    transfer = transfer_of(allocation, transfer_id)
    if occasion.actor.organisation != transfer.to_provider:
        raise NotFound
    TRANSFER.next(transfer.state, asked.outcome)
    if faults := list(_faults(transfer, asked)):
        raise Invalid(faults)
    settled = closed(allocation, transfer, asked.outcome, occasion, rejection_reason=asked.rejection_reason)
    if asked.outcome is _O.REJECTED:
        return Answered(settled)
    if transfer.reason is TransferReason.MOVE_OF_RESIDENCE:
        moved = _move(settled.state, transfer, occasion)
        return Answered(Decision(moved.state, (*settled.events, *moved.events)))
    taken, moot = take_over(
        settled.state,
        tuple(one for one in escalations if one.state.is_undecided),
        transfer.reason,
        Ground(cause=AllocationCause.TRANSFER, transfer_id=transfer.transfer_id),
        transfer.from_provider,
        transfer.proposed_at,
        occasion,
    )
    return Answered(Decision(taken.state, (*settled.events, *taken.events)), moot)


def _move(allocation: Allocation, transfer: Transfer, occasion: Occasion) -> Decision[Allocation]:
    """Another CRC has the case. A question of risk that is before the NPS stays there: it is about the person."""
    receiver = transfer.to_provider
    after = allocation.model_copy(
        update={
            "state": TRANSITIONS.next(allocation.state, "move"),
            "area_crc": receiver,
            "receiving_provider": receiver,
            "supervising_provider": receiver,
            "risk_held_by": receiver,
        }
    )
    told = CaseTransferred(
        crn=after.crn,
        detail_url=after.url,
        recorded_by=occasion.actor,
        sentence_id=after.sentence_id,
        event_number=after.heard.event_number,
        from_provider=transfer.from_provider,
        to_provider=receiver,
        reason=transfer.reason,
        escalation_id=None,
        transfer_id=transfer.transfer_id,
        risk_held_by=receiver,
    )
    return Decision(after, (told,))


def _faults(transfer: Transfer, asked: TransferAnswer) -> Iterator[Fault]:
    reason = asked.rejection_reason
    if asked.outcome is _O.REJECTED and reason is None:
        yield Fault("/rejectionReason", "reasonMissing", "A transfer is rejected for a reason of the list.")
    elif asked.outcome is _O.ACCEPTED and reason is not None:
        yield Fault("/rejectionReason", "reasonNotAsked", "A transfer that is accepted has no reason to be rejected.")
    elif reason is not None and reason not in FITTING[transfer.reason]:
        sentence = f"'{reason.description}' is no reason against this transfer: {transfer.reason.description.lower()}."
        yield Fault("/rejectionReason", "reasonDoesNotFit", sentence)
