"""What a CRC's contract manager may say of the directory, and what the courts hear of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from services.allocation.directory.domain.entries import (
    LastDay,
    NewCapacity,
    NewPrice,
    change_capacity,
    list_intervention,
    set_price,
    withdraw,
)
from services.allocation.directory.domain.interventions import Intervention
from services.allocation.directory.domain.suppliers import NewSupplier, add_supplier
from shared.contracts.allocation import InterventionListed
from shared.decisions import Decision, Invalid, NotAllowed, NotFound
from tests.unit.allocation.directory.given import CRC, NPS, PRICE, TODAY, entry, new_entry, occasion, supplier

Act = Callable[[], object]
TOMORROW, YESTERDAY = date(2016, 9, 6), date(2016, 9, 4)


def codes(refused: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def price(of: Intervention, day: date, pence: int = 1) -> Decision[Intervention]:
    return set_price(of, NewPrice.model_validate({"from": day, "price": pence}), CRC)


def test_a_new_entry_is_told_to_the_courts_and_is_about_no_person() -> None:
    chain = supplier()
    made = list_intervention(chain, new_entry(chain), CRC)
    [told] = made.listings
    assert isinstance(told, InterventionListed)
    assert (told.subject, told.provider, told.number, told.supplier_kind) == ("C17-BBR", "C17", 1, "voluntary")
    assert (told.offered_from, told.offered_until) == (date(2015, 2, 1), None)
    assert not made.events


def test_an_entry_is_refused_with_everything_that_is_wrong() -> None:
    foreign = supplier("C21")
    with pytest.raises(Invalid) as refused:
        list_intervention(foreign, new_entry(foreign), CRC)
    assert codes(refused) == ["codeOfAnotherProvider", "supplierUnknown"]
    with pytest.raises(Invalid) as refused:
        list_intervention(None, new_entry(supplier()), CRC)
    assert codes(refused) == ["supplierUnknown"]


def test_a_directory_is_a_crc_s() -> None:
    with pytest.raises(Invalid) as refused:
        add_supplier(NewSupplier.model_validate({"name": "Relate well", "kind": "voluntary"}), NPS)
    assert codes(refused) == ["notACrc"]
    with pytest.raises(Invalid) as refused:
        list_intervention(None, new_entry(supplier()), occasion("police"))
    assert codes(refused) == ["notACrc"]


@pytest.mark.parametrize("code", ["C17BBR", "X17-BBR", "C17-", "C17-THIRTEENCHARS", "C17-bbr", "C17-BBR\n"])
def test_a_code_has_the_shape_of_a_code(code: str) -> None:
    with pytest.raises(ValidationError):
        new_entry(supplier(), code=code)


def test_a_need_or_sex_said_twice_is_said_once() -> None:
    asked = new_entry(supplier(), needs=["drugs", "alcohol", "drugs"], openTo=["male", "male"])
    assert (asked.needs, asked.open_to) == (("drugs", "alcohol"), ("male",))


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "x" * 121])
def test_a_name_is_text(name: str) -> None:
    with pytest.raises(ValidationError):
        supplier(name=name)


def test_the_price_in_force_is_the_latest_that_has_begun() -> None:
    known = price(price(entry(), date(2017, 4, 1), 70_000).state, date(2016, 10, 1), 66_000).state
    assert [one.valid_from for one in known.prices] == sorted(one.valid_from for one in known.prices)
    assert known.price_on(date(2015, 1, 31)) is None
    assert known.price_on(TODAY) == PRICE
    assert known.price_on(date(2016, 10, 1)) == known.price_on(date(2017, 3, 31)) == 66_000
    assert known.price_on(date(2017, 4, 1)) == 70_000


def test_a_price_that_has_been_in_force_never_changes() -> None:
    with pytest.raises(Invalid) as refused:
        price(entry(), YESTERDAY)
    assert codes(refused) == ["priceInThePast"]
    known = price(entry(), TODAY, 7).state
    assert known.price_on(TODAY) == 7
    with pytest.raises(Invalid) as refused:
        price(known, TODAY, 8)
    assert codes(refused) == ["priceInForce"]


def test_a_price_that_has_not_begun_is_replaced_by_another_of_its_day() -> None:
    known = price(price(entry(), TOMORROW, 7).state, TOMORROW, 8).state
    assert known.price_on(TOMORROW) == 8
    assert len(known.prices) == 2


def test_the_capacity_is_no_less_than_what_is_taken() -> None:
    known = entry(taken=2)
    assert change_capacity(known, NewCapacity(capacity=2), CRC).state.places_free == 0
    with pytest.raises(Invalid) as refused:
        change_capacity(known, NewCapacity(capacity=1), CRC)
    assert codes(refused) == ["capacityBelowTaken"]


def test_prices_and_places_are_no_news_to_a_court() -> None:
    assert not price(entry(), TODAY).listings
    assert not change_capacity(entry(), NewCapacity(capacity=9), CRC).listings


def test_a_last_day_is_told_and_can_be_moved_while_it_is_not_over() -> None:
    first = withdraw(entry(), LastDay(offered_until=TOMORROW), CRC)
    [told] = first.listings
    assert (getattr(told, "number", None), getattr(told, "offered_until", None)) == (2, TOMORROW)
    assert not withdraw(first.state, LastDay(offered_until=TOMORROW), CRC).listings
    later = withdraw(first.state, LastDay(offered_until=date(2016, 12, 31)), CRC)
    assert (later.state.number, later.state.offered_until) == (3, date(2016, 12, 31))


def test_a_last_day_is_neither_over_nor_before_the_first() -> None:
    with pytest.raises(Invalid) as refused:
        withdraw(entry(), LastDay(offered_until=YESTERDAY), CRC)
    assert codes(refused) == ["lastDayTooEarly"]
    to_come = entry(offeredFrom="2017-01-01")
    with pytest.raises(Invalid):
        withdraw(to_come, LastDay(offered_until=TOMORROW), CRC)
    assert withdraw(to_come, LastDay(offered_until=date(2017, 1, 1)), CRC).state.number == 2


def test_once_the_last_day_is_over_nothing_changes_any_more() -> None:
    known = withdraw(entry(), LastDay(offered_until=TODAY), CRC).state
    over = occasion("C17", datetime(2016, 9, 5, 23, 0, tzinfo=UTC))  # midnight in London
    acts: tuple[Act, ...] = (
        lambda: set_price(known, NewPrice.model_validate({"from": TOMORROW, "price": 1}), over),
        lambda: change_capacity(known, NewCapacity(capacity=9), over),
        lambda: withdraw(known, LastDay(offered_until=TOMORROW), over),
    )
    for act in acts:
        with pytest.raises(NotAllowed, match="withdrawn"):
            act()


def test_an_entry_is_its_provider_s_alone() -> None:
    other = occasion("C21")
    acts: tuple[Act, ...] = (
        lambda: set_price(entry(), NewPrice.model_validate({"from": TODAY, "price": 1}), other),
        lambda: change_capacity(entry(), NewCapacity(capacity=9), other),
        lambda: withdraw(entry(), LastDay(offered_until=TODAY), NPS),
    )
    for act in acts:
        with pytest.raises(NotFound):
            act()
