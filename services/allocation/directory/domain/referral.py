"""The NPS refers a person to an intervention: bought at the price of the day, or refused with every reason at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import ConfigDict, Field

from services.allocation.directory.domain.budgets import Budget, financial_year_of, pounds
from services.allocation.directory.domain.interventions import Intervention
from services.allocation.directory.domain.parties import buying
from services.allocation.directory.domain.purchases import Purchase
from services.allocation.domain.stages import AllocationStage
from shared.contracts.allocation import InterventionPurchased
from shared.contracts.model import ClockChange, Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import due, london_date
from shared.probation.limits import LimitName
from shared.probation.vocabulary import Need, Sex


class Referral(Contract):
    """The person's sentence, what is bought, and what it is for."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "sentenceId": "01920000-0000-7000-8000-000000000001",
                    "interventionId": "01920000-0000-7000-8000-000000000002",
                    "need": "relationships",
                    "sex": "male",
                }
            ]
        }
    )

    sentence_id: UUID = Field(description="A sentence that the caller's division supervises.")
    intervention_id: UUID
    need: Need
    sex: Sex


@dataclass(frozen=True, slots=True)
class Supervision:
    """Who supervises a sentence, as the allocation says it at the moment of the decision."""

    crn: str
    state: AllocationStage
    supervising_provider: str | None

    def is_by(self, division: str) -> bool:
        """Whether the division has the case: kept from the start, or taken over."""
        return self.state.is_with_nps and self.supervising_provider == division


@dataclass(frozen=True, slots=True)
class Bought:
    """What a referral changes: the purchase that it makes, the places that are left, the money that is left."""

    purchase: Decision[Purchase]
    intervention: Decision[Intervention]
    budget: Decision[Budget]


def refer(
    supervision: Supervision | None,
    entry: Intervention | None,
    budget: Budget | None,
    asked: Referral,
    occasion: Occasion,
) -> Bought:
    """One place and its price are taken, and the provider owes an answer. `budget` is the division's for the year.

    Raises Invalid for any but a division of the NPS; else with every reason against it, each a fault of its own. A
    sentence of another division is refused in the words in which an unknown one is.
    """
    division, today = buying(occasion.actor), london_date(occasion.now)
    price = None if entry is None else entry.price_on(today)
    supervised = supervision is not None and supervision.is_by(division)
    faults = [
        *(() if supervised else (_NOT_SUPERVISED,)),
        *((_UNKNOWN,) if entry is None else _against(entry, price, asked, today)),
        *_against_money(budget, price, today),
    ]
    if faults or supervision is None or entry is None or budget is None or price is None:
        raise Invalid(faults)
    purchase = Purchase(
        purchase_id=occasion.new_id(),
        sentence_id=asked.sentence_id,
        crn=supervision.crn,
        intervention_id=entry.intervention_id,
        intervention=entry.code,
        provider=entry.provider,
        division=division,
        supplier_kind=entry.supplier_kind,
        need=asked.need,
        sex=asked.sex,
        price=price,
        budget_id=budget.budget_id,
        financial_year=budget.financial_year,
        referred_at=occasion.now,
        referred_by=occasion.actor.officer,
        answer_due_at=due(LimitName.REFERRAL_ANSWER, occasion.now),
    )
    return Bought(
        Decision(purchase, (_told(purchase, occasion),)),
        Decision(entry.with_place_taken()),
        Decision(budget.with_committed(price)),
    )


_NOT_SUPERVISED = Fault(
    "/sentenceId", "notSupervisedByDivision", "The division does not supervise this sentence: it cannot buy for it."
)
_UNKNOWN = Fault("/interventionId", "interventionUnknown", "No directory has this intervention.")


def _against(entry: Intervention, price: int | None, asked: Referral, today: date) -> Iterator[Fault]:
    if not entry.is_offered_on(today):
        until = "" if entry.offered_until is None else f" until {entry.offered_until}"
        sentence = f"{entry.code} is offered from {entry.offered_from}{until}: not on {today}."
        yield Fault("/interventionId", "notOfferedOnThisDay", sentence)
    if asked.need not in entry.needs:
        sentence = f"{entry.code} is not for this need; it is for: {', '.join(entry.needs)}."
        yield Fault("/need", "notForThisNeed", sentence)
    if asked.sex not in entry.open_to:
        sentence = f"{entry.code} is not for this sex; it is for: {', '.join(entry.open_to)}."
        yield Fault("/sex", "notForThisSex", sentence)
    if price is None:
        sentence = f"{entry.code} has no price in force on {today}."
        yield Fault("/interventionId", "noPriceInForce", sentence)
    if entry.places_free <= 0:
        sentence = f"Every place of {entry.code} is taken: {entry.taken} of {entry.capacity}."
        yield Fault("/interventionId", "noPlaceLeft", sentence)


def _against_money(budget: Budget | None, price: int | None, today: date) -> Iterator[Fault]:
    if budget is None:
        sentence = f"The division has set no budget for {financial_year_of(today)}."
        yield Fault("/", "budgetNotSet", sentence)
    elif price is not None and price > budget.left:
        sentence = (
            f"The budget of {budget.financial_year} has {pounds(budget.left)} left of {pounds(budget.amount)}; "
            f"the intervention costs {pounds(price)}."
        )
        yield Fault("/", "budgetExceeded", sentence)


def _told(purchase: Purchase, occasion: Occasion) -> InterventionPurchased:
    clock = ClockChange.started(
        Obligation.REFERRAL_ANSWERED, purchase.purchase_id, purchase.answer_due_at, purchase.provider
    )
    return InterventionPurchased(
        crn=purchase.crn,
        detail_url=purchase.url,
        recorded_by=occasion.actor,
        clocks=(clock,),
        sentence_id=purchase.sentence_id,
        purchase_id=purchase.purchase_id,
        intervention=purchase.intervention,
        provider=purchase.provider,
        division=purchase.division,
        supplier_kind=purchase.supplier_kind,
        need=purchase.need,
        price=purchase.price,
    )
