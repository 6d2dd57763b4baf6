"""Who has read what was missing at sentence: only the officer who has the case now counts (¶11)."""

from datetime import timedelta
from itertools import permutations

import pytest

from services.allocation.domain import sentences
from services.allocation.domain.acknowledgements import earlier_readings, reading_of, responsible, standing_of
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.stages import AllocationStage, ReadingState
from shared.probation.vocabulary import StaffGrade
from tests.unit.allocation.given import DOMESTIC_ABUSE, MONDAY, SAFEGUARDING, accept, allocated, occasion, sentence
from tests.unit.allocation.passing import HIGH, hear, kept, left, moved, named, read, supervised, taken_over

GAP = DOMESTIC_ABUSE.gap_id


def day(number: int) -> timedelta:
    return timedelta(days=number)


def standing(allocation: Allocation) -> tuple[str | None, ReadingState, list[str]]:
    """Who has the case, whether that officer has read the gap, and who had read it before."""
    now = responsible(allocation)
    return (
        None if now is None else now.officer,
        standing_of(allocation, GAP),
        [one.officer for one in earlier_readings(allocation, GAP)],
    )


def test_while_the_crc_has_named_nobody_every_gap_is_unread() -> None:
    assert standing(supervised()) == (None, ReadingState.UNREAD, [])


def test_read_by_the_officer_who_has_the_case_it_is_read() -> None:
    allocation = hear(hear(supervised(), named()), read(), MONDAY + day(1))
    assert standing(allocation) == ("C17A001", ReadingState.READ, [])
    found = reading_of(allocation, GAP)
    assert found is not None
    assert found.at == MONDAY + day(1)


def test_with_another_officer_it_is_unread_again_and_the_earlier_reading_is_kept() -> None:
    allocation = hear(hear(supervised(), named()), read(), MONDAY + day(1))
    allocation = hear(allocation, named("C17A002"), MONDAY + day(2))
    assert standing(allocation) == ("C17A002", ReadingState.UNREAD, ["C17A001"])
    allocation = hear(allocation, read("C17A002"), MONDAY + day(3))
    assert standing(allocation) == ("C17A002", ReadingState.READ, ["C17A001"])
    back = hear(allocation, named(), MONDAY + day(4))
    assert standing(back) == ("C17A001", ReadingState.UNREAD, ["C17A001", "C17A002"])


def test_once_the_officer_has_left_nobody_has_the_case_and_the_gap_is_unread() -> None:
    allocation = hear(hear(supervised(), named()), read(), MONDAY + day(1))
    alone = hear(allocation, left(), MONDAY + day(2))
    assert standing(alone) == (None, ReadingState.UNREAD, ["C17A001"])
    assert hear(alone, left(), MONDAY + day(2)) == alone
    back = hear(alone, named(), MONDAY + day(3))
    assert standing(back) == ("C17A001", ReadingState.UNREAD, ["C17A001"])


def test_another_grade_is_no_other_officer() -> None:
    allocation = hear(hear(supervised(), named()), read(), MONDAY + day(1))
    allocation = hear(allocation, named(grade=StaffGrade.SPO), MONDAY + day(2))
    assert standing(allocation) == ("C17A001", ReadingState.READ, [])


def test_after_a_move_it_is_unread_again_even_before_anybody_is_named_there() -> None:
    allocation = hear(hear(supervised(), named()), read(), MONDAY + day(1))
    there = moved(allocation, now=MONDAY + day(2))
    assert standing(there) == (None, ReadingState.UNREAD, ["C17A001"])
    there = hear(there, named("C21A001"), MONDAY + day(3))
    assert standing(there) == ("C21A001", ReadingState.UNREAD, ["C17A001"])


def test_what_the_crc_before_still_had_to_tell_changes_nothing_of_now() -> None:
    there = moved(supervised(), now=MONDAY + day(2))
    there = hear(hear(there, named("C21A001"), MONDAY + day(3)), named(), MONDAY)
    there = hear(there, read(), MONDAY + day(1))
    assert standing(there) == ("C21A001", ReadingState.UNREAD, ["C17A001"])


def test_a_case_that_comes_back_is_read_again() -> None:
    allocation = hear(hear(supervised(), named()), read(), MONDAY + day(1))
    back = moved(moved(allocation, now=MONDAY + day(2)), "C17", now=MONDAY + day(3))
    assert standing(back) == (None, ReadingState.UNREAD, ["C17A001"])
    back = hear(back, named(), MONDAY + day(4))
    assert standing(back) == ("C17A001", ReadingState.UNREAD, ["C17A001"])


def test_taken_over_by_the_nps_it_is_unread_whoever_of_the_crc_had_read_it() -> None:
    allocation = hear(hear(taken_over(), named()), read(), MONDAY + day(1))
    assert standing(allocation) == (None, ReadingState.UNREAD, ["C17A001"])


def test_told_twice_it_is_noted_once() -> None:
    once = hear(hear(supervised(), named()), read(), MONDAY + day(1))
    assert hear(hear(once, named()), read(), MONDAY + day(1)) == once


def test_a_gap_that_another_has_read_is_not_read_by_that() -> None:
    allocation = hear(supervised(gaps=(DOMESTIC_ABUSE, SAFEGUARDING)), named())
    allocation = hear(allocation, read(gap_id=SAFEGUARDING.gap_id), MONDAY + day(1))
    assert standing(allocation) == ("C17A001", ReadingState.UNREAD, [])


@pytest.mark.parametrize("risk", [sentence().risk, HIGH])
@pytest.mark.parametrize("division", ["N07", "N01"])
@pytest.mark.parametrize("order", list(permutations(("sentence", "named", "read"))))
def test_before_or_after_the_sentence_the_record_ends_the_same(
    order: tuple[str, ...], division: str, risk: object
) -> None:
    passed = sentence(risk=risk, division=division)
    allocation: Allocation | None = None
    for step in order:
        match step:
            case "sentence":
                shell = allocation or sentences.shell(passed)
                allocation = sentences.hear_sentence(shell, passed, occasion(division)).state
            case "named":
                allocation = hear(allocation, named())
            case _:
                allocation = hear(allocation, read(), MONDAY + day(1))
    assert allocation is not None
    assert allocation == hear(hear(allocated(passed), named()), read(), MONDAY + day(1))
    assert allocation.risk_held_by == division


def test_heard_before_the_sentence_the_nps_holds_the_risk_until_somebody_accepts() -> None:
    shell = hear(None, named())
    assert (shell.state, shell.risk_held_by) == (AllocationStage.AWAITING_SENTENCE, "N07")
    assert standing(accept(hear(allocated(), named())).state)[0] == "C17A001"


def test_of_a_case_that_the_nps_keeps_a_crc_names_nobody() -> None:
    assert standing(hear(kept(), named()))[0] is None
