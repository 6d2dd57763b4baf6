"""What a caseload weighs, and its thresholds for an officer's working time (¶15)."""

import pytest

from services.crc.api.caseload_views import spread_view
from services.crc.domain.caseloads import Caseload, Held, above, limit_of
from shared.probation.vocabulary import CaseloadThreshold, RoshLevel
from tests.unit.crc.given import MONDAY, entry

ON = MONDAY.date()
ALERT, HARD_STOP, SEEN = CaseloadThreshold


def low(cases: int) -> Caseload:
    return Caseload(held=(Held(rosh=RoshLevel.LOW, in_custody=False, cases=cases),))


@pytest.mark.parametrize(
    ("rosh", "in_custody", "weight"),
    [
        (RoshLevel.LOW, False, 100),
        (RoshLevel.MEDIUM, False, 150),
        (RoshLevel.HIGH, False, 250),
        (RoshLevel.VERY_HIGH, False, 250),
        (None, False, 150),
        (RoshLevel.HIGH, True, 50),
        (None, True, 50),
    ],
)
def test_a_case_weighs_by_its_risk_and_less_in_custody(rosh: RoshLevel | None, in_custody: bool, weight: int) -> None:
    assert Held(rosh=rosh, in_custody=in_custody).weight(ON) == weight
    assert Caseload(held=(Held(rosh=rosh, in_custody=in_custody, cases=3), *low(2).held)).weight(ON) == 3 * weight + 200


@pytest.mark.parametrize(
    ("cases", "percent", "thresholds"),
    [
        (50, 100, ()),
        (51, 100, (ALERT,)),
        (60, 100, (ALERT,)),
        (61, 100, (ALERT, HARD_STOP)),
        (100, 100, (ALERT, HARD_STOP)),
        (101, 100, (ALERT, HARD_STOP, SEEN)),
        (30, 60, ()),
        (31, 60, (ALERT,)),
        (1, 1, ()),
    ],
)
def test_a_threshold_is_passed_above_its_number_scaled_to_working_time(
    cases: int, percent: int, thresholds: tuple[CaseloadThreshold, ...]
) -> None:
    assert above(cases, entry("C17A001", full_time_percent=percent), ON) == thresholds


def test_a_limit_is_never_less_than_one_case() -> None:
    assert limit_of(ALERT, entry("C17A001", full_time_percent=1), ON) == 1


def test_the_spread_shows_what_the_mean_hides() -> None:
    officers = [(entry(f"C17A{number:03}"), low(20)) for number in range(9)]
    loaded = (entry("C17B001", team="C17TWO"), low(120))
    spread = spread_view([*officers, loaded], ON)
    assert (spread.whole.officers, spread.whole.cases, spread.whole.weight) == (10, 300, 30_000)
    each = spread.whole.cases_each
    assert each is not None
    assert (each.mean, each.median, each.lowest, each.highest) == (30.0, 20.0, 20, 120)
    assert (
        spread.whole.above_average_highest,
        spread.whole.above_alert,
        spread.whole.above_hard_stop,
        spread.whole.above_seen,
    ) == (1, 1, 1, 1)
    assert [(one.team, one.provider, one.officers, one.above_seen) for one in spread.teams] == [
        ("C17CRO", "C17", 9, 0),
        ("C17TWO", "C17", 1, 1),
    ]
    assert [one.officer for one in spread.officers][:2] == ["C17B001", "C17A000"]
    assert spread.officers[0].above_thresholds == (ALERT, HARD_STOP, SEEN)


def test_of_nobody_there_is_no_spread() -> None:
    spread = spread_view([], ON)
    assert (spread.whole.officers, spread.whole.cases_each, spread.teams, spread.officers) == (0, None, (), ())
