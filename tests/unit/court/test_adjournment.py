"""The court puts a case off, wants an addendum, or does not want the report any more."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.court.domain.adjourning import Adjourn, adjourn
from services.court.domain.completion import complete_report
from services.court.domain.reports import Report
from services.court.domain.stages import ReportState
from services.court.domain.withdrawal import WithdrawReport, withdraw_report
from shared.contracts.court import ReportAdjourned, ReportCompleted, ReportWithdrawn
from shared.decisions import Decision, Invalid, Occasion
from shared.probation.vocabulary import CheckAnswer, CheckKind, CheckState, GapCause, ReportType, ReportWithdrawalReason
from tests.unit.court.given import (
    MONDAY,
    OCCASION,
    TUESDAY,
    answered,
    at,
    both,
    check_on,
    clocks,
    completed,
    completion,
    requested,
    sentenced,
    with_check,
)

DA, CS = CheckKind.DOMESTIC_ABUSE, CheckKind.CHILD_SAFEGUARDING
LATER = date(2016, 9, 20)
END_OF_LATER = datetime(2016, 9, 20, 22, 59, 59, 999999, tzinfo=UTC)
WEDNESDAY = at(MONDAY + timedelta(days=2))
"""The day after the court's date: what is not done has run out."""


def put_off(
    report: Report, occasion: Occasion = OCCASION, to: date = LATER, *, addendum_wanted: bool = False
) -> Decision[Report]:
    asked = {"court_date": to, "reason": "reportNotReady", "addendum_wanted": addendum_wanted}
    return adjourn(report, Adjourn.model_validate(asked), occasion)


def withdrawn(report: Report, occasion: Occasion = OCCASION) -> Decision[Report]:
    return withdraw_report(report, WithdrawReport(reason=ReportWithdrawalReason.CASE_DROPPED), occasion)


def test_the_new_date_starts_the_clocks_of_the_report_and_of_its_unanswered_checks_anew() -> None:
    report = answered(with_check(with_check(requested(), DA), CS), CS).report.state
    decided = put_off(report, at(TUESDAY))
    [event] = decided.events
    assert isinstance(event, ReportAdjourned)
    assert (event.court_date, event.reason, event.addendum_wanted) == (LATER, "reportNotReady", False)
    assert clocks(decided.events) == [
        ("reportDelivered", report.report_id, "started"),
        ("preSentenceCheckAnswered", check_on(report, DA).check_id, "started"),
    ]
    assert {(clock.due_at, clock.owner) for clock in event.clocks} == {(END_OF_LATER, "N07")}
    after = decided.state
    assert (after.state, after.court_date, after.due_at) == (ReportState.REQUESTED, LATER, END_OF_LATER)
    assert (check_on(after, DA).due_at, check_on(after, CS)) == (END_OF_LATER, check_on(report, CS))
    [adjournment] = after.adjournments
    assert (adjournment.court_date, adjournment.recorded_by) == (LATER, "N07B960")


def test_what_has_run_out_stays_missed() -> None:
    report = with_check(requested(), DA)
    decided = put_off(with_check(report, CS, occasion=WEDNESDAY), WEDNESDAY)
    after = decided.state
    # Children's services were asked on the Wednesday itself, and have until tonight.
    assert clocks(decided.events) == [("preSentenceCheckAnswered", check_on(after, CS).check_id, "started")]
    assert after.due_at == report.due_at
    assert check_on(after, DA).due_at == check_on(report, DA).due_at
    delivered = complete_report(after, completion(), at(MONDAY + timedelta(days=10)))
    assert ("reportDelivered", report.report_id, "met") in clocks(delivered.events)


def test_a_check_asked_for_after_an_adjournment_is_owed_by_the_new_date() -> None:
    report = put_off(requested(), WEDNESDAY).state
    assert check_on(with_check(report, DA, occasion=WEDNESDAY), DA).due_at == END_OF_LATER


def test_a_delivered_report_owes_nothing_more_where_the_court_only_needs_time() -> None:
    report = completed(with_check(requested(), DA))
    decided = put_off(report)
    assert decided.state.state is ReportState.COMPLETED
    assert clocks(decided.events) == [("preSentenceCheckAnswered", check_on(report, DA).check_id, "started")]


@pytest.mark.parametrize(
    ("to", "wanted", "found"),
    [
        (date(2016, 9, 6), False, [("/courtDate", "notLater")]),
        (date(2016, 9, 1), False, [("/courtDate", "notLater")]),
        (date(2016, 9, 7), False, []),
    ],
)
def test_a_case_is_put_off_to_a_later_day(to: date, wanted: bool, found: list[tuple[str, str]]) -> None:
    if not found:
        assert put_off(requested(), to=to).state.court_date == to
        return
    with pytest.raises(Invalid) as refused:
        put_off(requested(), to=to, addendum_wanted=wanted)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == found


def test_a_case_is_not_put_off_into_the_past() -> None:
    with pytest.raises(Invalid) as refused:
        put_off(requested(), at(MONDAY + timedelta(days=9)), date(2016, 9, 13))
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [("/courtDate", "inThePast")]


def test_an_addendum_that_is_wanted_has_a_clock_of_its_own() -> None:
    report = completed(requested())
    decided = put_off(report, addendum_wanted=True)
    addendum_id = decided.state.addendum_id
    assert addendum_id is not None
    assert addendum_id != report.report_id
    assert clocks(decided.events) == [("reportDelivered", addendum_id, "started")]
    again = put_off(decided.state, to=date(2016, 9, 27), addendum_wanted=True)
    assert clocks(again.events) == [("reportDelivered", addendum_id, "started")]
    unwanted = put_off(decided.state, to=date(2016, 9, 27))
    assert clocks(unwanted.events) == [("reportDelivered", addendum_id, "cancelled")]
    assert (unwanted.state.state, unwanted.state.addendum_id) == (ReportState.COMPLETED, None)


def test_an_addendum_overdue_stays_missed_when_it_is_put_off_or_not_wanted_any_more() -> None:
    wanted = put_off(completed(requested()), addendum_wanted=True).state
    late = at(MONDAY + timedelta(days=20))
    for addendum_wanted in (True, False):
        decided = put_off(wanted, late, date(2016, 10, 4), addendum_wanted=addendum_wanted)
        assert clocks(decided.events) == []
        assert decided.state.due_at == wanted.due_at


def wanted_after(**delivered: Any) -> Report:
    report = completed(with_check(requested(), DA), **delivered)
    return put_off(report, addendum_wanted=True).state


@pytest.mark.parametrize(
    ("delivered_type", "wanted", "accepted"),
    [("addendum", True, True), ("oral", True, False), ("addendum", False, False), ("oral", False, True)],
)
def test_an_addendum_is_delivered_where_one_is_wanted_and_nowhere_else(
    delivered_type: str, wanted: bool, accepted: bool
) -> None:
    report = wanted_after() if wanted else requested()
    if accepted:
        assert completed(report, delivered_type=delivered_type).state is ReportState.COMPLETED
        return
    with pytest.raises(Invalid) as refused:
        completed(report, delivered_type=delivered_type)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [("/deliveredType", "addendumOrReport")]


def test_an_addendum_adds_and_what_it_leaves_out_stays_as_it_was_delivered() -> None:
    report = wanted_after(
        rsr=None,
        ogrs3=40,
        analysis="First.",
        factors=["alcohol"],
        sources_consulted=["prosecutionPapers"],
        mappa_eligible=False,
    )
    told = answered(report, DA, CheckAnswer.INFORMATION, indicates_rosh="high", indicates_domestic_abuse=True)
    asked = completion(
        delivered_type=ReportType.ADDENDUM,
        rosh_level="high",
        rosh_depth=None,
        rsr="7.10",
        sara={"towards_partner": "high", "towards_others": "low"},
        sources_consulted=["previousConvictions"],
    )
    [event] = complete_report(told.report.state, asked, at(TUESDAY)).events
    after = complete_report(told.report.state, asked, at(TUESDAY)).state
    assert isinstance(event, ReportCompleted)
    assert (event.requested_type, event.delivered_type) == ("oral", "addendum")
    assert (after.delivered_type, after.completed_at, after.addendum_id) == ("oral", TUESDAY, None)
    assert (after.risk.rosh_level, after.risk.rosh_depth, str(after.risk.rsr)) == ("high", "screening", "7.10")
    assert (after.risk.ogrs3, after.risk.mappa_eligible, after.risk.domestic_abuse) == (40, False, True)
    assert (after.analysis, after.factors) == ("First.", ("alcohol",))
    assert set(after.sources_consulted) == {"prosecutionPapers", "previousConvictions"}
    first, second = after.deliveries
    assert [(one.number, one.type) for one in (first, second)] == [(1, "oral"), (2, "addendum")]
    assert first.assessment.rsr is None  # each delivery is kept as it was
    assert (second.assessment.rsr, second.assessment.ogrs3) == (after.risk.rsr, 40)
    assert GapCause.RSR_NOT_CALCULATED in {lack.cause for lack in first.lacked}
    assert GapCause.RSR_NOT_CALCULATED not in {lack.cause for lack in second.lacked}


def test_with_an_addendum_wanted_the_court_sentences_on_the_report_that_it_has() -> None:
    report = wanted_after()
    after, sentence = both(sentenced(report))
    assert (sentence.risk, after.lacks) == (report.risk, report.lacks)
    assert report.addendum_id is not None
    assert ("reportDelivered", report.addendum_id, "cancelled") in clocks(sentenced(report).sentence.events)


def test_a_withdrawn_report_owes_nothing_and_is_owed_nothing() -> None:
    report = answered(with_check(with_check(requested(), DA), CS), CS).report.state
    decided = withdrawn(report)
    [event] = decided.events
    assert isinstance(event, ReportWithdrawn)
    assert event.reason == "caseDropped"
    assert clocks(decided.events) == [
        ("reportDelivered", report.report_id, "cancelled"),
        ("preSentenceCheckAnswered", check_on(report, DA).check_id, "cancelled"),
    ]
    late = withdrawn(report, WEDNESDAY)
    assert clocks(late.events) == []  # what has run out stays missed
    assert clocks(withdrawn(completed(requested())).events) == []


@pytest.mark.parametrize(("withdrawn_on", "met"), [(OCCASION, False), (WEDNESDAY, True)])
def test_an_answer_after_the_withdrawal_is_recorded_and_met_only_where_it_was_missed(
    withdrawn_on: Occasion, met: bool
) -> None:
    report = withdrawn(with_check(requested(), DA), withdrawn_on).state
    told = answered(report, DA, occasion=at(MONDAY + timedelta(days=5))).report
    check = check_on(told.state, DA)
    assert (check.state, check.answer, check.late) == (CheckState.RECEIVED, CheckAnswer.NOTHING_KNOWN, False)
    ended = [("preSentenceCheckAnswered", check.check_id, "met")] if met else []
    assert clocks(told.events) == ended
