"""The CRC's contract manager keeps the directory: a new entry, its prices and places, and its last day (¶12, ¶25).

What a court would act on is told (`intervention-listed`): a new entry, and its last day. Prices and places are the
buyer's affair, and are read on the rate card.
"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field

from services.allocation.directory.domain.interventions import Intervention, Price
from services.allocation.directory.domain.parties import Name, offering
from services.allocation.directory.domain.suppliers import Supplier
from shared.contracts.allocation import InterventionCode, Pence
from shared.contracts.model import Contract
from shared.decisions import Decision, Fault, Invalid, NotAllowed, NotFound, Occasion
from shared.probation.calendar import london_date
from shared.probation.vocabulary import Need, Sex
from shared.probation.written import Day

Places = Annotated[int, Field(ge=0, le=10_000, description="How many people can be in it at one time.", examples=[24])]
Needs = Annotated[
    tuple[Need, ...],
    Field(min_length=1, max_length=len(Need), description="The needs that it addresses."),
    AfterValidator(lambda needs: tuple(dict.fromkeys(needs))),
]
OpenTo = Annotated[
    tuple[Sex, ...],
    Field(min_length=1, max_length=len(Sex), description="For whom it is: some are for women only, some for men only."),
    AfterValidator(lambda sexes: tuple(dict.fromkeys(sexes))),
]


class NewIntervention(Contract):
    """A new entry of the caller's directory."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "C17-BBR",
                    "title": "Building Better Relationships",
                    "needs": ["relationships", "domesticAbuse"],
                    "openTo": ["male"],
                    "supplierId": "01920000-0000-7000-8000-000000000001",
                    "capacity": 24,
                    "offeredFrom": "2015-02-01",
                    "price": 64500,
                }
            ]
        }
    )

    code: InterventionCode
    title: Name
    needs: Needs
    open_to: OpenTo
    supplier_id: UUID = Field(description="A supplier of the CRC's own supply chain.")
    capacity: Places
    offered_from: Day = Field(description="The first day on which a referral is taken.")
    price: Pence | None = Field(
        default=None, description="From the first day on. Without one a court can propose it, and nobody can buy it."
    )


class NewPrice(Contract):
    """What an intervention costs from a day on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"from": "2030-04-01", "price": 66000}]})

    valid_from: Day = Field(alias="from", description="Today or later: what was bought before keeps its price.")
    price: Pence


class NewCapacity(Contract):
    """How many places there are from now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"capacity": 30}]})

    capacity: Places


class LastDay(Contract):
    """The intervention is to be offered no longer."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"offeredUntil": "2030-03-31"}]})

    offered_until: Day = Field(description="The last day on which a referral is taken; today or later.")


def list_intervention(supplier: Supplier | None, asked: NewIntervention, occasion: Occasion) -> Decision[Intervention]:
    """A new entry, and the courts hear of it.

    Raises Invalid for any but a CRC, for a code of another provider, and for a supplier that is not in the CRC's chain.
    """
    provider = offering(occasion.actor)
    faults = []
    if not asked.code.startswith(provider):
        sentence = f"A code of this directory begins with {provider}."
        faults.append(Fault("/code", "codeOfAnotherProvider", sentence))
    if supplier is None or supplier.provider != provider:
        sentence = "The supply chain of the CRC has no such supplier."
        faults.append(Fault("/supplierId", "supplierUnknown", sentence))
    if faults or supplier is None:
        raise Invalid(faults)
    key = occasion.new_id()
    entry = Intervention(
        intervention_id=key,
        code=asked.code,
        provider=provider,
        title=asked.title,
        needs=asked.needs,
        open_to=asked.open_to,
        supplier_id=supplier.supplier_id,
        supplier_name=supplier.name,
        supplier_kind=supplier.kind,
        capacity=asked.capacity,
        offered_from=asked.offered_from,
        prices=() if asked.price is None else (_price(key, asked.offered_from, asked.price, occasion),),
    )
    return Decision(entry, listings=(entry.listed(occasion.actor),))


def set_price(entry: Intervention, asked: NewPrice, occasion: Occasion) -> Decision[Intervention]:
    """A price from a day on; one that has not begun yet is replaced by another of its day.

    Raises NotFound for any but the entry's provider, NotAllowed once its last day is over, Invalid for a day that is
    over and for one on which a price is in force already.
    """
    today = _ours(entry, "setPrice", occasion)
    if asked.valid_from < today:
        sentence = "A price holds from today or from a later day: what was bought keeps the price of its day."
        raise Invalid.one("/from", "priceInThePast", sentence)
    others = tuple(price for price in entry.prices if price.valid_from != asked.valid_from)
    if asked.valid_from == today and len(others) < len(entry.prices):
        sentence = "A price is in force from today already, and may have been bought at: choose a later day."
        raise Invalid.one("/from", "priceInForce", sentence)
    new = _price(entry.intervention_id, asked.valid_from, asked.price, occasion)
    prices = tuple(sorted((*others, new), key=lambda price: price.valid_from))
    return Decision(entry.model_copy(update={"prices": prices}))


def change_capacity(entry: Intervention, asked: NewCapacity, occasion: Occasion) -> Decision[Intervention]:
    """More places or fewer, but no fewer than are taken: nobody is put out.

    Raises NotFound for any but the entry's provider, NotAllowed once its last day is over, Invalid below what is taken.
    """
    _ours(entry, "changeCapacity", occasion)
    if asked.capacity < entry.taken:
        sentence = f"{entry.taken} places are taken: the capacity cannot be {asked.capacity}."
        raise Invalid.one("/capacity", "capacityBelowTaken", sentence)
    return Decision(entry.model_copy(update={"capacity": asked.capacity}))


def withdraw(entry: Intervention, asked: LastDay, occasion: Occasion) -> Decision[Intervention]:
    """The entry has a last day, and the courts hear of it; while that is not over it can be put off or brought forward.

    Raises NotFound for any but the entry's provider, NotAllowed once the last day is over, Invalid for a day that is
    over or before the first.
    """
    today = _ours(entry, "withdraw", occasion)
    if asked.offered_until < max(today, entry.offered_from):
        sentence = f"The last day is not before {max(today, entry.offered_from)}."
        raise Invalid.one("/offeredUntil", "lastDayTooEarly", sentence)
    if asked.offered_until == entry.offered_until:
        return Decision(entry)
    after = entry.model_copy(update={"offered_until": asked.offered_until, "number": entry.number + 1})
    return Decision(after, listings=(after.listed(occasion.actor),))


def _ours(entry: Intervention, command: str, occasion: Occasion) -> date:
    """Today, where the entry is the actor's and its last day is not over."""
    if occasion.actor.organisation != entry.provider:
        raise NotFound
    today = london_date(occasion.now)
    if entry.offered_until is not None and entry.offered_until < today:
        raise NotAllowed("withdrawn", command, ())
    return today


def _price(key: UUID, day: date, pence: int, occasion: Occasion) -> Price:
    at: datetime = occasion.now
    return Price(intervention_id=key, valid_from=day, pence=pence, set_at=at, set_by=occasion.actor.officer)
