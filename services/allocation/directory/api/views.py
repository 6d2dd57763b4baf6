"""What callers see of the directory, the rate card, budgets and purchases."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.allocation.directory.domain.budgets import Budget
from services.allocation.directory.domain.interventions import Intervention, Price
from shared.contracts.allocation import InterventionCode, Pence
from shared.contracts.model import Contract
from shared.probation.identifiers import Crn, ProviderCode
from shared.probation.vocabulary import InterventionOutcome, Need, PurchaseState, Sex, SupplierKind


class SupplierView(Contract):
    """Who delivers, in whose supply chain (¶23-24)."""

    supplier_id: UUID
    provider: ProviderCode = Field(description="The CRC whose supply chain it is in.")
    name: str
    kind: SupplierKind
    listed_at: datetime
    listed_by: str | None
    version: int


class InterventionOnCard(Contract):
    """An entry of the directory as the rate card shows it: for whom, by whom, what it costs today, and what is free."""

    intervention_id: UUID
    code: InterventionCode
    provider: ProviderCode
    title: str
    needs: tuple[Need, ...]
    open_to: tuple[Sex, ...]
    supplier_id: UUID
    supplier_name: str
    supplier_kind: SupplierKind
    offered_from: date
    offered_until: date | None = Field(description="The last day on which a referral is taken; null while open.")
    price: Pence | None = Field(description="Of today; null where none is in force, and then nobody can buy it.")
    capacity: int = Field(description="How many people can be in it at one time.")
    places_free: int = Field(description="Now. A place is taken from the referral to the end.")
    number: int = Field(description="Which version of the entry the courts have heard of.")


class PriceView(Contract):
    """A price, from a day on until a later one."""

    valid_from: date = Field(alias="from")
    price: Pence
    set_at: datetime
    set_by: str | None


class InterventionView(InterventionOnCard):
    """An entry of the directory with every price that it has had or will have."""

    prices: tuple[PriceView, ...]
    version: int


class BudgetAmountView(Contract):
    """What a budget was set to."""

    number: int
    amount: int
    set_at: datetime
    set_by: str | None


class BudgetView(Contract):
    """What a division may spend on interventions in a financial year, what it has committed, and what is left."""

    budget_id: UUID
    division: ProviderCode
    financial_year: str = Field(examples=["2016/17"])
    amount: Annotated[int, Field(description="Pence.")]
    committed: Annotated[int, Field(description="Pence; without what came to nothing.")]
    left: Annotated[int, Field(description="Pence.")]
    amounts: tuple[BudgetAmountView, ...] = Field(description="Every amount that it was set to, first to last.")
    version: int


class PurchaseView(Contract):
    """What the NPS has bought for a person, from referral to outcome."""

    purchase_id: UUID
    sentence_id: UUID
    crn: Crn
    intervention_id: UUID
    intervention: InterventionCode
    provider: ProviderCode
    division: ProviderCode
    supplier_kind: SupplierKind
    need: Need
    sex: Sex
    price: Pence = Field(description="Of the day of the referral.")
    financial_year: str = Field(description="The year from whose budget it is paid.", examples=["2016/17"])
    state: PurchaseState
    outcome: InterventionOutcome | None
    referred_at: datetime
    referred_by: str | None
    answer_due_at: datetime
    answered_at: datetime | None
    answered_by: str | None
    started_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    version: int


def intervention_view(entry: Intervention, today: date) -> InterventionView:
    """The entry, with the price of today."""
    shown = entry.model_dump(exclude={"prices", "taken"})
    prices = tuple(_price(price) for price in entry.prices)
    return InterventionView.model_validate(
        {**shown, "prices": prices, "price": entry.price_on(today), "places_free": entry.places_free}
    )


def budget_view(budget: Budget) -> BudgetView:
    """The budget, with what is left of it."""
    amounts = [amount.model_dump(exclude={"budget_id"}) for amount in budget.amounts]
    return BudgetView.model_validate({**budget.model_dump(), "amounts": amounts, "left": budget.left})


def _price(price: Price) -> PriceView:
    return PriceView(valid_from=price.valid_from, price=price.pence, set_at=price.set_at, set_by=price.set_by)
