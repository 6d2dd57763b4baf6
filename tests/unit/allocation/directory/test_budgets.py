"""What a division may spend in a year: set anew, never below what it has committed."""

from datetime import date

import pytest
from pydantic import ValidationError

from services.allocation.directory.domain.budgets import Budget, NewBudget, financial_year_of, pounds, set_budget
from shared.decisions import Invalid
from tests.unit.allocation.directory.given import CRC, NPS, budget


def again(known: Budget | None, amount: int, year: str = "2016/17") -> Budget:
    return set_budget(known, NewBudget(financial_year=year, amount=amount), NPS).state


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2016, 4, 1), "2016/17"),
        (date(2017, 3, 31), "2016/17"),
        (date(2017, 4, 1), "2017/18"),
        (date(2016, 3, 31), "2015/16"),
        (date(2019, 12, 31), "2019/20"),
        (date(2099, 4, 1), "2099/00"),
    ],
)
def test_a_financial_year_goes_from_april_to_march(day: date, year: str) -> None:
    assert financial_year_of(day) == year


@pytest.mark.parametrize("year", ["2016/18", "2016/16", "2016", "16/17", "2016-17", "1999/00", "2016/17\n"])
def test_a_financial_year_is_two_consecutive_years(year: str) -> None:
    with pytest.raises(ValidationError):
        NewBudget(financial_year=year, amount=1)


def test_every_amount_that_it_was_set_to_is_kept() -> None:
    known = again(again(None, 500), 800)
    assert [(one.number, one.amount) for one in known.amounts] == [(1, 500), (2, 800)]
    assert (known.amount, known.left) == (800, 800)


def test_it_is_no_less_than_what_is_committed_and_the_refusal_says_how_much_that_is() -> None:
    known = budget(1000, committed=600)
    assert again(known, 600).left == 0
    with pytest.raises(Invalid, match=r"£6\.00 of 2016/17 has been committed") as refused:
        again(known, 599)
    assert [fault.code for fault in refused.value.faults] == ["amountBelowCommitted"]


def test_a_year_that_is_over_has_its_budget() -> None:
    with pytest.raises(Invalid, match="is over"):
        again(None, 1, "2015/16")
    assert again(None, 1, "2017/18").financial_year == "2017/18"


def test_only_a_division_has_a_budget_and_only_its_own() -> None:
    with pytest.raises(Invalid, match="Only a division"):
        set_budget(None, NewBudget(financial_year="2016/17", amount=1), CRC)
    assert budget().seen_by() == {"N07"}


def test_pounds_are_written_as_people_write_them() -> None:
    assert [pounds(pence) for pence in (0, 5, 64_500, 123_456_789)] == ["£0.00", "£0.05", "£645.00", "£1,234,567.89"]
