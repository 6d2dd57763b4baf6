"""Every command on a report in every state; what is not in the table is refused with the state and what it allows."""

import itertools
from collections.abc import Callable
from datetime import date

import pytest

from services.court.domain.adjourning import Adjourn, adjourn
from services.court.domain.chasing import chase_check
from services.court.domain.check_requests import ask_for_check
from services.court.domain.checks import AskForCheck
from services.court.domain.completion import complete_report
from services.court.domain.countersigning import Countersign, countersign
from services.court.domain.naming import NameAuthor, name_author
from services.court.domain.reports import Report
from services.court.domain.stages import REPORT, ReportState
from services.court.domain.withdrawal import WithdrawReport, withdraw_report
from shared.decisions import Decision, NotAllowed
from shared.probation.vocabulary import AdjournmentReason, CheckKind, ReportType, ReportWithdrawalReason, StaffGrade
from tests.unit.court.given import (
    OCCASION,
    answered,
    at,
    both,
    check_on,
    completed,
    completion,
    named,
    registered,
    requested,
    sentenced,
    unnamed,
    with_check,
)

DA = CheckKind.DOMESTIC_ABUSE
TRAINEE = registered("N07T001", StaffGrade.TRAINEE)
MANAGER = at(OCCASION.now, officer="N07S001")


def put_off(report: Report, *, addendum_wanted: bool = False, to: date = date(2016, 9, 20)) -> Decision[Report]:
    asked = Adjourn(court_date=to, reason=AdjournmentReason.COURT_TIME, addendum_wanted=addendum_wanted)
    return adjourn(report, asked, OCCASION)


def report_in(state: ReportState) -> Report:
    """A report in that state, with an unanswered check on it where the state can have one."""
    report = with_check(requested(), DA)
    match state:
        case ReportState.AWAITING_COUNTERSIGNATURE:
            return completed(named(report, TRAINEE))
        case ReportState.COMPLETED:
            return completed(report)
        case ReportState.ADDENDUM_WANTED:
            return put_off(completed(report), addendum_wanted=True, to=date(2016, 9, 13)).state
        case ReportState.SENTENCED:
            return both(sentenced(completed(report)))[0]
        case ReportState.WITHDRAWN:
            return withdraw_report(report, WithdrawReport(reason=ReportWithdrawalReason.NOT_NEEDED), OCCASION).state
    return report


def addendum_awaiting() -> Report:
    """An addendum that waits for its countersignature."""
    wanted = named(report_in(ReportState.ADDENDUM_WANTED), TRAINEE)
    return completed(wanted, delivered_type="addendum")


def deliver(report: Report) -> Decision[Report]:
    is_addendum = report.state is ReportState.ADDENDUM_WANTED
    asked = completion(delivered_type=ReportType.ADDENDUM if is_addendum else ReportType.ORAL)
    return complete_report(report, asked, OCCASION)


def submit(report: Report) -> Decision[Report]:
    if (report.state, "nameAuthor") in REPORT.table:
        report = named(report, TRAINEE)
    return deliver(report)


def decide_on(report: Report, decision: str) -> Decision[Report]:
    asked = Countersign.model_validate({"decision": decision, "reason": "The analysis is thin."})
    return countersign(report, asked, MANAGER)


def rename(report: Report) -> Decision[Report]:
    return name_author(report, registered(), NameAuthor(author="N07B960"), OCCASION)


COMMANDS: dict[str, Callable[[Report], Decision[Report]]] = {
    "requestCheck": lambda report: (
        ask_for_check(report, None, AskForCheck(kind=CheckKind.MENTAL_HEALTH), OCCASION).report
    ),
    "dispenseWithCheck": lambda report: (
        ask_for_check(
            report, None, AskForCheck(kind=CheckKind.CHILD_SAFEGUARDING, not_required_because="No contact."), OCCASION
        ).report
    ),
    "answerCheck": lambda report: answered(report, DA).report,
    "chaseCheck": lambda report: chase_check(report, None, check_on(report, DA).check_id, OCCASION).report,
    "nameAuthor": rename,
    "complete": deliver,
    "submitForCountersignature": submit,
    "countersign": lambda report: decide_on(report, "countersigned"),
    "returnReport": lambda report: decide_on(report, "returned"),
    "returnAddendum": lambda report: decide_on(report, "returned"),
    "adjourn": put_off,
    "adjournForAddendum": lambda report: put_off(report, addendum_wanted=True),
    "withdraw": lambda report: withdraw_report(
        report, WithdrawReport(reason=ReportWithdrawalReason.CASE_DROPPED), OCCASION
    ),
    "sentence": lambda report: Decision(both(sentenced(report))[0]),
}
OF_AN_ADDENDUM = ("returnAddendum", "adjournForAddendum")


@pytest.mark.parametrize(("state", "command"), list(itertools.product(ReportState, COMMANDS)))
def test_a_report_accepts_what_its_table_says_and_nothing_else(state: ReportState, command: str) -> None:
    report = report_in(state)
    assert report.state is state
    if state is ReportState.AWAITING_COUNTERSIGNATURE and command in OF_AN_ADDENDUM:
        report = addendum_awaiting()
    if (state, command) in REPORT.table:
        assert COMMANDS[command](report).state.state is REPORT.table[state, command]
        return
    with pytest.raises(NotAllowed) as refused:
        COMMANDS[command](report)
    assert (refused.value.state, refused.value.allowed) == (state, REPORT.allowed(state))


def test_every_state_is_reached_and_every_command_is_tried() -> None:
    assert {command for _, command in REPORT.table} == set(COMMANDS)
    assert set(REPORT.table.values()) == set(ReportState)


def test_nothing_leads_out_of_a_withdrawn_or_a_sentenced_report() -> None:
    for ended in (ReportState.WITHDRAWN, ReportState.SENTENCED):
        assert {after for (state, _), after in REPORT.table.items() if state is ended} == {ended}


def test_a_report_with_no_author_is_not_delivered() -> None:
    with pytest.raises(Exception, match="author"):
        deliver(unnamed())
