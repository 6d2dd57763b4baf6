"""What the allocation's events add to the case. They come in order; each touches only what the allocation tells."""

from datetime import datetime

from services.crc.domain.cases import Case
from services.crc.domain.parts import Move
from services.crc.domain.rows import replaced
from services.crc.domain.stages import ESCALATION, EscalationState
from shared.contracts.allocation import (
    AllocationAccepted,
    AllocationDecided,
    AllocationEnded,
    AllocationReviewed,
    CaseTransferred,
    EscalationDecided,
)
from shared.probation.organisations import is_crc
from shared.probation.vocabulary import AllocationState


def allocated(case: Case, told: AllocationDecided, at: datetime) -> Case:
    """The NPS has decided who supervises; the case is nobody's at this service until a CRC accepts it.

    It may decide anew, where a named officer overrides the rules or the receiver has rejected: the latest counts.
    """
    known = case.model_copy(update={"event_number": told.event_number, "division": told.division})
    return _with_result(
        known, told.number, AllocationState.PROVISIONAL if told.provisional else AllocationState.DECIDED
    )


def reviewed(case: Case, told: AllocationReviewed, at: datetime) -> Case:
    """The rules have run again: the CRC sees it where the case should not have come to it (¶11)."""
    return _with_result(case, told.number, told.result)


def _with_result(case: Case, number: int, result: AllocationState) -> Case:
    if number <= case.allocation_number:
        return case
    return case.model_copy(update={"allocation_number": number, "allocation_result": result})


def accepted(case: Case, told: AllocationAccepted, at: datetime) -> Case:
    """A CRC has the case; a CRC that had rejected it before never had one.

    It is accepted once: what another organisation accepts is no case of a CRC, and passes by a transfer from then on.
    """
    if case.accepted_at is not None or not is_crc(told.provider):
        return case
    return case.model_copy(
        update={
            "event_number": told.event_number,
            "division": told.division,
            "provider": told.provider,
            "provisional": told.provisional,
            "allocated_at": told.allocated_at,
            "accepted_at": at,
        }
    )


def escalation_decided(case: Case, told: EscalationDecided, at: datetime) -> Case:
    """The NPS has answered an escalation of this CRC; one answered already, or not ours, is left as it is."""
    for one in case.escalations:
        if one.escalation_id == told.escalation_id and one.state is EscalationState.UNDECIDED:
            answered = one.model_copy(
                update={
                    "state": ESCALATION.next(one.state, told.decision.value),
                    "decided_at": at,
                    "information_wanted": told.information_wanted,
                }
            )
            return case.model_copy(update={"escalations": replaced(case.escalations, "escalation_id", answered)})
    return case


def transferred(case: Case, told: CaseTransferred, at: datetime) -> Case:
    """The case and its risk have passed on: to another CRC, or to the NPS for good.

    The NPS may take it on a question that a CRC put before the person moved: then that CRC is who it comes from.
    """
    holder = case.moves[-1].to_provider if case.moves else case.transferred_to or case.provider
    if holder is None or not is_crc(holder):
        return case
    had = {one.from_provider for one in case.moves}
    if told.from_provider != holder and (is_crc(told.to_provider) or told.from_provider not in had):
        return case
    move = Move(from_provider=told.from_provider, to_provider=told.to_provider, at=at)
    return case.model_copy(update={"moves": (*case.moves, move)})


def ended(case: Case, told: AllocationEnded, at: datetime) -> Case:
    """The order has ended, and with it whoever supervised it supervises no more.

    The court tells of the end as well. It is heard here of allocation, which says in one line of events who had the
    case and when it ended: of two topics a transfer and an end could be read either way round.
    """
    if case.ended_at is not None:
        return case
    return case.model_copy(update={"ended_at": at, "ended_on": told.ended_on, "ended_because": told.cause})
