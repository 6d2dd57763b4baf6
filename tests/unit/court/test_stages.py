"""What is not in a table is not allowed, and the refusal names the state and what is allowed instead."""

import itertools
from collections.abc import Callable

import pytest

from services.court.domain.check_requests import ask_for_check
from services.court.domain.checks import AskForCheck
from services.court.domain.closures import CloseGap, supervise_without_it
from services.court.domain.completion import complete_report
from services.court.domain.reports import Report
from services.court.domain.stages import CHECK, GAP, REPORT, GapState, ReportState
from shared.decisions import NotAllowed
from shared.probation.vocabulary import CheckKind, CheckState, GapClosure
from tests.unit.court.given import OCCASION, answered, both, completed, completion, requested, sentenced, with_check

OF_A_REPORT = ("requestCheck", "dispenseWithCheck", "answerCheck", "complete", "sentence")
DA = CheckKind.DOMESTIC_ABUSE


def report_in(state: ReportState) -> Report:
    report = with_check(requested(), DA)
    if state is ReportState.REQUESTED:
        return report
    return completed(report) if state is ReportState.COMPLETED else both(sentenced(report))[0]


COMMANDS: dict[str, Callable[[Report], object]] = {
    "requestCheck": lambda report: ask_for_check(report, None, AskForCheck(kind=CheckKind.MENTAL_HEALTH), OCCASION),
    "dispenseWithCheck": lambda report: with_check(report, CheckKind.CHILD_SAFEGUARDING, "No contact with children."),
    "answerCheck": lambda report: answered(report, DA),
    "complete": lambda report: complete_report(report, completion(), OCCASION),
    "sentence": lambda report: sentenced(report),
}


@pytest.mark.parametrize(("state", "command"), list(itertools.product(ReportState, OF_A_REPORT)))
def test_a_report_accepts_what_its_table_says_and_nothing_else(state: ReportState, command: str) -> None:
    report = report_in(state)
    assert report.state is state
    if (state, command) in REPORT.table:
        COMMANDS[command](report)
        return
    with pytest.raises(NotAllowed) as refused:
        COMMANDS[command](report)
    assert (refused.value.state, refused.value.allowed) == (state, REPORT.allowed(state))


def test_the_tables_lead_only_to_states_that_exist_and_every_state_is_reached() -> None:
    assert {command for _, command in REPORT.table} == set(OF_A_REPORT)
    assert set(REPORT.table.values()) == set(ReportState)
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
