"""What the CRC's service does when the court, allocation or breach has told something.

One function for every type about a person, because all do the same with it: a batch is then one lock and one write,
whatever is in it. What each fact adds is in `domain/hearing.py`, one function a fact; what follows from it in
`domain/opening.py`.
"""

from collections.abc import Sequence
from typing import Any

import orjson

from services.crc import store
from services.crc.domain.contact_months import miss
from services.crc.domain.hearing import HEARD, hear
from shared.contracts.allocation import InterventionListed
from shared.contracts.court import SentencePassed
from shared.contracts.crc import MonthlyContactOverdue
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


@reactions.on(MonthlyContactOverdue)
async def begin_the_next_month(tx: Transaction, events: Sequence[Received[MonthlyContactOverdue]]) -> None:
    """A month of contact has run out, as this service itself has told: the case says so, and the next begins."""
    known = [event for event in events if event.data.sentence_id is not None]
    await tx.lock(store.cases, (event.data.sentence_id for event in known if event.data.sentence_id is not None))
    for event in known:
        assert event.data.sentence_id is not None
        case = tx.get(store.cases, event.data.sentence_id)
        if case is not None:
            tx.put(store.cases, miss(case, event.data), cause=event)


@reactions.on(InterventionListed)
async def copy_the_directory(tx: Transaction, events: Sequence[Received[InterventionListed]]) -> None:
    """Keep each entry of the directory as its newest version says (¶12)."""
    newest: dict[str, InterventionListed] = {}
    for event in events:
        known = newest.get(event.data.code)
        if known is None or event.data.number > known.number:
            newest[event.data.code] = event.data
    listed = [newest[code] for code in sorted(newest)]
    entries = [one.model_dump(mode="json", exclude={"detail_url", "recorded_by"}) for one in listed]
    await store.LIST_INTERVENTIONS.run(tx.connection, entries=orjson.dumps(entries).decode())


def _matters(data: EventData) -> bool:
    return not isinstance(data, SentencePassed) or data.disposal.brings_supervision
