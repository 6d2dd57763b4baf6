"""What allocation does when the court, or a CRC, has told something.

Between the two topics no order is kept: an escalation may be heard before its sentence, and leaves a shell. Within the
court's topic a gap closes after its sentence; where there is no allocation then, the disposal brought no supervision.
"""

from collections.abc import Sequence

from services.allocation import store
from services.allocation.domain import escalations, late_information, sentences
from services.allocation.domain.escalations import EscalationState
from services.allocation.domain.stages import AllocationStage
from shared.contracts.court import InformationGapClosed, SentencePassed
from shared.contracts.crc import RiskEscalated
from shared.contracts.envelope import Received
from shared.contracts.model import Actor
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


@reactions.on(InformationGapClosed)
async def run_the_rules_again(tx: Transaction, events: Sequence[Received[InformationGapClosed]]) -> None:
    """What sentence did not have has come, or will not: the allocation is confirmed, or shown to be wrong (¶11)."""
    await tx.lock(store.allocations, (event.data.sentence_id for event in events))
    for event in events:
        allocation = tx.get(store.allocations, event.data.sentence_id)
        if allocation is None or allocation.division is None:
            continue
        occasion = tx.occasion(Actor(organisation=allocation.division))
        tx.put(store.allocations, late_information.review(allocation, event.data, occasion), cause=event)


@reactions.on(RiskEscalated)
async def receive_the_escalation(tx: Transaction, events: Sequence[Received[RiskEscalated]]) -> None:
    """The division has it before it, with its clock; the CRC goes on holding the risk."""
    await tx.lock(store.allocations, (event.data.sentence_id for event in events))
    await tx.lock(store.escalations, (event.data.escalation_id for event in events))
    for event in events:
        told = event.data
        if tx.get(store.escalations, told.escalation_id) is not None:
            continue  # told twice
        allocation = tx.get(store.allocations, told.sentence_id) or escalations.shell(told)
        occasion = tx.occasion(Actor(organisation=escalations.answering(allocation, told)))
        held, received = escalations.receive(allocation, told, event.envelope.time, occasion)
        tx.put(store.allocations, held, cause=event)
        tx.put(store.escalations, received, cause=event)
