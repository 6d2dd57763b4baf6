"""Packs before a reader: a whole one with nothing in it to find, and ways to spoil it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.breach.domain import checker
from services.breach.domain.breaches import Breach
from services.breach.domain.pack import EarlierBreach
from services.breach.domain.preparing import prepare
from services.breach.domain.reading import Reading
from shared.contracts.model import EventData
from shared.probation.vocabulary import BreachOutcome, BreachState
from tests.unit.breach.story import BY_CRC, NOW, SENTENCE, Story, asked, begun, named, signed


def contact(breach: Breach, appointment: UUID, **changes: Any) -> Breach:
    """The breach with one appointment of the contact log changed."""
    contacts = tuple(
        one.model_copy(update=changes) if one.appointment_id == appointment else one for one in breach.case.contacts
    )
    return known(breach, contacts=contacts)


def known(breach: Breach, **changes: Any) -> Breach:
    """The breach with something else known of its sentence."""
    return breach.model_copy(update={"known": (breach.case.model_copy(update=changes),)})


def packed(breach: Breach | None = None, **changes: Any) -> Breach:
    """A pack, prepared and signed."""
    return signed(prepare(breach or begun(), asked(**changes), BY_CRC).state)


def letter_of(on: date) -> Breach:
    """The one warning is of that day."""
    letters = [
        Story().letter_sent(on) if event.event_type.endswith("letter-sent.v1") else event
        for event in Story().in_order()
    ]
    return begun(letters)


def without(kind: str) -> Breach:
    """As if that had never been told."""
    return begun([event for event in Story().in_order() if not event.event_type.endswith(kind)])


def then(*told: EventData) -> Breach:
    """With these told at the end."""
    return begun([*Story().in_order(), *told])


def earlier(ended: datetime, failures: Iterable[UUID] = (), sentence: UUID = SENTENCE) -> EarlierBreach:
    """A breach of the person that has ended."""
    return EarlierBreach(
        breach_id=named("earlier"),
        sentence_id=sentence,
        state=BreachState.PROVEN,
        outcome=BreachOutcome.CONTINUE,
        concluded_at=ended,
        failures=tuple(failures),
    )


def found(breach: Breach, now: datetime = NOW) -> list[tuple[str | None, str]]:
    """The rules that find something in it, with the place of each."""
    reading = Reading(
        pack=breach.signed_pack,
        known=breach.case,
        earlier=breach.earlier,
        provider=breach.provider,
        aware_at=breach.aware_at,
        now=now,
    )
    return [(finding.rule, finding.place) for finding in checker.read(reading)]
