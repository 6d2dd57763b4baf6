"""An agency is asked, asked again, and answers, with its severity and its own reference (¶11)."""

from datetime import timedelta

import pytest

from services.court.domain.chasing import chase_check
from services.court.domain.check_answers import answer_check
from services.court.domain.check_requests import ask_for_check
from services.court.domain.checks import AnswerCheck, AnswerOfAgency, AskForCheck
from services.court.domain.closures import CloseGap, supervise_without_it, with_checks_awaited
from services.court.domain.reports import Report
from services.court.domain.stages import CHECK
from services.court.domain.withdrawal import WithdrawReport, withdraw_report
from shared.contracts.court import CheckAnswered, CheckChased, CheckRequested
from shared.decisions import Invalid, NotAllowed, NotFound
from shared.probation.vocabulary import (
    ASKED_OF,
    CheckAnswer,
    CheckKind,
    CheckState,
    GapClosure,
    ReportWithdrawalReason,
    RoshLevel,
)
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
    requested,
    sentenced,
    with_check,
)

DA, CS = CheckKind.DOMESTIC_ABUSE, CheckKind.CHILD_SAFEGUARDING
THURSDAY, NEXT_WEEK = at(MONDAY + timedelta(days=3)), at(MONDAY + timedelta(days=8))


def withdrawn(report: Report) -> Report:
    return withdraw_report(report, WithdrawReport(reason=ReportWithdrawalReason.CASE_DROPPED), OCCASION).state


@pytest.mark.parametrize("kind", CheckKind)
def test_every_kind_of_check_is_asked_of_its_agency_by_somebody(kind: CheckKind) -> None:
    decided = ask_for_check(requested(), None, AskForCheck(kind=kind), OCCASION).report
    [event] = decided.events
    assert isinstance(event, CheckRequested)
    check = check_on(decided.state, kind)
    assert (check.asked_of, check.requested_by, check.awaited) == (ASKED_OF[kind], "N07B960", True)
    assert event.asked_of is ASKED_OF[kind]


def test_each_chase_is_kept_with_who_and_when_and_told_with_how_often() -> None:
    report = with_check(requested(), DA)
    check_id = check_on(report, DA).check_id
    first = chase_check(report, None, check_id, at(TUESDAY)).report
    second = chase_check(first.state, None, check_id, at(TUESDAY, officer="N07B961")).report
    [event] = second.events
    assert isinstance(event, CheckChased)
    assert (event.check_id, event.asked_of, event.times, event.clocks) == (check_id, "police", 2, ())
    chases = check_on(second.state, DA).chases
    assert [(chase.at, chase.by) for chase in chases] == [(TUESDAY, "N07B960"), (TUESDAY, "N07B961")]


@pytest.mark.parametrize("state", CheckState)
def test_a_check_is_chased_only_while_it_is_unanswered(state: CheckState) -> None:
    report = requested()
    if state is CheckState.NOT_REQUESTED:
        with pytest.raises(NotFound):
            chase_check(report, None, OCCASION.new_id(), OCCASION)
        return
    report = with_check(report, DA, "Not a case for it." if state is CheckState.NOT_REQUIRED else None)
    if state is CheckState.RECEIVED:
        report = answered(report, DA).report.state
    check_id = check_on(report, DA).check_id
    if state in (CheckState.REQUESTED, CheckState.OVERDUE):  # overdue is a requested one, seen later
        assert check_on(report, DA).standing(NEXT_WEEK.now) is CheckState.OVERDUE
        chase_check(report, None, check_id, NEXT_WEEK if state is CheckState.OVERDUE else OCCASION)
        return
    with pytest.raises(NotAllowed) as refused:
        chase_check(report, None, check_id, OCCASION)
    assert refused.value.allowed == CHECK.allowed(state)


def test_after_sentence_a_check_is_chased_as_long_as_a_gap_waits_for_it() -> None:
    report, sentence = both(sentenced(completed(with_check(requested(), DA))))
    check_id = check_on(report, DA).check_id
    chased = chase_check(report, sentence, check_id, THURSDAY)
    assert chased.sentence is not None
    assert chased.sentence.events == ()
    without = CloseGap(closure=GapClosure.SUPERVISED_WITHOUT_IT, reason="No record is held anywhere.")
    closed = supervise_without_it(sentence, sentence.gaps[0].gap_id, without, THURSDAY).state
    report = with_checks_awaited(chased.report.state, closed)
    assert not check_on(report, DA).awaited
    with pytest.raises(NotAllowed, match="answerCheck"):
        chase_check(report, closed, check_id, THURSDAY)


def test_a_check_that_nobody_waits_for_does_not_read_as_overdue() -> None:
    report = with_check(requested(), DA)
    assert check_on(report, DA).standing(NEXT_WEEK.now) is CheckState.OVERDUE
    assert check_on(withdrawn(report), DA).standing(NEXT_WEEK.now) is CheckState.REQUESTED
    other, _ = both(sentenced(report, disposal="other", requirements=[]))
    assert check_on(other, DA).standing(NEXT_WEEK.now) is CheckState.REQUESTED


def test_the_check_of_a_withdrawn_report_is_not_chased_and_its_answer_is_recorded_all_the_same() -> None:
    report = withdrawn(with_check(requested(), DA))
    check_id = check_on(report, DA).check_id
    with pytest.raises(NotAllowed, match="withdrawn"):
        chase_check(report, None, check_id, OCCASION)
    decided = answered(report, DA, CheckAnswer.INFORMATION, NEXT_WEEK).report
    [event] = decided.events
    assert isinstance(event, CheckAnswered)
    assert (event.late, event.clocks) == (False, ())  # its clock ended with the report
    assert check_on(decided.state, DA).state is CheckState.RECEIVED


def test_a_clock_that_had_run_out_before_the_report_was_withdrawn_is_met_late() -> None:
    report = with_check(requested(), DA)
    asked = WithdrawReport(reason=ReportWithdrawalReason.CASE_DROPPED)
    decided = answered(withdraw_report(report, asked, THURSDAY).state, DA, occasion=NEXT_WEEK).report
    assert clocks(decided.events) == [("preSentenceCheckAnswered", check_on(report, DA).check_id, "met")]


def test_information_says_how_serious_it_is_and_nothing_known_need_not() -> None:
    report = with_check(requested(), DA)
    check_id = check_on(report, DA).check_id
    with pytest.raises(Invalid) as refused:
        answer_check(report, None, check_id, AnswerCheck(answer=CheckAnswer.INFORMATION), OCCASION)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [("/indicatesRosh", "severityMissing")]
    answer_check(report, None, check_id, AnswerCheck(answer=CheckAnswer.NOTHING_KNOWN), OCCASION)
    serious = AnswerCheck(answer=CheckAnswer.INFORMATION, indicates_rosh=RoshLevel.LOW)
    answer_check(report, None, check_id, serious, OCCASION)


def test_the_agencys_own_reference_is_kept_and_never_published() -> None:
    report = with_check(requested(), DA)
    asked = AnswerOfAgency(answer=CheckAnswer.NOTHING_KNOWN, reference="MPS/2016/104412")
    police = at(TUESDAY, "police", "MPS-GATEWAY")
    decided = answer_check(report, None, check_on(report, DA).check_id, asked, police).report
    check = check_on(decided.state, DA)
    assert (check.reference, check.answered_by, check.awaited) == ("MPS/2016/104412", "MPS-GATEWAY", False)
    assert "104412" not in decided.events[0].model_dump_json()
