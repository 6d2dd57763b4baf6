"""What the CRC's service does when the court, allocation or breach has told something.

One function for every type, because all do the same with it: a batch is then one lock and one write, whatever is in it.
What each fact adds is in `domain/hearing.py`, one function a fact; what follows from it in `domain/opening.py`.
"""

from collections.abc import Sequence
from typing import Any

from services.crc import store
from services.crc.domain.hearing import HEARD, hear
from shared.contracts.court import SentencePassed
from shared.contracts.envelope import Received
from shared.contracts.model import EventData
from shared.runtime.reactions import Reactions
from shared.runtime.transaction import Transaction

reactions = Reactions()


@reactions.on(*HEARD)
async def remember(tx: Transaction, events: Sequence[Received[EventData]]) -> None:
    """Add each fact to its case, and tell what follows. A disposal that brings no supervision makes no case."""
    heard: list[tuple[Any, Received[EventData]]] = [(event.data, event) for event in events if _matters(event.data)]
    await tx.lock(store.cases, (data.sentence_id for data, _ in heard))
    for data, event in heard:
        before = tx.get(store.cases, data.sentence_id)
        tx.put(store.cases, hear(before, event.data, event.envelope.time), cause=event)


def _matters(data: EventData) -> bool:
    return not isinstance(data, SentencePassed) or data.disposal.brings_supervision
