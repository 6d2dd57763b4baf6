"""What is not in a table is not allowed, and the refusal names the state and what is allowed instead."""

import itertools
from collections.abc import Callable

import pytest

from services.court.domain.closures import CloseGap, supervise_without_it
from services.court.domain.stages import CHECK, GAP, GapState
from shared.decisions import NotAllowed
from shared.probation.vocabulary import CheckKind, CheckState, GapClosure
from tests.unit.court.given import OCCASION, answered, requested, sentenced, with_check

DA = CheckKind.DOMESTIC_ABUSE


def test_a_gap_is_never_opened_again() -> None:
    assert set(GAP.table.values()) == {GapState.CLOSED}


@pytest.mark.parametrize(
    ("state", "command"), list(itertools.product(CheckState, ("requestCheck", "dispenseWithCheck", "answerCheck")))
)
def test_a_check_accepts_what_its_table_says_and_nothing_else(state: CheckState, command: str) -> None:
    report = requested()
    if state is CheckState.OVERDUE:  # never stored: it is how a requested check reads once its time has run out
        assert not CHECK.allowed(state)
        return
    if state is CheckState.NOT_REQUIRED:
        report = with_check(report, DA, "Not a case for it.")
    elif state is not CheckState.NOT_REQUESTED:
        report = with_check(report, DA)
    if state is CheckState.RECEIVED:
        report = answered(report, DA).report.state
    if state is CheckState.NOT_REQUESTED and command == "answerCheck":
        assert (state, command) not in CHECK.table
        return  # there is nothing to name in the request: it is not found
    act: dict[str, Callable[[], object]] = {
        "requestCheck": lambda: with_check(report, DA),
        "dispenseWithCheck": lambda: with_check(report, DA, "Not a case for it."),
        "answerCheck": lambda: answered(report, DA),
    }
    if (state, command) in CHECK.table:
        act[command]()
        return
    with pytest.raises(NotAllowed) as refused:
        act[command]()
    assert (refused.value.state, refused.value.allowed) == (state, CHECK.allowed(state))


def test_a_gap_that_is_closed_is_not_closed_again_by_a_decision() -> None:
    sentence = sentenced(None).sentence.state
    asked = CloseGap(closure=GapClosure.SUPERVISED_WITHOUT_IT, reason="No record is held anywhere.")
    gap_id = sentence.gaps[0].gap_id
    closed = supervise_without_it(sentence, gap_id, asked, OCCASION).state
    with pytest.raises(NotAllowed, match="closed"):
        supervise_without_it(closed, gap_id, asked, OCCASION)
