"""What the court service does when another's event arrives.

It remembers who knows of a gap, copies the directory, and follows what became of an order whose breach was dealt with.

Every sentence begins here, so an event about one that is unknown is about no gap of this service and is passed over. Of
two topics no order is kept, and none is needed: a history reads by when things happened, and of the directory's entries
the newest version stands.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson

from services.court import store
from services.court.domain.after_breach import follow
from services.court.domain.history import GapEntry, GapStep
from shared.contracts.allocation import AllocationAccepted, AllocationDecided, InterventionListed, NpsGapAcknowledged
from shared.contracts.breach import BreachConcluded
from shared.contracts.crc import GapAcknowledged
from shared.contracts.envelope import Received
from shared.decisions import Decision
from shared.runtime.reactions import Reactions
from shared.runtime.transaction import Transaction

reactions = Reactions()


@reactions.on(AllocationDecided, AllocationAccepted, GapAcknowledged, NpsGapAcknowledged)
async def remember_who_knows(tx: Transaction, events: Sequence[Received[Any]]) -> None:
    """Add to the history of each gap who was told of it, who accepted the case with it, and who has read it (¶11)."""
    await tx.lock(store.sentences, (event.data.sentence_id for event in events))
    for event in events:
        sentence = tx.get(store.sentences, event.data.sentence_id)
        if sentence is not None:
            tx.put(store.sentences, Decision(sentence.with_history(*_entries(tx, event))), cause=event)


@reactions.on(BreachConcluded)
async def follow_the_breach(tx: Transaction, events: Sequence[Received[BreachConcluded]]) -> None:
    """Change or end the order as the court left it, in the name of who recorded the court's answer."""
    await tx.lock(store.sentences, (event.data.sentence_id for event in events))
    for event in events:
        sentence = tx.get(store.sentences, event.data.sentence_id)
        if sentence is not None:
            followed = follow(sentence, event.data, tx.occasion(event.data.recorded_by))
            tx.put(store.sentences, followed, cause=event)


@reactions.on(InterventionListed)
async def copy_the_directory(tx: Transaction, events: Sequence[Received[InterventionListed]]) -> None:
    """Keep each entry as its newest version says."""
    newest: dict[str, InterventionListed] = {}
    for event in events:
        known = newest.get(event.data.code)
        if known is None or event.data.number > known.number:
            newest[event.data.code] = event.data
    listed = [newest[code] for code in sorted(newest)]
    entries = [one.model_dump(mode="json", exclude={"detail_url", "recorded_by"}) for one in listed]
    await store.LIST_INTERVENTIONS.run(tx.connection, entries=orjson.dumps(entries).decode())


def _entries(tx: Transaction, event: Received[Any]) -> Iterable[GapEntry]:
    told: AllocationDecided | AllocationAccepted | GapAcknowledged | NpsGapAcknowledged = event.data
    match told:
        case AllocationDecided():
            gaps, what, organisation, officer = told.gaps, GapStep.TOLD, told.receiving_provider, None
        case AllocationAccepted():
            gaps, what, organisation, officer = told.gaps, GapStep.ACCEPTED, told.provider, told.recorded_by.officer
        case GapAcknowledged() | NpsGapAcknowledged():
            gaps, what, officer = (told.gap_id,), GapStep.ACKNOWLEDGED, told.officer
            organisation = told.recorded_by.organisation
    return (_entry(tx, event, gap_id, what, organisation, officer) for gap_id in gaps)


def _entry(
    tx: Transaction, event: Received[Any], gap_id: UUID, what: GapStep, organisation: str, officer: str | None
) -> GapEntry:
    return GapEntry(
        entry_id=tx.ids(),
        sentence_id=event.data.sentence_id,
        gap_id=gap_id,
        at=event.envelope.time,
        what=what,
        organisation=organisation,
        officer=officer,
    )
