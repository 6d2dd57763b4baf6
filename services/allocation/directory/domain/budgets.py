"""What a division of the NPS may spend on interventions in a financial year, and what it has committed (¶25).

Invariant: no more is committed than there is.
"""

from datetime import date, datetime
from typing import Annotated
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.allocation.directory.domain.parties import buying
from shared.contracts.model import Contract
from shared.decisions import Decision, Invalid, Occasion, State
from shared.probation.calendar import london_date

APRIL = 4


def _consecutive(year: str) -> str:
    if int(year[-2:]) != (int(year[2:4]) + 1) % 100:
        raise ValueError("a financial year ends in the year after that in which it begins, such as 2016/17")
    return year


FinancialYear = Annotated[
    str,
    Field(pattern=r"^20[0-9]{2}/[0-9]{2}$", description="April to March.", examples=["2016/17"]),
    AfterValidator(_consecutive),
]

Amount = Annotated[int, Field(ge=0, le=100_000_000_000, description="Pence, before tax.", examples=[25_000_000])]


def financial_year_of(day: date) -> str:
    """The financial year in which a day lies: 31 March 2017 is in 2016/17, the day after in 2017/18."""
    begins = day.year if day.month >= APRIL else day.year - 1
    return f"{begins}/{(begins + 1) % 100:02}"


def key_of(division: str, financial_year: str) -> UUID:
    """The identifier of a budget: the same for the same division and year, so that it can be locked without a look."""
    return uuid5(NAMESPACE_URL, f"urn:throughcare:budget:{division}:{financial_year}")


def pounds(pence: int) -> str:
    """An amount as people write it."""
    return f"£{pence // 100:,}.{pence % 100:02}"


class BudgetAmount(BaseModel):
    """What the budget was set to, when and by whom; never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    budget_id: UUID
    number: int
    amount: int
    set_at: datetime
    set_by: str | None


class Budget(State):
    """A division's budget for a financial year, with every amount that it was ever set to."""

    budget_id: UUID
    division: str
    financial_year: str
    amount: int
    committed: int = 0
    amounts: tuple[BudgetAmount, ...] = ()

    def seen_by(self) -> frozenset[str]:
        """The division alone."""
        return frozenset({self.division})

    @property
    def left(self) -> int:
        """What can still be committed."""
        return self.amount - self.committed

    def with_committed(self, price: int) -> "Budget":
        """With a purchase more."""
        return self.model_copy(update={"committed": self.committed + price})

    def with_money_back(self, price: int) -> "Budget":
        """With a purchase that costs nothing any more."""
        return self.model_copy(update={"committed": self.committed - price})


class NewBudget(Contract):
    """What the caller's division may spend in a financial year from now on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"financialYear": "2016/17", "amount": 25_000_000}]})

    financial_year: FinancialYear
    amount: Amount


def set_budget(known: Budget | None, asked: NewBudget, occasion: Occasion) -> Decision[Budget]:
    """The budget of a year, set for the first time or anew.

    Raises Invalid for any but a division, for a year that is over, and for less than has been committed.
    """
    division = buying(occasion.actor)
    if asked.financial_year < financial_year_of(london_date(occasion.now)):
        raise Invalid.one("/financialYear", "yearIsOver", f"The financial year {asked.financial_year} is over.")
    committed = 0 if known is None else known.committed
    if asked.amount < committed:
        sentence = f"{pounds(committed)} of {asked.financial_year} has been committed: it cannot be less."
        raise Invalid.one("/amount", "amountBelowCommitted", sentence)
    key = key_of(division, asked.financial_year)
    before = () if known is None else known.amounts
    amount = BudgetAmount(
        budget_id=key,
        number=len(before) + 1,
        amount=asked.amount,
        set_at=occasion.now,
        set_by=occasion.actor.officer,
    )
    budget = known or Budget(budget_id=key, division=division, financial_year=asked.financial_year, amount=0)
    return Decision(budget.model_copy(update={"amount": asked.amount, "amounts": (*before, amount)}))
