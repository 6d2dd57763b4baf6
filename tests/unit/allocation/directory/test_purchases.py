"""From referral to outcome: what each state allows, what comes back, and what becomes of the provider's clock."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from services.allocation.directory.domain.stages import PURCHASE
from shared.contracts.allocation import InterventionPurchased, PurchaseProgressed
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import NotAllowed, NotFound
from shared.probation.vocabulary import InterventionOutcome, PurchaseState
from tests.unit.allocation.directory.given import LIVE, NOW, PRICE, Held, bought, budget, entry, occasion

S = PurchaseState
WAYS: dict[PurchaseState, tuple[tuple[str, ...], ...]] = {
    S.REFERRED: ((),),
    S.ACCEPTED: (("accept",),),
    S.STARTED: (("accept", "start"),),
    S.ENDED: (("decline",), ("accept", "neverStarted"), ("accept", "start", "completed")),
    S.WITHDRAWN: (("withdraw",), ("accept", "withdraw")),
}
COMMANDS = ("accept", "decline", "start", "completed", "notCompleted", "neverStarted", "withdraw", "orderEnded")
MONEY_BACK = [("decline",), ("withdraw",), ("accept", "withdraw"), ("accept", "neverStarted"), ("orderEnded",)]
MONEY_SPENT = [("accept", "start", "completed"), ("accept", "start", "notCompleted"), ("accept", "start", "orderEnded")]


def after(*commands: str) -> Held:
    held = Held()
    for command in commands:
        held.does(command)
    return held


@pytest.mark.parametrize(("state", "command"), list(itertools.product(PurchaseState, COMMANDS)))
def test_a_purchase_accepts_what_its_table_says_and_nothing_else(state: PurchaseState, command: str) -> None:
    for way in WAYS[state]:
        held = after(*way)
        assert held.purchase.state is state
        if (state, command) in PURCHASE.table:
            held.does(command)
            assert held.purchase.state is PURCHASE.table[state, command]
            continue
        before = held.purchase, held.entry, held.budget
        with pytest.raises(NotAllowed) as refused:
            held.does(command)
        assert (refused.value.state, refused.value.allowed) == (state, PURCHASE.allowed(state))
        assert (held.purchase, held.entry, held.budget) == before


def test_the_table_knows_no_other_command_and_reaches_every_state() -> None:
    assert {command for _, command in PURCHASE.table} == set(COMMANDS)
    assert {*PURCHASE.table.values(), S.REFERRED} == set(PurchaseState)
    assert {state for state, _ in PURCHASE.table} == set(LIVE)


@pytest.mark.parametrize("way", [*MONEY_BACK, ("accept", "orderEnded")])
def test_what_came_to_nothing_gives_place_and_money_back(way: tuple[str, ...]) -> None:
    held = after(*way)
    assert (held.entry.taken, held.budget.committed) == (0, 0)


@pytest.mark.parametrize("way", MONEY_SPENT)
def test_what_was_delivered_gives_the_place_back_and_keeps_the_money(way: tuple[str, ...]) -> None:
    held = after(*way)
    assert (held.entry.taken, held.budget.committed) == (0, PRICE)


@pytest.mark.parametrize("way", [(), ("accept",), ("accept", "start")])
def test_a_place_is_taken_from_the_referral_to_the_end(way: tuple[str, ...]) -> None:
    held = after(*way)
    assert (held.entry.taken, held.budget.committed) == (1, PRICE)


@pytest.mark.parametrize("command", COMMANDS[:-1])
def test_nobody_commands_what_is_the_other_side_s(command: str) -> None:
    ways: dict[str, tuple[str, ...]] = {"start": ("accept",), "neverStarted": ("accept",)}
    way = ways.get(command, ("accept", "start") if command in ("completed", "notCompleted") else ())
    held = after(*way)
    with pytest.raises(NotFound):
        held.does(command, by="C17" if command == "withdraw" else "N07")


def test_the_provider_owes_an_answer_within_five_working_days() -> None:
    held = Held()
    [told] = held.told
    assert isinstance(told, InterventionPurchased)
    [clock] = told.clocks
    assert (clock.obligation, clock.action, clock.owner) == (Obligation.REFERRAL_ANSWERED, ClockAction.STARTED, "C17")
    assert clock.due_at == held.purchase.answer_due_at == datetime(2016, 9, 12, 22, 59, 59, 999999, tzinfo=UTC)
    assert (told.intervention, told.price, told.need) == ("C17-BBR", PRICE, "relationships")


@pytest.mark.parametrize(
    ("command", "action"),
    [
        ("accept", ClockAction.MET),
        ("decline", ClockAction.MET),
        ("withdraw", ClockAction.CANCELLED),
        ("orderEnded", ClockAction.CANCELLED),
    ],
)
def test_the_clock_ends_with_the_referral(command: str, action: ClockAction) -> None:
    held = after(command)
    told = held.told[-1]
    assert [(clock.obligation, clock.action) for clock in told.clocks] == [(Obligation.REFERRAL_ANSWERED, action)]


@pytest.mark.parametrize("way", [("accept", "start", "completed"), ("accept", "withdraw"), ("accept", "orderEnded")])
def test_after_the_answer_no_clock_runs_any_more(way: tuple[str, ...]) -> None:
    assert [len(told.clocks) for told in after(*way).told[2:]] == [0] * (len(way) - 1)


def test_each_step_is_told_with_its_outcome() -> None:
    told = after("accept", "start", "completed").told[1:]
    assert all(isinstance(one, PurchaseProgressed) for one in told)
    steps = [(one.state, one.outcome) for one in told]
    assert steps == [(S.ACCEPTED, None), (S.STARTED, None), (S.ENDED, InterventionOutcome.COMPLETED)]


def test_the_end_of_the_order_withdraws_what_had_not_started_and_ends_what_had() -> None:
    assert (after("orderEnded").purchase.state, after("orderEnded").purchase.outcome) == (S.WITHDRAWN, None)
    started = after("accept", "start", "orderEnded").purchase
    assert (started.state, started.outcome) == (S.ENDED, InterventionOutcome.NOT_COMPLETED)


def test_the_price_is_that_of_the_day_of_the_referral_and_its_year_pays() -> None:
    march, april = (
        datetime(2017, 3, 31, 22, tzinfo=UTC),
        datetime(2017, 3, 31, 23, tzinfo=UTC),
    )  # in London, a day apart
    into = entry()
    raised = into.model_copy(
        update={
            "prices": (
                *into.prices,
                into.prices[0].model_copy(
                    update={"valid_from": (april).date().replace(month=4, day=1), "pence": 70_000}
                ),
            )
        }
    )
    for now, price, year in ((march, PRICE, "2016/17"), (april, 70_000, "2017/18")):
        money = budget(now=now + timedelta(days=1) if year == "2017/18" else now)
        purchase = bought(raised, money, occasion("N07", now)).purchase.state
        assert (purchase.price, purchase.financial_year) == (price, year)
        assert purchase.referred_at > NOW
