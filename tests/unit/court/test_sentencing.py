"""The court sentences; its late answers close the gaps, or a reasoned decision does, and nothing else (¶11)."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.court.domain.check_answers import answer_check
from services.court.domain.check_requests import ask_for_check
from services.court.domain.checks import AnswerCheck, AskForCheck
from services.court.domain.closures import CloseGap, supervise_without_it, with_checks_awaited
from services.court.domain.late_assessments import revise_assessment
from services.court.domain.order_changes import ReviseAssessment
from services.court.domain.order_ends import RevokeOrder, revoke_order
from services.court.domain.reports import Report
from services.court.domain.sentences import Sentence
from services.court.domain.stages import GapState
from shared.contracts.court import CheckAnswered, CheckRequested, InformationGapClosed, RiskPicture, SentencePassed
from shared.contracts.model import EventData
from shared.decisions import Invalid, NotFound, Refusal
from shared.probation.vocabulary import (
    CheckAnswer,
    CheckKind,
    CheckState,
    GapCause,
    GapClosure,
    RevocationCause,
    RoshLevel,
)
from tests.unit.court.given import (
    EVERY_SOURCE,
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
WITHOUT = CloseGap(closure=GapClosure.SUPERVISED_WITHOUT_IT, reason="No record is held anywhere.")
NEXT_WEEK = at(MONDAY + timedelta(days=7))


def oral() -> Report:
    """The journey's report: domestic abuse asked for, safeguarding not, RSR known, screening only."""
    return completed(with_check(requested(), DA))


def faults(report: Report | None, occasion: Any = OCCASION, **changed: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        sentenced(report, occasion, **changed)
    return [(fault.place, fault.code) for fault in refused.value.faults]


def test_the_sentence_carries_its_gaps_and_the_clocks_pass_from_the_checks_to_them() -> None:
    report = oral()
    passed = sentenced(report)
    assert passed.report is not None
    assert passed.report.events == ()
    [event] = passed.sentence.events
    assert isinstance(event, SentencePassed)
    gaps = passed.sentence.state.gaps
    assert [gap.gap_id for gap in event.gaps] == [gap.gap_id for gap in gaps]
    assert event.risk == report.risk
    assert clocks((event,)) == [
        *(("informationGapAnswered", gap.gap_id, "started") for gap in gaps),
        ("preSentenceCheckAnswered", check_on(report, DA).check_id, "cancelled"),
    ]
    assert {(clock.owner, clock.due_at) for clock in event.clocks if clock.due_at} == {("N07", gaps[0].due_at)}
    assert check_on(passed.report.state, DA).due_at == gaps[0].due_at


def test_a_check_overdue_at_sentence_keeps_its_missed_clock() -> None:
    report, wednesday = oral(), at(MONDAY + timedelta(days=2))
    passed = sentenced(report, wednesday)
    ended = [clock for clock in clocks(passed.sentence.events) if clock[0] == "preSentenceCheckAnswered"]
    assert ended == []
    after, sentence = both(passed)
    decided = answered(after, DA, occasion=NEXT_WEEK, sentence=sentence)
    assert clocks(decided.report.events) == [("preSentenceCheckAnswered", check_on(report, DA).check_id, "met")]


def test_a_report_not_delivered_by_sentence_is_not_owed_any_more_unless_it_was_late() -> None:
    report = requested()
    ended = ("reportDelivered", report.report_id, "cancelled")
    assert ended in clocks(sentenced(report, at(TUESDAY)).sentence.events)
    assert ended not in clocks(sentenced(report, at(TUESDAY + timedelta(days=1))).sentence.events)
    assert ended not in clocks(sentenced(oral()).sentence.events)


def test_a_sentence_without_a_report_knows_nothing() -> None:
    passed = sentenced(None)
    assert passed.report is None
    assert passed.sentence.state.risk == RiskPicture()
    assert len(passed.sentence.state.gaps) == 4


def test_a_disposal_without_supervision_has_no_gaps_because_nobody_waits_for_them() -> None:
    report = oral()
    passed = sentenced(report, disposal="other", requirements=[])
    assert passed.sentence.state.gaps == ()
    assert clocks(passed.sentence.events) == [("preSentenceCheckAnswered", check_on(report, DA).check_id, "cancelled")]
    after, sentence = both(passed)
    decided = answered(after, DA, occasion=NEXT_WEEK, sentence=sentence)
    [event] = decided.report.events
    assert isinstance(event, CheckAnswered)
    assert (event.late, event.gap_id, event.clocks, decided.sentence) == (True, None, (), None)


@pytest.mark.parametrize(
    ("changed", "place", "code"),
    [
        ({"division": "N06"}, "/division", "anotherDivision"),
        ({"area_crc": "N07"}, "/areaCrc", "notACrc"),
        ({"order_ends_on": date(2016, 9, 4)}, "/orderEndsOn", "inThePast"),
        ({"crn": "X111111"}, "/crn", "anotherPerson"),
        (
            {"requirements": [{"kind": "rehabilitationActivity", "amount": 20, "unit": "hours"}]},
            "/requirements/0/unit",
            "unitOfAnotherKind",
        ),
    ],
)
def test_a_sentence_that_cannot_be_is_refused_at_its_place(changed: dict[str, Any], place: str, code: str) -> None:
    assert faults(oral(), **changed) == [(place, code)]


def test_a_report_of_another_division_is_not_there() -> None:
    theirs = requested(at(MONDAY, "N06"), division="N06", team="N06DTX")
    absent = OCCASION.new_id()
    assert faults(theirs) == [("/reportId", "noSuchReport")]
    assert faults(None, report_id=absent) == [("/reportId", "noSuchReport")]


@pytest.mark.parametrize(
    ("rar", "vague"),
    [
        ({"need": "alcohol", "intervention": "C17-ALC-01"}, False),
        ({"need": "alcohol"}, True),
        ({"intervention": "C17-ALC-01"}, True),
        ({"need": "alcohol", "intervention": "to address offending behaviour"}, True),
        ({}, True),
    ],
)
def test_the_court_may_order_a_rar_that_says_nothing_and_the_reader_is_told(rar: dict[str, Any], vague: bool) -> None:
    requirement = {"kind": "rehabilitationActivity", "amount": 20, "unit": "days", **rar}
    passed = sentenced(None, requirements=[requirement]).sentence
    [event] = passed.events
    assert isinstance(event, SentencePassed)
    assert passed.state.vague_rar is event.vague_rar is vague


@pytest.mark.parametrize("sexual", [False, True])
def test_whoever_is_to_supervise_is_told_that_a_sexual_offence_was_sentenced(sexual: bool) -> None:
    passed = sentenced(None, sexual_offence=sexual).sentence
    [event] = passed.events
    assert isinstance(event, SentencePassed)
    assert passed.state.sexual_offence is event.sexual_offence is sexual


def test_a_late_answer_is_told_and_then_closes_its_gap_with_what_it_adds_to_the_picture() -> None:
    report, sentence = both(sentenced(oral()))
    decided = answered(
        report,
        DA,
        CheckAnswer.INFORMATION,
        NEXT_WEEK,
        sentence,
        indicates_rosh=RoshLevel.HIGH,
        indicates_domestic_abuse=True,
    )
    gap = sentence.gaps[0]
    [told] = decided.report.events
    assert isinstance(told, CheckAnswered)
    assert (told.late, told.sentence_id, told.gap_id) == (True, sentence.sentence_id, gap.gap_id)
    assert told.clocks == ()
    assert decided.sentence is not None
    [closed] = decided.sentence.events
    assert isinstance(closed, InformationGapClosed)
    assert (closed.closure, closed.answer, closed.indicates_rosh) == ("lateAnswer", "information", "high")
    assert (closed.risk.rosh_level, closed.risk.domestic_abuse) == (RoshLevel.MEDIUM, True)
    assert closed.open_gaps == tuple(other.gap_id for other in sentence.gaps[1:])
    assert clocks((closed,)) == [("informationGapAnswered", gap.gap_id, "met")]
    # The report stays what the court had.
    assert decided.report.state.risk.domestic_abuse is None
    assert decided.report.state.missing == report.missing == oral().missing
    assert decided.report.state.missing_checks == (DA, CS)


def test_a_check_never_requested_is_asked_for_after_sentence_and_its_answer_closes_that_gap() -> None:
    report, sentence = both(sentenced(oral()))
    asked = ask_for_check(report, sentence, AskForCheck(kind=CS), NEXT_WEEK)
    [event] = asked.report.events
    assert isinstance(event, CheckRequested)
    assert event.clocks == ()  # the gap's clock runs already
    assert asked.sentence is not None
    assert asked.sentence.events == ()
    decided = answered(asked.report.state, CS, occasion=NEXT_WEEK, sentence=asked.sentence.state)
    assert decided.sentence is not None
    [closed] = decided.sentence.events
    assert isinstance(closed, InformationGapClosed)
    assert (closed.cause, closed.check_kind) == (GapCause.CHECK_NEVER_REQUESTED, CS)
    assert closed.risk.child_safeguarding is False


@pytest.mark.parametrize("kind", [CheckKind.MENTAL_HEALTH, CS])
def test_after_sentence_a_check_is_asked_for_only_where_an_open_gap_waits_for_it(kind: CheckKind) -> None:
    report, sentence = both(sentenced(oral()))
    sentence = supervise_without_it(sentence, sentence.gaps[1].gap_id, WITHOUT, OCCASION).state
    with pytest.raises(Invalid) as refused:
        ask_for_check(report, sentence, AskForCheck(kind=kind), OCCASION)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [("/kind", "noOpenGap")]


def test_a_decision_to_supervise_without_it_keeps_its_reason_here_and_tells_who() -> None:
    sentence = sentenced(oral()).sentence.state
    gap_id = sentence.gaps[2].gap_id
    decided = supervise_without_it(sentence, gap_id, WITHOUT, at(TUESDAY, officer="N07S001"))
    gap = decided.state.gap(gap_id)
    assert (gap.state, gap.closed_by, gap.reason) == (GapState.CLOSED, "N07S001", "No record is held anywhere.")
    [event] = decided.events
    assert isinstance(event, InformationGapClosed)
    assert event.recorded_by.officer == "N07S001"
    assert (event.closure, event.answer, event.risk) == ("supervisedWithoutIt", None, sentence.risk)
    assert clocks((event,)) == [("informationGapAnswered", gap_id, "cancelled")]
    assert "No record" not in event.model_dump_json()


def test_deciding_to_supervise_without_it_does_not_excuse_that_its_time_had_run_out() -> None:
    sentence = sentenced(oral()).sentence.state
    decided = supervise_without_it(sentence, sentence.gaps[2].gap_id, WITHOUT, at(MONDAY + timedelta(days=8)))
    assert clocks(tuple(decided.events)) == []


def test_an_answer_after_the_decision_to_supervise_without_it_takes_its_place() -> None:
    report, sentence = both(sentenced(oral()))
    sentence = supervise_without_it(sentence, sentence.gaps[0].gap_id, WITHOUT, OCCASION).state
    decided = answered(report, DA, CheckAnswer.INFORMATION, NEXT_WEEK, sentence, indicates_domestic_abuse=True)
    assert decided.sentence is not None
    [event] = decided.sentence.events
    assert isinstance(event, InformationGapClosed)
    assert (event.closure, event.risk.domestic_abuse, event.clocks) == ("lateAnswer", True, ())
    gap = decided.sentence.state.gaps[0]
    assert (gap.closure, gap.reason) == ("lateAnswer", "No record is held anywhere.")


@pytest.mark.parametrize("asked", [{"closure": "lateAnswer", "reason": "x"}, {"closure": "supervisedWithoutIt"}])
def test_nobody_says_by_hand_that_an_answer_came_or_decides_without_a_reason(asked: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        CloseGap.model_validate(asked)


def test_a_gap_or_a_check_that_is_not_there_is_not_found() -> None:
    report, sentence = both(sentenced(oral()))
    with pytest.raises(NotFound):
        supervise_without_it(sentence, OCCASION.new_id(), WITHOUT, OCCASION)
    with pytest.raises(NotFound):
        answer_check(report, sentence, OCCASION.new_id(), AnswerCheck(answer=CheckAnswer.NOTHING_KNOWN), OCCASION)


ASSESSMENTS = (
    {"rsr": "7.10"},
    {"rosh_level": "high", "rosh_depth": "full"},
    {"sara": {"towards_partner": "high", "towards_others": "low"}},
    {"sources_consulted": EVERY_SOURCE},
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.sampled_from(CheckKind)),
        st.tuples(st.just("answer"), st.sampled_from(CheckKind), st.sampled_from(CheckAnswer)),
        st.tuples(st.just("decide"), st.integers(0, 7)),
        st.tuples(st.just("assess"), st.sampled_from(ASSESSMENTS)),
        st.tuples(st.just("revoke")),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(
    before=st.lists(st.sampled_from(CheckKind), unique=True),
    received=st.sets(st.sampled_from(CheckKind)),
    delivered=st.booleans(),
    steps=STEPS,
)
def test_no_gap_closes_without_an_answer_a_reasoned_decision_or_the_end_of_the_order(
    before: list[CheckKind], received: set[CheckKind], delivered: bool, steps: list[tuple[Any, ...]]
) -> None:
    report = requested()
    for kind in before:
        report = with_check(report, kind)
        if kind in received:
            report = answered(report, kind).report.state
    report, sentence = both(sentenced(completed(report) if delivered else report))
    told: list[EventData] = []
    decisions: set[Any] = set()
    for step in steps:
        try:
            report, sentence, events = _take(step, report, sentence, decisions)
        except Refusal:
            continue
        told += events
    closed = {gap.gap_id for gap in sentence.gaps if gap.state is GapState.CLOSED}
    answers = {check.check_id for check in report.checks if check.state is CheckState.RECEIVED}
    for gap in sentence.gaps:
        if gap.gap_id in closed:
            assessed = gap.assessment_id in {one.assessment_id for one in sentence.assessments}
            by_answer = gap.closure is GapClosure.LATE_ANSWER and (gap.check_id in answers or assessed)
            with_order = gap.closure is GapClosure.ORDER_ENDED and not sentence.is_in_force
            assert by_answer or (gap.reason and (with_order or gap.gap_id in decisions))
        else:
            assert gap.check_id not in answers
            assert gap.gap_id not in decisions
    assert {event.gap_id for event in told if isinstance(event, InformationGapClosed)} == closed
    assert set(sentence.open_gaps) == {gap.gap_id for gap in sentence.gaps} - closed
    waited = {gap.check_id for gap in sentence.gaps if gap.state is GapState.OPEN}
    assert {check.check_id for check in report.checks if check.awaited} == waited - {None}
    ended = [clock for clock in clocks(tuple(told)) if clock[0] == "informationGapAnswered"]
    assert sorted(subject for _, subject, _ in ended) == sorted(closed)  # every clock ends once


def _take(
    step: tuple[Any, ...], report: Report, sentence: Sentence, decisions: set[Any]
) -> tuple[Report, Sentence, tuple[EventData, ...]]:
    if step[0] == "decide":
        gap_id = sentence.gaps[step[1] % len(sentence.gaps)].gap_id
        decided = supervise_without_it(sentence, gap_id, WITHOUT, NEXT_WEEK)
        decisions.add(gap_id)
        return with_checks_awaited(report, decided.state), decided.state, decided.events
    if step[0] == "ask":
        on_both = ask_for_check(report, sentence, AskForCheck(kind=step[1]), NEXT_WEEK)
    elif step[0] == "assess":
        assessed = revise_assessment(sentence, report, ReviseAssessment.model_validate(step[1]), NEXT_WEEK)
        return report, assessed.state, assessed.events
    elif step[0] == "revoke":
        asked = RevokeOrder(cause=RevocationCause.DIED, ended_on=MONDAY.date(), reason="Certificate seen.")
        revoked = revoke_order(sentence, asked, NEXT_WEEK)
        return with_checks_awaited(report, revoked.state), revoked.state, revoked.events
    else:
        if not any(check.kind is step[1] for check in report.checks):
            raise NotFound
        on_both = answered(report, step[1], step[2], NEXT_WEEK, sentence)
    after = sentence if on_both.sentence is None else on_both.sentence.state
    events = () if on_both.sentence is None else on_both.sentence.events
    return on_both.report.state, after, (*on_both.report.events, *events)
