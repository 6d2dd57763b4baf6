"""What the tests of the directory begin from: an entry, a budget, a case of the NPS, and who does what."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from services.allocation.directory.domain.budgets import Budget, NewBudget, financial_year_of, set_budget
from services.allocation.directory.domain.entries import NewIntervention, list_intervention
from services.allocation.directory.domain.interventions import Intervention
from services.allocation.directory.domain.progress import (
    Closed,
    InterventionEnd,
    InterventionStart,
    ReferralAnswer,
    accept,
    decline,
    end,
    order_ended,
    start,
    withdraw,
)
from services.allocation.directory.domain.purchases import Purchase
from services.allocation.directory.domain.referral import Bought, Referral, Supervision, refer
from services.allocation.directory.domain.suppliers import NewSupplier, Supplier, add_supplier
from services.allocation.domain.stages import AllocationStage
from shared.contracts.model import Actor
from shared.decisions import Occasion
from shared.probation.vocabulary import InterventionOutcome, PurchaseState
from tests.unit.allocation.given import Ids

NOW = datetime(2016, 9, 5, 9, 0, tzinfo=UTC)
TODAY = date(2016, 9, 5)
PRICE = 64_500
LIVE = (PurchaseState.REFERRED, PurchaseState.ACCEPTED, PurchaseState.STARTED)
"""The states in which a purchase takes a place."""


def occasion(organisation: str, now: datetime = NOW) -> Occasion:
    return Occasion(now=now, actor=Actor(organisation=organisation, officer=f"{organisation}M001"), new_id=Ids())


CRC, NPS = occasion("C17"), occasion("N07")
KEPT = Supervision(crn="X320741", state=AllocationStage.KEPT_BY_NPS, supervising_provider="N07")


def supplier(provider: str = "C17", **changes: Any) -> Supplier:
    asked = NewSupplier.model_validate({"name": "Relate well", "kind": "voluntary", **changes})
    return add_supplier(asked, occasion(provider)).state


def new_entry(by: Supplier, **changes: Any) -> NewIntervention:
    facts: dict[str, Any] = {
        "code": f"{by.provider}-BBR",
        "title": "Building Better Relationships",
        "needs": ["relationships", "domesticAbuse"],
        "openTo": ["male"],
        "supplierId": by.supplier_id,
        "capacity": 3,
        "offeredFrom": "2015-02-01",
        "price": PRICE,
    }
    return NewIntervention.model_validate({**facts, **changes})


def entry(taken: int = 0, **changes: Any) -> Intervention:
    """For men with a need in relationships; three places, on offer since 2015."""
    chain = supplier()
    known = list_intervention(chain, new_entry(chain, **changes), CRC).state
    return known.model_copy(update={"taken": taken})


def budget(amount: int = 10 * PRICE, committed: int = 0, now: datetime = NOW) -> Budget:
    asked = NewBudget(financial_year=financial_year_of(now.date()), amount=amount)
    return set_budget(None, asked, occasion("N07", now)).state.with_committed(committed)


def referral(into: Intervention, need: str = "relationships", sex: str = "male") -> Referral:
    return Referral.model_validate(
        {"sentenceId": uuid4(), "interventionId": into.intervention_id, "need": need, "sex": sex}
    )


def bought(into: Intervention | None = None, money: Budget | None = None, at: Occasion = NPS) -> Bought:
    into = into or entry()
    return refer(KEPT, into, money or budget(), referral(into), at)


class Held:
    """A purchase with the entry and the budget that it holds, as commands change them."""

    def __init__(self, made: Bought | None = None) -> None:
        made = made or bought()
        self.purchase: Purchase = made.purchase.state
        self.entry: Intervention = made.intervention.state
        self.budget: Budget = made.budget.state
        self.told: list[Any] = list(made.purchase.events)

    def does(self, command: str, by: str | None = None, now: datetime = NOW) -> None:
        """Carry out a command as whose it is, or as whoever is named."""
        who = self.purchase.division if command in ("withdraw", "orderEnded") else self.purchase.provider
        at = replace(occasion(by or who), now=now)
        if command == "accept":
            self._progress(accept(self.purchase, ReferralAnswer(accepted=True), at))
        elif command == "start":
            self._progress(start(self.purchase, InterventionStart(), at))
        elif command in ("decline", "withdraw", "orderEnded"):
            close = {"decline": decline, "withdraw": withdraw, "orderEnded": order_ended}[command]
            self._close(close(self.purchase, self.entry, self.budget, at))
        else:
            asked = InterventionEnd.model_validate({"outcome": InterventionOutcome(command)})
            self._close(end(asked, self.purchase, self.entry, self.budget, at))

    def _progress(self, decision: Any) -> None:
        self.purchase = decision.state
        self.told += decision.events

    def _close(self, closed: Closed) -> None:
        self._progress(closed.purchase)
        self.entry, self.budget = closed.intervention.state, closed.budget.state
