"""What the breach service does when another service's event arrives: it remembers, and begins what was decided.

One function for every type, because all do the same with it: a batch is then one lock and one write, whatever is in it.
What each fact adds is in `domain/hearing.py`, one function a fact. Where a case has moved or an order has ended, what
becomes of its breaches is in `domain/passing_on.py`; they are locked after what is known of the sentence, always.
"""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from services.breach import store
from services.breach.domain.hearing import HEARD, hear, sentence_of
from services.breach.domain.initiating import initiate
from services.breach.domain.known_case import KnownCase
from services.breach.domain.passing_on import follow_the_case
from shared.contracts.allocation import CaseTransferred
from shared.contracts.court import OrderRevoked
from shared.contracts.envelope import Received
from shared.contracts.model import EventData
from shared.decisions import Decision
from shared.runtime.reactions import Reactions
from shared.runtime.transaction import Transaction

reactions = Reactions()

MOVES = (CaseTransferred, OrderRevoked)
"""After these a breach that is being prepared may be another's, or nobody's."""


@reactions.on(*HEARD)
async def remember(transaction: Transaction, events: Sequence[Received[EventData]]) -> None:
    """Add each fact to what is known of its sentence; begin a breach as soon as it is known whom it concerns."""
    sentences = [sentence_of(event.data) for event in events]
    await transaction.lock(store.known_cases, sentences)
    moved = {one for one, event in zip(sentences, events, strict=True) if isinstance(event.data, MOVES)}
    running = await _running(transaction, moved)
    for sentence_id, event in zip(sentences, events, strict=True):
        before = transaction.get(store.known_cases, sentence_id)
        known, begun = initiate(
            hear(before, event.data, event.envelope.time), transaction.occasion(event.data.recorded_by)
        )
        transaction.put(store.known_cases, Decision(known), cause=event)
        for decision in begun:
            transaction.put(store.breaches, decision, cause=event)
        if begun or sentence_id in moved:
            ids = [decision.state.breach_id for decision in begun] + running.get(sentence_id, [])
            _follow(transaction, known, ids, event)
            running[sentence_id] = ids


async def _running(transaction: Transaction, sentences: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The breaches of these sentences that have not ended, locked, by their sentence."""
    if not sentences:
        return {}
    rows = await store.RUNNING.all(transaction.connection, sentences=list(sentences))
    await transaction.lock(store.breaches, [row["breach_id"] for row in rows])
    found: dict[UUID, list[UUID]] = {}
    for row in rows:
        breach = transaction.get(store.breaches, row["breach_id"])
        if breach is not None:
            found.setdefault(breach.sentence_id, []).append(breach.breach_id)
    return found


def _follow(transaction: Transaction, known: KnownCase, breaches: Iterable[UUID], event: Received[EventData]) -> None:
    """Each breach with those who supervise now, or withdrawn with its order."""
    for breach_id in breaches:
        breach = transaction.get(store.breaches, breach_id)
        assert breach is not None
        now = breach.model_copy(update={"known": (known,)})
        followed = follow_the_case(now, transaction.occasion(event.data.recorded_by))
        if followed.events:
            transaction.put(store.breaches, followed, cause=event)
