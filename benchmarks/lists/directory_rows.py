"""Rows of the directory, one function a table: it has some hundreds of entries, however many people there are.

Purchases do grow with the people: the NPS buys for those whom it supervises.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from benchmarks.filling import Row
from benchmarks.lists.people import TODAY, Draw
from shared.probation.organisations import CRCS, NPS_DIVISIONS

Rows = Iterator[tuple[str, Row]]

ENTRIES = (("BBR", "domesticAbuse"), ("ALC", "alcohol"), ("DRG", "drugs"), ("TSP", "thinkingAndBehaviour"))
KINDS = ("provider", "voluntary", "private")
LISTED_AT = TODAY - timedelta(days=900)
YEAR = "2016/17"


@dataclass(frozen=True, slots=True)
class Entry:
    """An intervention of a CRC, and by whom it is delivered."""

    intervention_id: UUID
    supplier_id: UUID
    code: str
    provider: str
    need: str
    kind: str
    supplier: str


@cache
def entries() -> tuple[Entry, ...]:
    """The entries of all CRCs."""
    draw = Draw(seed=2)
    found = []
    for crc in CRCS:
        suppliers = {kind: draw.id_at(LISTED_AT) for kind in KINDS}
        for place, (name, need) in enumerate(ENTRIES):
            for suffix in ("", "2", "3"):
                kind = KINDS[place % len(KINDS)]
                of = (draw.id_at(LISTED_AT), suppliers[kind], f"{crc.code}-{name}{suffix}", crc.code)
                found.append(Entry(*of, need, kind, f"Supplier {kind} of {crc.code}"))
    return tuple(found)


@cache
def budgets() -> dict[str, UUID]:
    """The budget of each division for the year."""
    draw = Draw(seed=3)
    return {division.code: draw.id_at(LISTED_AT) for division in NPS_DIVISIONS}


def directory_rows() -> Rows:
    """Suppliers, interventions with a price, and budgets."""
    for supplier in {one.supplier_id: one for one in entries()}.values():
        yield "supplier", _supplier(supplier)
    for one in entries():
        yield "intervention", _intervention(one)
        yield (
            "intervention_price",
            {
                "intervention_id": one.intervention_id,
                "valid_from": LISTED_AT.date(),
                "pence": 64_500,
                "set_at": LISTED_AT,
            },
        )
    for division, budget_id in budgets().items():
        own = {"budget_id": budget_id, "amount": 900_000_000_000}
        yield "budget", {**own, "version": 1, "division": division, "financial_year": YEAR, "committed": 1_000_000}
        yield "budget_amount", {**own, "number": 1, "set_at": LISTED_AT}


def directory_as_heard() -> Rows:
    """The directory as the court service has heard it."""
    for one in entries():
        kept = ("code", "provider", "number", "title", "needs", "open_to", "supplier_kind", "offered_from")
        row = _intervention(one)
        yield "intervention", {name: row[name] for name in kept}


def _supplier(of: Entry) -> Row:
    return {
        "supplier_id": of.supplier_id,
        "version": 1,
        "provider": of.provider,
        "name": of.supplier,
        "kind": of.kind,
        "listed_at": LISTED_AT,
    }


def _intervention(of: Entry) -> Row:
    return {
        "intervention_id": of.intervention_id,
        "version": 1,
        "code": of.code,
        "provider": of.provider,
        "title": f"Programme {of.code}",
        "needs": [of.need],
        "open_to": ["female", "male"],
        "supplier_id": of.supplier_id,
        "supplier_name": of.supplier,
        "supplier_kind": of.kind,
        "capacity": 100_000,
        "taken": 10,
        "offered_from": date(2014, 6, 1),
        "number": 1,
    }


def purchase(draw: Draw, crn: str, sentence_id: UUID, division: str, crc: str, at: datetime) -> Row:
    """A purchase by a division for somebody whom it supervises, of the CRC of the area."""
    of = draw.any_of(_of_provider(crc))
    state = draw.one_of(referred=0.15, accepted=0.15, started=0.3, ended=0.3, withdrawn=0.1)
    answered, closed = state in ("accepted", "started", "ended"), state in ("ended", "withdrawn")
    return {
        "purchase_id": draw.id_at(at),
        "version": 1,
        "sentence_id": sentence_id,
        "crn": crn,
        "intervention_id": of.intervention_id,
        "intervention": of.code,
        "provider": crc,
        "division": division,
        "supplier_kind": of.kind,
        "need": of.need,
        "sex": draw.one_of(male=0.85, female=0.15),
        "price": 64_500,
        "budget_id": budgets()[division],
        "financial_year": YEAR,
        "state": state,
        "outcome": draw.one_of(completed=0.7, notCompleted=0.3) if state == "ended" else None,
        "referred_at": at,
        "referred_by": f"{division}A210",
        "answer_due_at": at + timedelta(days=10),
        "answered_at": at + timedelta(days=3) if answered else None,
        "answered_by": f"{crc}A101" if answered else None,
        "started_at": at + timedelta(days=20) if state in ("started", "ended") else None,
        "closed_at": at + timedelta(days=60) if closed else None,
        "closed_by": f"{crc}A101" if closed else None,
    }


@cache
def _of_provider(crc: str) -> tuple[Entry, ...]:
    return tuple(one for one in entries() if one.provider == crc)
