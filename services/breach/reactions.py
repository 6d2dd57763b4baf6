"""What the breach service does when another service's event arrives: it remembers, and begins what was decided.

One function for every type, because all do the same with it: a batch is then one lock and one write, whatever is in it.
What each fact adds is in `domain/hearing.py`, one function a fact.
"""

from collections.abc import Sequence

from services.breach import store
from services.breach.domain.hearing import HEARD, hear, sentence_of
from services.breach.domain.initiating import initiate
from shared.contracts.envelope import Received
from shared.contracts.model import EventData
from shared.decisions import Decision
from shared.runtime.reactions import Reactions
from shared.runtime.transaction import Transaction

reactions = Reactions()


@reactions.on(*HEARD)
async def remember(transaction: Transaction, events: Sequence[Received[EventData]]) -> None:
    """Add each fact to what is known of its sentence; begin a breach as soon as it is known whom it concerns."""
    sentences = [sentence_of(event.data) for event in events]
    await transaction.lock(store.known_cases, sentences)
    for sentence_id, event in zip(sentences, events, strict=True):
        before = transaction.get(store.known_cases, sentence_id)
        known, begun = initiate(
            hear(before, event.data, event.envelope.time), transaction.occasion(event.data.recorded_by)
        )
        transaction.put(store.known_cases, Decision(known), cause=event)
        for decision in begun:
            transaction.put(store.breaches, decision, cause=event)
