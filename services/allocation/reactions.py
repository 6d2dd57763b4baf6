"""What allocation does when the court, or a CRC, has told something.

Between the two topics no order is kept: an escalation, or an officer's name, may be heard before its sentence, and
leaves a shell. Within the court's topic whatever becomes of a sentence is told after it; where there is no allocation
then, the disposal brought no supervision.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.allocation import store
from services.allocation.directory.reactions import close_purchases
from services.allocation.domain import acknowledgements, endings, escalations, reviews, sentences
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.stages import AllocationStage, EscalationState
from shared.contracts.court import (
    AssessmentRevised,
    InformationGapClosed,
    OrderAmended,
    OrderRevoked,
    SentencePassed,
)
from shared.contracts.crc import GapAcknowledged, ResponsibleOfficerNamed, RiskEscalated
from shared.contracts.crc_staff import ResponsibleOfficerLeft
from shared.contracts.envelope import Received
from shared.contracts.model import Actor
from shared.decisions import Decision, Occasion
from shared.runtime.reactions import Reactions
from shared.runtime.transaction import Transaction

reactions = Reactions()


@reactions.on(SentencePassed)
async def decide_the_allocation(tx: Transaction, events: Sequence[Received[SentencePassed]]) -> None:
    """The rules run at once on what the sentence carries; escalations that waited for it are taken up."""
    heard = [event for event in events if event.data.disposal.brings_supervision]
    await tx.lock(store.allocations, (event.data.sentence_id for event in heard))
    known = [tx.get(store.allocations, event.data.sentence_id) for event in heard]
    await tx.lock(store.escalations, (waiting for one in known if one for waiting in one.escalations))
    for event in heard:
        sentence = event.data
        allocation = tx.get(store.allocations, sentence.sentence_id) or sentences.shell(sentence)
        if allocation.state is not AllocationStage.AWAITING_SENTENCE:
            continue  # told twice: the first time was heard
        occasion = tx.occasion(Actor(organisation=sentence.division))
        allocation = tx.put(store.allocations, sentences.hear_sentence(allocation, sentence, occasion), cause=event)
        for key in allocation.escalations:
            waiting = tx.get(store.escalations, key)
            if waiting is not None and waiting.state is EscalationState.AWAITING_SENTENCE:
                tx.put(store.escalations, escalations.hear_sentence(waiting, allocation, occasion), cause=event)


@reactions.on(InformationGapClosed, AssessmentRevised, OrderAmended)
async def run_the_rules_again(tx: Transaction, events: Sequence[Received[Any]]) -> None:
    """What sentence did not have has come, or will not; or the order is another: was it allocated right (¶11)?"""
    await tx.lock(store.allocations, (event.data.sentence_id for event in events))
    for event in events:
        told: InformationGapClosed | AssessmentRevised | OrderAmended = event.data
        allocation = tx.get(store.allocations, told.sentence_id)
        if allocation is None or allocation.division is None:
            continue
        decision = _review(allocation, told, tx.occasion(Actor(organisation=allocation.division)))
        tx.put(store.allocations, decision, cause=event)


def _review(
    allocation: Allocation, told: InformationGapClosed | AssessmentRevised | OrderAmended, occasion: Occasion
) -> Decision[Allocation]:
    match told:
        case InformationGapClosed():
            return reviews.hear_closing(allocation, told, occasion)
        case AssessmentRevised():
            return reviews.hear_assessment(allocation, told, occasion)
        case OrderAmended():
            return reviews.hear_amendment(allocation, told, occasion)


@reactions.on(OrderRevoked)
async def end_the_allocation(tx: Transaction, events: Sequence[Received[OrderRevoked]]) -> None:
    """Nobody supervises any more: what is undecided on it is closed, and nobody owes anything."""
    await tx.lock(store.allocations, (event.data.sentence_id for event in events))
    known = [tx.get(store.allocations, event.data.sentence_id) for event in events]
    await tx.lock(store.escalations, (key for one in known if one for key in one.escalations))
    ended: dict[UUID, Received[Any]] = {}
    for event in events:
        allocation = tx.get(store.allocations, event.data.sentence_id)
        if allocation is None or allocation.division is None or allocation.state is AllocationStage.ENDED:
            continue
        undecided = tuple(one for key in allocation.escalations if (one := tx.get(store.escalations, key)) is not None)
        occasion = tx.occasion(Actor(organisation=allocation.division))
        outcome = endings.end(allocation, undecided, event.data, occasion)
        tx.put(store.allocations, outcome.allocation, cause=event)
        for escalation in outcome.escalations:
            tx.put(store.escalations, escalation, cause=event)
        ended[allocation.sentence_id] = event
    if ended:
        await close_purchases(tx, ended)


@reactions.on(RiskEscalated)
async def receive_the_escalation(tx: Transaction, events: Sequence[Received[RiskEscalated]]) -> None:
    """The division has it before it, with its clock; the CRC goes on holding the risk."""
    await tx.lock(store.allocations, (event.data.sentence_id for event in events))
    known = [tx.get(store.allocations, event.data.sentence_id) for event in events]
    before = {key for one in known if one for key in one.escalations}
    await tx.lock(store.escalations, before.union(event.data.escalation_id for event in events))
    for event in events:
        told = event.data
        if tx.get(store.escalations, told.escalation_id) is not None:
            continue  # told twice
        allocation = tx.get(store.allocations, told.sentence_id) or escalations.shell(told)
        occasion = tx.occasion(Actor(organisation=escalations.answering(allocation, told)))
        last = tx.get(store.escalations, allocation.escalations[-1]) if allocation.escalations else None
        held, received = escalations.receive(allocation, last, told, event.envelope.time, occasion)
        tx.put(store.allocations, held, cause=event)
        tx.put(store.escalations, received, cause=event)


@reactions.on(ResponsibleOfficerNamed, ResponsibleOfficerLeft, GapAcknowledged)
async def note_who_has_read(tx: Transaction, events: Sequence[Received[Any]]) -> None:
    """A CRC's officer has the case, has read a gap, or has left: the record says so of who has the case now (¶11)."""
    await tx.lock(store.allocations, (event.data.sentence_id for event in events))
    for event in events:
        allocation = tx.get(store.allocations, event.data.sentence_id) or acknowledgements.shell(event.data)
        tx.put(store.allocations, acknowledgements.hear(allocation, event.data, event.envelope.time), cause=event)
