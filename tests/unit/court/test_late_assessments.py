"""What is assessed after sentence closes the gaps that it answers, and claims no more than was received (¶11)."""

from datetime import timedelta
from typing import Any

import pytest

from services.court.domain.closures import CloseGap, supervise_without_it
from services.court.domain.late_assessments import revise_assessment
from services.court.domain.order_changes import ReviseAssessment
from services.court.domain.reports import Report
from services.court.domain.sentences import Sentence
from shared.contracts.court import AssessmentRevised, InformationGapClosed
from shared.decisions import Decision, Invalid
from shared.probation.vocabulary import CheckAnswer, CheckKind, GapCause, GapClosure, RoshLevel, Source
from tests.unit.court.given import (
    MONDAY,
    answered,
    at,
    both,
    clocks,
    completed,
    requested,
    sentenced,
    with_check,
)

DA, CS = CheckKind.DOMESTIC_ABUSE, CheckKind.CHILD_SAFEGUARDING
NEXT_WEEK = at(MONDAY + timedelta(days=8), officer="N07B961")
FULL = {"rosh_level": "high", "rosh_depth": "full"}
SARA = {"towards_partner": "high", "towards_others": "low"}
WITHOUT = CloseGap(closure=GapClosure.SUPERVISED_WITHOUT_IT, reason="No record is held anywhere.")


def revise(sentence: Sentence, report: Report | None, **given: Any) -> Decision[Sentence]:
    return revise_assessment(sentence, report, ReviseAssessment.model_validate(given), NEXT_WEEK)


def with_every_gap() -> tuple[Report, Sentence]:
    """Domestic abuse is known and answered, safeguarding is answered; nothing has been assessed from it."""
    report = requested()
    for kind in (DA, CS):
        report = with_check(report, kind)
    report = answered(report, DA, CheckAnswer.INFORMATION, indicates_domestic_abuse=True).report.state
    report = answered(report, CS).report.state
    report = completed(report, rosh_depth="screening", rsr=None, sources_consulted=["prosecutionPapers"])
    return both(sentenced(report))


def causes(sentence: Sentence) -> dict[str, str | None]:
    return {gap.cause.value: gap.closure for gap in sentence.gaps}


def faults(sentence: Sentence, report: Report | None, **given: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        revise(sentence, report, **given)
    return [(fault.place, fault.code) for fault in refused.value.faults]


CONSULTED = {"sources_consulted": ["previousConvictions"]}


@pytest.mark.parametrize(
    ("given", "closed"),
    [
        ({**FULL, **CONSULTED}, {"roshNotFullyAssessed", "sourceNotConsulted"}),
        ({"rosh_level": "high", "rosh_depth": "screening"}, set()),
        ({"rsr": "7.10"}, {"rsrNotCalculated"}),
        ({"sara": SARA}, {"saraMissing"}),
        (CONSULTED, {"sourceNotConsulted"}),
        ({"sources_consulted": ["health"]}, set()),
        ({"ogrs3": 47, "mappa_eligible": True}, set()),
        (
            {**FULL, **CONSULTED, "rsr": "7.10", "sara": SARA},
            {"roshNotFullyAssessed", "rsrNotCalculated", "saraMissing", "sourceNotConsulted"},
        ),
    ],
)
def test_an_assessment_closes_the_gaps_that_it_answers_and_no_other(given: dict[str, Any], closed: set[str]) -> None:
    report, sentence = with_every_gap()
    assert causes(sentence) == dict.fromkeys(
        ["roshNotFullyAssessed", "rsrNotCalculated", "saraMissing", "sourceNotConsulted"]
    )
    decided = revise(sentence, report, **given)
    first, *gaps = decided.events
    assert isinstance(first, AssessmentRevised)
    assert {event.cause.value for event in gaps if isinstance(event, InformationGapClosed)} == closed
    assert len(gaps) == len(closed)
    assert {cause for cause, closure in causes(decided.state).items() if closure == "lateAnswer"} == closed
    [assessment] = decided.state.assessments
    assert (assessment.assessed_by, assessment.assessed_at) == ("N07B961", NEXT_WEEK.now)
    for gap in decided.state.gaps:
        assert gap.assessment_id == (assessment.assessment_id if gap.cause.value in closed else None)
    met = [("informationGapAnswered", gap.gap_id, "met") for gap in sentence.gaps if gap.cause.value in closed]
    assert clocks(tuple(decided.events)) == met


def test_what_it_says_replaces_what_was_known_and_what_it_leaves_out_stays() -> None:
    report, sentence = with_every_gap()
    decided = revise(sentence, report, rsr="7.10", mappa_eligible=True)
    [event, _] = decided.events
    assert isinstance(event, AssessmentRevised)
    assert (str(event.risk.rsr), event.risk.mappa_eligible) == ("7.10", True)
    assert event.risk.rosh_level is RoshLevel.MEDIUM
    assert event.risk == decided.state.risk
    again = revise(decided.state, report, rsr="2.10")
    assert len(again.events) == 1  # a score corrected; its gap was answered before
    assert str(again.state.risk.rsr) == "2.10"
    assert len(again.state.assessments) == 2


def test_no_assessment_undoes_what_an_agency_has_told() -> None:
    report, sentence = with_every_gap()
    assert revise(sentence, report, domestic_abuse=False).state.risk.domestic_abuse is True
    _, unasked = both(sentenced(completed(requested(), domestic_abuse=True)))
    assert revise(unasked, None, domestic_abuse=False).state.risk.domestic_abuse is False


def test_a_sara_is_told_as_completed_from_then_on() -> None:
    report, sentence = with_every_gap()
    told = []
    for given in ({"rsr": "2.41"}, {"sara": SARA}, {"ogrs3": 47}):
        decided = revise(sentence, report, **given)
        first, sentence = decided.events[0], decided.state
        assert isinstance(first, AssessmentRevised)
        told.append(bool(first.sara_completed))
    assert told == [False, True, True]


def test_a_gap_that_somebody_had_decided_to_do_without_is_told_again_when_it_is_answered() -> None:
    report, sentence = with_every_gap()
    [gap] = [gap for gap in sentence.gaps if gap.cause is GapCause.RSR_NOT_CALCULATED]
    sentence = supervise_without_it(sentence, gap.gap_id, WITHOUT, NEXT_WEEK).state
    decided = revise(sentence, report, rsr="7.10")
    [_, event] = decided.events
    assert isinstance(event, InformationGapClosed)
    assert (event.closure, event.clocks) == ("lateAnswer", ())
    after = decided.state.gap(gap.gap_id)
    assert (after.closure, after.reason) == ("lateAnswer", "No record is held anywhere.")
    assert decided.state.history_of(gap.gap_id)[-1].what == "answeredAfterClosing"


@pytest.mark.parametrize("settled", [set(), {DA}, {CS}, {DA, CS}])
def test_the_risk_of_harm_is_fully_assessed_only_with_what_has_been_received_by_now(settled: set[CheckKind]) -> None:
    report = requested()
    for kind in (DA, CS):
        report = with_check(report, kind)
    report, sentence = both(sentenced(completed(report)))
    for kind in (DA, CS):
        if kind in settled:
            late = answered(report, kind, occasion=NEXT_WEEK, sentence=sentence)
            assert late.sentence is not None
            report, sentence = late.report.state, late.sentence.state
    if settled == {DA, CS}:
        assert revise(sentence, report, **FULL).state.risk.rosh_depth == "full"
        return
    with pytest.raises(Invalid) as refused:
        revise(sentence, report, **FULL)
    [fault] = refused.value.faults
    assert (fault.place, fault.code) == ("/roshDepth", "checksOutstanding")
    assert all((kind.value in fault.sentence) is (kind not in settled) for kind in (DA, CS))


def test_it_is_full_only_with_every_source_consulted_at_the_report_or_since() -> None:
    report, sentence = with_every_gap()
    assert faults(sentence, report, **FULL) == [("/roshDepth", "sourcesNotConsulted")]
    consulted = revise(sentence, report, **CONSULTED).state
    assert consulted.sources_since == {Source.PREVIOUS_CONVICTIONS}
    assert revise(consulted, report, **FULL).state.risk.rosh_depth == "full"


def test_a_sara_is_not_claimed_before_the_police_have_answered() -> None:
    report, sentence = both(sentenced(completed(with_check(requested(), DA), domestic_abuse=True)))
    assert faults(sentence, report, sara=SARA) == [("/sara", "checkOutstanding")]


def test_without_a_report_nothing_was_received_and_nothing_full_can_be_claimed() -> None:
    sentence = sentenced(None).sentence.state
    assert faults(sentence, None, **FULL, sara=SARA) == [
        ("/roshDepth", "checksOutstanding"),
        ("/sara", "checkOutstanding"),
    ]
    assert len(revise(sentence, None, rsr="7.10").events) == 2


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, ("/", "nothingAssessed")),
        ({"rosh_depth": "screening"}, ("/roshLevel", "roshLevelMissing")),
        ({"sources_consulted": ["health", "health"]}, ("/sourcesConsulted", "saidTwice")),
    ],
)
def test_what_says_nothing_or_contradicts_itself_is_refused(given: dict[str, Any], fault: tuple[str, str]) -> None:
    report, sentence = with_every_gap()
    assert faults(sentence, report, **given) == [fault]


def test_a_screening_does_not_take_the_place_of_a_full_assessment() -> None:
    report, sentence = with_every_gap()
    full = revise(sentence, report, **FULL, **CONSULTED).state
    assert faults(full, report, rosh_level="low", rosh_depth="screening") == [("/roshDepth", "lessThanKnown")]
    assert revise(full, report, rosh_level="medium").state.risk.rosh_level is RoshLevel.MEDIUM


def test_domestic_abuse_that_comes_to_light_after_sentence_is_no_gap_at_sentence() -> None:
    report, sentence = both(sentenced(completed(requested())))
    decided = revise(sentence, report, domestic_abuse=True)
    assert [gap.gap_id for gap in decided.state.gaps] == [gap.gap_id for gap in sentence.gaps]
