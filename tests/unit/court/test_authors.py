"""Who may write which report, and what is recorded of them (¶12)."""

import itertools
from datetime import date
from typing import Any

import pytest

from services.court.domain.authors import RecordTraining, RegisterAuthor, record_training, register_author
from services.court.domain.authorship import AUTHORSHIP, MayWrite, may_write
from services.court.domain.completion import complete_report
from services.court.domain.naming import NameAuthor, name_author
from services.court.domain.reports import Report
from services.court.domain.stages import ReportState
from shared.contracts.court import ReportAuthorNamed
from shared.decisions import Invalid, Occasion
from shared.probation.vocabulary import CheckKind, ReportType, StaffGrade, Training
from tests.unit.court.given import (
    MONDAY,
    OCCASION,
    answered,
    at,
    completed,
    completion,
    named,
    registered,
    requested,
    unnamed,
    with_check,
)
from tests.unit.court.test_report_stages import addendum_awaiting, put_off

ON = date(2016, 9, 5)
G, T, M = StaffGrade, ReportType, MayWrite
COURT, SARA = Training.COURT_REPORTS, Training.SARA
TYPES = (T.ORAL, T.FAST, T.STANDARD)

TRAINED = {
    **dict.fromkeys(itertools.product((T.ORAL, T.FAST, T.ADDENDUM), (G.PO, G.SPO, G.PSO)), M.ALONE),
    **dict.fromkeys(itertools.product((T.ORAL, T.FAST, T.ADDENDUM), (G.TRAINEE,)), M.COUNTERSIGNED),
    **dict.fromkeys(itertools.product((T.STANDARD,), (G.PO, G.SPO)), M.ALONE),
    **dict.fromkeys(itertools.product((T.STANDARD,), (G.PSO, G.TRAINEE)), M.NOT),
}
"""Every type and grade, for an author who is trained for court reports."""
UNTRAINED = {place: M.NOT if entry is M.NOT else M.COUNTERSIGNED for place, entry in TRAINED.items()}
"""The same for one who is not."""


def faults(refused: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(fault.place, fault.code) for fault in refused.value.faults]


@pytest.mark.parametrize("rule", AUTHORSHIP, ids=lambda rule: str(rule.effective_from))
def test_every_rule_has_an_entry_for_every_type_and_grade(rule: Any) -> None:
    assert set(rule.table) == set(itertools.product(ReportType, StaffGrade))
    assert rule.source


@pytest.mark.parametrize(("report_type", "grade"), list(itertools.product(ReportType, StaffGrade)))
@pytest.mark.parametrize("court", [False, True])
@pytest.mark.parametrize("sara", [False, True])
@pytest.mark.parametrize("claims_sara", [False, True])
def test_an_author_may_write_by_grade_and_is_countersigned_without_the_training(
    report_type: ReportType, grade: StaffGrade, court: bool, sara: bool, claims_sara: bool
) -> None:
    training = {one for one, has in ((COURT, court), (SARA, sara)) if has}
    trained = court and (sara or not claims_sara)
    expected = (TRAINED if trained else UNTRAINED)[report_type, grade]
    assert may_write({report_type}, grade, training, ON, sara=claims_sara) is expected


@pytest.mark.parametrize("training", [one for one in Training if one is not COURT])
def test_no_other_training_stands_in_for_that_in_court_reports(training: Training) -> None:
    assert may_write({T.ORAL}, G.PO, {training}, ON) is M.COUNTERSIGNED


@pytest.mark.parametrize(("before", "grade"), list(itertools.product(TYPES, StaffGrade)))
def test_an_addendum_asks_no_less_of_its_author_than_the_report_that_it_adds_to(
    before: ReportType, grade: StaffGrade
) -> None:
    assert may_write({T.ADDENDUM, before}, grade, {COURT}, ON) is TRAINED[before, grade]


@pytest.mark.parametrize(("report_type", "grade"), list(itertools.product(TYPES, StaffGrade)))
@pytest.mark.parametrize("training", [(), (COURT,)])
def test_a_report_is_given_to_whoever_may_write_its_type(
    report_type: ReportType, grade: StaffGrade, training: tuple[Training, ...]
) -> None:
    report = unnamed(requested_type=report_type)
    author = registered("N07A001", grade, training)
    expected = (TRAINED if training else UNTRAINED)[report_type, grade]
    if expected is M.NOT:
        with pytest.raises(Invalid) as refused:
            named(report, author)
        assert faults(refused) == [("/author", "mayNotWrite")]
        return
    decided = name_author(report, author, NameAuthor(author="N07A001"), OCCASION)
    [event] = decided.events
    assert isinstance(event, ReportAuthorNamed)
    assert (event.author, event.grade, event.trained) == ("N07A001", grade, bool(training))
    assert event.countersignature_needed is decided.state.countersignature_needed is (expected is M.COUNTERSIGNED)
    assert decided.state.author_training == training


def test_whoever_is_not_in_the_register_of_the_division_cannot_be_named() -> None:
    for nobody in (None, registered("N06B960")):
        with pytest.raises(Invalid) as refused:
            name_author(unnamed(), nobody, NameAuthor(author="N06B960"), OCCASION)
        assert faults(refused) == [("/author", "noSuchAuthor")]


def test_another_author_may_be_named_until_the_report_is_written_and_again_for_an_addendum() -> None:
    report = named(requested(), registered("N07A001"))
    assert report.author == "N07A001"
    wanted = put_off(completed(report), addendum_wanted=True).state
    assert named(wanted, registered("N07A002")).author == "N07A002"
    assert addendum_awaiting().deliveries[0].author == "N07B960"  # who wrote the report itself stays


def test_a_report_that_nobody_was_named_for_is_not_delivered() -> None:
    with pytest.raises(Invalid) as refused:
        complete_report(unnamed(), completion(), OCCASION)
    assert faults(refused) == [("/", "authorMissing")]


@pytest.mark.parametrize(("delivered", "grade"), list(itertools.product(TYPES, (G.PO, G.PSO, G.SPO, G.TRAINEE))))
def test_the_type_that_is_delivered_decides_again_who_may_write_it(delivered: ReportType, grade: StaffGrade) -> None:
    report = named(unnamed(), registered("N07A001", grade, (COURT,)))
    why = None if delivered is T.ORAL else "The court gave more time."
    asked = completion(delivered_type=delivered, differs_because=why)
    expected = TRAINED[delivered, grade]
    if expected is M.NOT:
        with pytest.raises(Invalid) as refused:
            complete_report(report, asked, OCCASION)
        assert faults(refused) == [("/deliveredType", "authorMayNotWrite")]
        return
    after = complete_report(report, asked, OCCASION).state.state
    assert after is (ReportState.COMPLETED if expected is M.ALONE else ReportState.AWAITING_COUNTERSIGNATURE)


@pytest.mark.parametrize(("training", "alone"), [((COURT,), False), ((COURT, SARA), True)])
def test_a_sara_by_whoever_is_not_trained_in_it_is_countersigned(training: tuple[Training, ...], alone: bool) -> None:
    report = named(unnamed(), registered("N07A001", G.PO, training))
    report = answered(with_check(report, CheckKind.DOMESTIC_ABUSE), CheckKind.DOMESTIC_ABUSE).report.state
    assert report.countersignature_needed is False
    after = completed(report, sara={"towards_partner": "moderate", "towards_others": "low"})
    assert (after.state is ReportState.COMPLETED) is alone


def entry(**changed: Any) -> RegisterAuthor:
    asked = {
        "officer": "N07A001",
        "team": "N07DTX",
        "grade": "PO",
        "employment": "agency",
        "training": ["courtReports"],
    }
    return RegisterAuthor.model_validate({**asked, **changed})


def test_an_author_is_registered_with_training_that_says_who_recorded_it_when() -> None:
    author = register_author(entry(), at(MONDAY, officer="N07S001")).state
    [record] = author.training
    assert (author.officer, author.division, author.registered_by) == ("N07A001", "N07", "N07S001")
    assert (record.training, record.recorded_on, record.recorded_by) == (COURT, ON, "N07S001")
    later = record_training(author, RecordTraining(training=SARA), OCCASION).state
    assert {one.training for one in later.training} == {COURT, SARA}
    with pytest.raises(Invalid) as refused:
        record_training(later, RecordTraining(training=SARA), OCCASION)
    assert faults(refused) == [("/training", "recordedAlready")]


@pytest.mark.parametrize(
    ("changed", "by", "found"),
    [
        ({"officer": "N06A001"}, OCCASION, [("/officer", "officerOfAnother")]),
        ({"officer": "N07DTXU"}, OCCASION, [("/officer", "nobodyYet")]),
        ({"team": "N06DTX"}, OCCASION, [("/team", "teamOfAnother")]),
        ({"training": ["sara", "sara"]}, OCCASION, [("/training", "saidTwice")]),
        ({"officer": "C17A001", "team": "C17DTX"}, at(MONDAY, "C17"), [("/officer", "notADivision")]),
    ],
)
def test_an_entry_that_cannot_be_is_refused_at_its_place(
    changed: dict[str, Any], by: Occasion, found: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refused:
        register_author(entry(**changed), by)
    assert faults(refused) == found


def test_the_grade_and_training_are_those_of_the_day_on_which_the_author_was_named() -> None:
    report: Report = named(unnamed(), registered("N07A001", G.PO, ()))
    assert completed(report).state is ReportState.AWAITING_COUNTERSIGNATURE
    trained_since = named(report, registered("N07A001", G.PO, (COURT,)))
    assert completed(trained_since).state is ReportState.COMPLETED
