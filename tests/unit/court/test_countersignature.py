"""A report that its author may not deliver alone waits for a countersignature and counts for nothing before (¶12)."""

from datetime import timedelta
from typing import Any

import pytest

from services.court.domain.completion import complete_report
from services.court.domain.countersigning import Countersign, countersign
from services.court.domain.reports import Report
from services.court.domain.stages import ReportState
from shared.contracts.court import ReportCompleted, RiskPicture
from shared.contracts.model import Actor
from shared.decisions import Decision, Invalid, Occasion
from shared.probation.vocabulary import CheckAnswer, CheckKind, StaffGrade
from tests.unit.court.given import (
    EVERY_SOURCE,
    MONDAY,
    OCCASION,
    answered,
    at,
    both,
    clocks,
    completed,
    completion,
    named,
    registered,
    requested,
    sentenced,
    with_check,
)
from tests.unit.court.test_report_stages import addendum_awaiting

DA, CS = CheckKind.DOMESTIC_ABUSE, CheckKind.CHILD_SAFEGUARDING
TRAINEE = registered("N07T001", StaffGrade.TRAINEE)
MANAGER = at(MONDAY + timedelta(hours=2), officer="N07S001")


def written(**changed: Any) -> Report:
    return completed(with_check(named(requested(), TRAINEE), DA), **changed)


def decide(report: Report, decision: str, by: Occasion = MANAGER, reason: str | None = None) -> Decision[Report]:
    return countersign(report, Countersign.model_validate({"decision": decision, "reason": reason}), by)


def faults(report: Report, decision: str, by: Occasion = MANAGER, reason: str | None = None) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        decide(report, decision, by, reason)
    return [(fault.place, fault.code) for fault in refused.value.faults]


def test_a_written_report_is_not_delivered_and_its_clock_runs_on() -> None:
    decided = complete_report(named(requested(), TRAINEE), completion(), OCCASION)
    report = decided.state
    assert decided.events == ()
    assert report.state is ReportState.AWAITING_COUNTERSIGNATURE
    assert (report.completed_at, report.delivered_type, report.risk) == (None, None, RiskPicture())
    assert report.written is not None
    assert (report.written.author, report.written.assessment.rosh_level) == ("N07T001", "medium")
    assert not report.complete


def test_the_countersignature_delivers_it_in_the_name_of_both() -> None:
    report = written()
    decided = decide(report, "countersigned")
    [event] = decided.events
    assert isinstance(event, ReportCompleted)
    assert (event.author, event.author_grade, event.countersigned_by) == ("N07T001", "trainee", "N07S001")
    assert (event.needed, event.had) == (decided.state.needed, decided.state.had)
    assert clocks(decided.events) == [("reportDelivered", report.report_id, "met")]
    after = decided.state
    assert (after.state, after.completed_at, after.written) == (ReportState.COMPLETED, MANAGER.now, None)
    [delivery] = after.deliveries
    assert (delivery.number, delivery.author, delivery.countersigned_by) == (1, "N07T001", "N07S001")


def test_what_was_answered_while_it_waited_is_known_when_it_is_delivered() -> None:
    report = answered(written(), DA, CheckAnswer.INFORMATION, indicates_rosh="low", indicates_domestic_abuse=True)
    assert decide(report.report.state, "countersigned").state.risk.domestic_abuse is True


@pytest.mark.parametrize("decision", ["countersigned", "returned"])
def test_nobody_decides_on_their_own_report(decision: str) -> None:
    mine = at(MONDAY, officer="N07T001")
    assert faults(written(), decision, mine, "The analysis is thin.") == [("/decision", "ownReport")]


@pytest.mark.parametrize("who", [None, "a-batch-job"])
def test_a_countersignature_is_the_name_of_an_officer(who: str | None) -> None:
    by = Occasion(now=MONDAY, actor=Actor(organisation="N07", officer=who), new_id=OCCASION.new_id)
    assert faults(written(), "countersigned", by) == [("/", "notAnOfficer")]


def test_a_report_is_returned_with_a_reason_and_written_again() -> None:
    report = written()
    assert faults(report, "returned") == [("/reason", "reasonMissing")]
    decided = decide(report, "returned", reason="The analysis is thin.")
    assert decided.events == ()
    assert decided.state.state is ReportState.REQUESTED
    [returned] = decided.state.returns
    assert (returned.returned_by, returned.reason) == ("N07S001", "The analysis is thin.")
    assert decided.state.written == report.written  # for its author to go on from
    again = completed(decided.state, analysis="Alcohol, and no work since June.")
    assert again.written is not None
    assert again.written.assessment.analysis == "Alcohol, and no work since June."
    assert decide(again, "countersigned").state.analysis == "Alcohol, and no work since June."


def test_a_returned_addendum_is_wanted_again() -> None:
    report = addendum_awaiting()
    after = decide(report, "returned", reason="The analysis is thin.").state
    assert (after.state, after.addendum_id) == (ReportState.ADDENDUM_WANTED, report.addendum_id)


def test_a_claim_that_no_longer_stands_is_not_countersigned() -> None:
    report = with_check(with_check(named(requested(), TRAINEE), DA, "Lives alone."), CS, "No contact with children.")
    waiting = completed(report, rosh_depth="full", sources_consulted=EVERY_SOURCE)
    asked_since = with_check(waiting, CS)
    assert faults(asked_since, "countersigned") == [("/decision", "checksOutstanding")]
    assert decide(answered(asked_since, CS).report.state, "countersigned").state.complete


def test_the_court_that_sentences_before_the_countersignature_has_no_report() -> None:
    report = written(rosh_depth="screening", rsr="2.41")
    without = both(sentenced(with_check(named(requested(), TRAINEE), DA)))[1]
    after, sentence = both(sentenced(report))
    assert sentence.risk == without.risk == RiskPicture()
    assert [(gap.cause, gap.check_kind) for gap in sentence.gaps] == [
        (gap.cause, gap.check_kind) for gap in without.gaps
    ]
    assert after.written == report.written  # what was written stays on the record, as never delivered
    assert (after.completed_at, after.complete) == (None, False)
    ended = clocks(sentenced(report).sentence.events)
    assert ("reportDelivered", report.report_id, "cancelled") in ended


def test_the_court_that_sentences_before_an_addendum_is_countersigned_has_the_report_alone() -> None:
    report = addendum_awaiting()
    _, sentence = both(sentenced(report))
    assert sentence.risk == report.risk
    ended = clocks(sentenced(report).sentence.events)
    assert report.addendum_id is not None
    assert ("reportDelivered", report.addendum_id, "cancelled") in ended
