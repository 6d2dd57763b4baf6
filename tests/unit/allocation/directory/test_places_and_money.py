"""Whatever is commanded in whatever order: no place and no pound too many, and each is given back exactly once."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from services.allocation.directory.domain.budgets import Budget, NewBudget, set_budget
from services.allocation.directory.domain.entries import NewCapacity, change_capacity
from services.allocation.directory.domain.interventions import Intervention
from services.allocation.directory.domain.purchases import Purchase
from services.allocation.directory.domain.referral import refer
from shared.decisions import Invalid, NotAllowed
from shared.probation.vocabulary import InterventionOutcome, PurchaseState
from tests.unit.allocation.directory.given import CRC, KEPT, LIVE, NPS, Held, budget, entry, referral

COMMANDS = ("accept", "decline", "start", "completed", "notCompleted", "neverStarted", "withdraw", "orderEnded")
NOTHING = (InterventionOutcome.DECLINED, InterventionOutcome.NEVER_STARTED)


class PlacesAndMoney(RuleBasedStateMachine):
    """Two interventions of different price, and one budget for both."""

    purchases: "Bundle[Any]" = Bundle("purchases")

    @initialize(first=st.integers(0, 3), second=st.integers(0, 3), pence=st.integers(0, 2000))
    def begin(self, first: int, second: int, pence: int) -> None:
        self.entries: list[Intervention] = [entry(price=300, capacity=first), entry(price=700, capacity=second)]
        self.budget: Budget = budget(pence)
        self.bought: dict[int, Purchase] = {}

    @rule(target=purchases, which=st.integers(0, 1))
    def buy(self, which: int) -> int:
        into = self.entries[which]
        has_room, has_money = into.taken < into.capacity, into.price_on(NPS.now.date()) <= self.budget.left  # type: ignore[operator]
        try:
            made = refer(KEPT, into, self.budget, referral(into), NPS)
        except Invalid:
            assert not (has_room and has_money)
            return -1
        assert has_room
        assert has_money
        self.entries[which], self.budget = made.intervention.state, made.budget.state
        self.bought[len(self.bought)] = made.purchase.state
        return len(self.bought) - 1

    @rule(number=purchases, command=st.sampled_from(COMMANDS))
    def command(self, number: int, command: str) -> None:
        if number < 0:
            return
        held = Held.__new__(Held)
        purchase = self.bought[number]
        which = [one.intervention_id for one in self.entries].index(purchase.intervention_id)
        held.purchase, held.entry, held.budget, held.told = purchase, self.entries[which], self.budget, []
        try:
            held.does(command)
        except NotAllowed:
            assert not held.told
            return
        self.bought[number], self.entries[which], self.budget = held.purchase, held.entry, held.budget

    @rule(which=st.integers(0, 1), capacity=st.integers(0, 4))
    def resize(self, which: int, capacity: int) -> None:
        try:
            self.entries[which] = change_capacity(self.entries[which], NewCapacity(capacity=capacity), CRC).state
        except Invalid:
            assert capacity < self.entries[which].taken

    @rule(pence=st.integers(0, 3000))
    def set_the_budget(self, pence: int) -> None:
        try:
            self.budget = set_budget(self.budget, NewBudget(financial_year="2016/17", amount=pence), NPS).state
        except Invalid:
            assert pence < self.budget.committed

    @invariant()
    def places_are_those_of_live_purchases_and_never_too_many(self) -> None:
        for one in self.entries:
            into = [p for p in self.bought.values() if p.intervention_id == one.intervention_id]
            assert one.taken == sum(p.state in LIVE for p in into) <= one.capacity

    @invariant()
    def money_is_that_of_what_did_not_come_to_nothing_and_never_too_much(self) -> None:
        kept = [
            p.price for p in self.bought.values() if p.state is not PurchaseState.WITHDRAWN and p.outcome not in NOTHING
        ]
        assert self.budget.committed == sum(kept) <= self.budget.amount


PlacesAndMoney.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestPlacesAndMoney = PlacesAndMoney.TestCase
