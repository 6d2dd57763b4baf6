"""A report is requested, and delivered saying what it does not know (¶11-12)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from services.court.domain.checks import AnswerCheck
from services.court.domain.completion import complete_report
from services.court.domain.proposals import Proposal
from services.court.domain.reports import Report
from services.court.domain.requesting import request_report
from shared.contracts.court import ReportCompleted, ReportRequested
from shared.decisions import Invalid
from shared.probation.vocabulary import CheckAnswer, CheckKind, CheckState, GapCause, RoshLevel
from tests.unit.court.given import (
    DIRECTORY,
    MONDAY,
    OCCASION,
    answered,
    asked_for,
    at,
    check_on,
    clocks,
    completed,
    completion,
    requested,
    with_check,
)

DA, CS = CheckKind.DOMESTIC_ABUSE, CheckKind.CHILD_SAFEGUARDING
END_OF_TUESDAY = datetime(2016, 9, 6, 22, 59, 59, 999999, tzinfo=UTC)


def faults(report: Report, **changed: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        complete_report(report, completion(**changed), OCCASION, DIRECTORY)
    return [(fault.place, fault.code) for fault in refused.value.faults]


def settled() -> Report:
    report = with_check(requested(), CS, "No contact with children.")
    return answered(with_check(report, DA), DA).report.state


@pytest.mark.parametrize("requested_type", ["oral", "fast", "standard"])
def test_a_report_of_any_type_is_owed_by_the_end_of_the_courts_date(requested_type: str) -> None:
    decided = request_report(asked_for(requested_type=requested_type), OCCASION)
    [event] = decided.events
    assert isinstance(event, ReportRequested)
    [clock] = event.clocks
    assert (clock.obligation, clock.due_at, clock.owner) == ("reportDelivered", END_OF_TUESDAY, "N07")


def test_a_report_for_today_is_in_time_until_midnight_in_london_and_no_longer() -> None:
    late_on_monday = at(datetime(2016, 9, 5, 22, 30, tzinfo=UTC))
    requested(late_on_monday, court_date=date(2016, 9, 5))
    with pytest.raises(Invalid, match="past"):
        requested(at(datetime(2016, 9, 5, 23, 30, tzinfo=UTC)), court_date=date(2016, 9, 5))


@pytest.mark.parametrize(
    ("changed", "place", "code"),
    [
        ({"court_date": date(2016, 9, 4)}, "/courtDate", "inThePast"),
        ({"requested_type": "addendum"}, "/requestedType", "addendumOfNothing"),
        ({"team": "N06DTX"}, "/team", "teamOfAnother"),
        ({"division": "N06", "team": "N06DTX"}, "/division", "anotherDivision"),
        ({"division": "C17", "team": "C17DTX"}, "/division", "notADivision"),
    ],
)
def test_a_request_that_cannot_be_is_refused_at_its_place(changed: dict[str, Any], place: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        requested(**changed)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [(place, code)]


def test_another_type_than_the_court_asked_for_needs_a_reason() -> None:
    assert faults(requested(), delivered_type="fast") == [("/differsBecause", "reasonMissing")]
    report = completed(requested(), delivered_type="fast", differs_because="Adjourned for more information.")
    assert report.differs_because == "Adjourned for more information."


def test_a_reason_of_spaces_is_none() -> None:
    with pytest.raises(ValidationError):
        completion(delivered_type="fast", differs_because="   ")


@pytest.mark.parametrize("domestic", [None, CheckState.REQUESTED, CheckState.RECEIVED, CheckState.NOT_REQUIRED])
@pytest.mark.parametrize("children", [None, CheckState.REQUESTED, CheckState.RECEIVED, CheckState.NOT_REQUIRED])
def test_the_risk_of_harm_is_fully_assessed_only_with_both_checks_received_or_not_required(
    domestic: CheckState | None, children: CheckState | None
) -> None:
    report = requested()
    for kind, state in ((DA, domestic), (CS, children)):
        if state is not None:
            report = with_check(report, kind, "Not a case for it." if state is CheckState.NOT_REQUIRED else None)
        if state is CheckState.RECEIVED:
            report = answered(report, kind).report.state
    settled_states = (CheckState.RECEIVED, CheckState.NOT_REQUIRED)
    outstanding = [kind for kind, state in ((DA, domestic), (CS, children)) if state not in settled_states]
    if not outstanding:
        assert completed(report, rosh_depth="full").complete
        return
    with pytest.raises(Invalid) as refused:
        completed(report, rosh_depth="full")
    [fault] = refused.value.faults
    assert (fault.place, fault.code) == ("/roshDepth", "checksOutstanding")
    assert [kind for kind in (DA, CS) if f"{kind} (" in fault.sentence] == outstanding
    completed(report, rosh_depth="screening")


def test_a_depth_of_assessment_without_its_result_is_refused() -> None:
    assert faults(requested(), rosh_level=None) == [("/roshLevel", "roshLevelMissing")]


def test_a_delivered_report_says_each_check_the_picture_and_what_is_missing() -> None:
    report = with_check(with_check(requested(), DA), CheckKind.MENTAL_HEALTH)
    [event] = complete_report(report, completion(rsr=None), OCCASION).events
    assert isinstance(event, ReportCompleted)
    assert event.checks == {
        DA: CheckState.REQUESTED,
        CS: CheckState.NOT_REQUESTED,
        CheckKind.MENTAL_HEALTH: CheckState.REQUESTED,
    }
    assert event.risk.rosh_level is RoshLevel.MEDIUM
    assert event.risk.mappa_eligible is None
    assert not event.complete
    assert event.missing == (
        GapCause.CHECK_UNANSWERED,
        GapCause.CHECK_NEVER_REQUESTED,
        GapCause.ROSH_NOT_FULLY_ASSESSED,
        GapCause.RSR_NOT_CALCULATED,
    )
    assert clocks((event,)) == [("reportDelivered", report.report_id, "met")]


def test_a_check_unanswered_past_its_time_is_told_as_overdue() -> None:
    report = with_check(requested(), DA)
    wednesday = at(MONDAY + timedelta(days=2))
    [event] = complete_report(report, completion(), wednesday).events
    assert isinstance(event, ReportCompleted)
    assert event.checks[DA] is CheckState.OVERDUE


def test_a_delivered_report_becomes_complete_when_its_last_check_is_answered_before_sentence() -> None:
    report = with_check(requested(), CS, "No contact with children.")
    report = with_check(answered(with_check(report, DA), DA).report.state, CheckKind.MENTAL_HEALTH)
    report = completed(report, rosh_depth="full")
    assert (report.complete, report.missing) == (False, (GapCause.CHECK_UNANSWERED,))
    assert answered(report, CheckKind.MENTAL_HEALTH).report.state.complete


def test_known_domestic_abuse_needs_a_spousal_assault_risk_assessment() -> None:
    asked: dict[str, Any] = {"rosh_depth": "full", "domestic_abuse": True}
    assert completed(settled(), **asked).missing == (GapCause.SARA_MISSING,)
    assert completed(settled(), **asked, sara=SARA).complete


@pytest.mark.parametrize(
    ("said", "answer", "indicates", "known"),
    [
        (None, "information", True, True),
        (None, "information", None, None),
        (None, "information", False, False),
        (None, "nothingKnown", None, False),
        (True, "nothingKnown", None, True),  # what the author knows, the silence of the police does not undo
        (True, "information", False, True),
        (False, "information", True, True),
        (False, "nothingKnown", None, False),
    ],
)
def test_an_answer_adds_to_what_the_author_knows(
    said: bool | None, answer: str, indicates: bool | None, known: bool | None
) -> None:
    answer_of: dict[str, Any] = {"answer": CheckAnswer(answer), "indicates_domestic_abuse": indicates}
    before = answered(with_check(requested(), DA), DA, **answer_of).report.state
    after = answered(completed(with_check(requested(), DA), domestic_abuse=said), DA, **answer_of).report.state
    assert completed(before, domestic_abuse=said).risk.domestic_abuse is known
    assert after.risk.domestic_abuse is known


def test_the_level_of_harm_stays_as_assessed_whatever_an_answer_points_to() -> None:
    report = completed(with_check(requested(), DA))
    decided = answered(report, DA, CheckAnswer.INFORMATION, indicates_rosh=RoshLevel.HIGH).report
    assert decided.state.risk.rosh_level is RoshLevel.MEDIUM
    assert check_on(decided.state, DA).indicates_rosh is RoshLevel.HIGH


@pytest.mark.parametrize(
    "indicates",
    [{"indicates_rosh": "high"}, {"indicates_domestic_abuse": True}, {"indicates_child_safeguarding": True}],
)
def test_nothing_known_points_to_nothing(indicates: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="nothingKnown"):
        AnswerCheck.model_validate({"answer": "nothingKnown", **indicates})


SARA = {"towards_partner": "high", "towards_others": "low"}


def proposal(*requirements: dict[str, Any], **more: Any) -> Proposal:
    asked = {"disposal": "communityOrder", "area_crc": "C17", "sex": "male", "requirements": requirements, **more}
    return Proposal.model_validate(asked)


RAR = {"kind": "rehabilitationActivity", "amount": 20, "unit": "days", "need": "alcohol", "intervention": "C17-ALC"}


@pytest.mark.parametrize(
    ("proposed", "found"),
    [
        (proposal(RAR), []),
        (proposal({**RAR, "need": None}), [("/proposal/requirements/0/need", "rarNeedMissing")]),
        (
            proposal(RAR, {**RAR, "intervention": "To address offending behaviour"}),
            [("/proposal/requirements/1/intervention", "rarNotTargeted")],
        ),
        (proposal({**RAR, "unit": "hours"}), [("/proposal/requirements/0/unit", "quantityMissing")]),
        (
            proposal({"kind": "unpaidWork", "amount": 301, "unit": "hours"}),
            [("/proposal/requirements/0/amount", "aboveMaximum")],
        ),
        (proposal({"kind": "curfew", "amount": 12, "unit": "hoursADay", "months": 6}), []),
        (
            proposal({"kind": "curfew", "amount": 17, "unit": "hoursADay"}),
            [
                ("/proposal/requirements/0/amount", "aboveMaximum"),
                ("/proposal/requirements/0/months", "quantityMissing"),
            ],
        ),
        (
            proposal({"kind": "exclusion", "amount": 25, "unit": "months"}),
            [("/proposal/requirements/0/amount", "aboveMaximum")],
        ),
        (
            proposal({"kind": "attendanceCentre", "amount": 24, "unit": "hours"}),
            [("/proposal/age", "ageMissing")],
        ),
        (
            proposal({"kind": "attendanceCentre", "amount": 24, "unit": "hours"}, age=25),
            [("/proposal/requirements/0/kind", "tooOld")],
        ),
        (proposal(RAR, months=37), [("/proposal/months", "aboveMaximum")]),
        (proposal(), [("/proposal/requirements", "requirementMissing")]),
        (proposal(RAR, disposal="custody"), [("/proposal/requirements", "requirementsNotAvailable")]),
    ],
)
def test_a_proposal_is_lawful_and_says_what_a_rar_is_for(proposed: Proposal, found: list[tuple[str, str]]) -> None:
    if found:
        assert faults(requested(), proposal=proposed) == found
    else:
        assert completed(requested(), proposal=proposed).proposal == proposed


def test_every_fault_is_named_at_once() -> None:
    assert faults(requested(), delivered_type="fast", rosh_depth="full", proposal=proposal()) == [
        ("/differsBecause", "reasonMissing"),
        ("/roshDepth", "checksOutstanding"),
        ("/proposal/requirements", "requirementMissing"),
    ]


def test_a_check_asked_for_is_owed_by_the_courts_date_or_by_tonight_if_that_has_passed() -> None:
    report = requested()
    assert check_on(with_check(report, DA), DA).due_at == END_OF_TUESDAY
    thursday = at(MONDAY + timedelta(days=3))
    assert check_on(with_check(report, DA, occasion=thursday), DA).due_at == END_OF_TUESDAY + timedelta(days=2)


def test_a_check_thought_not_required_can_still_be_asked_for() -> None:
    report = with_check(with_check(requested(), CS, "No contact with children."), CS)
    check = check_on(report, CS)
    assert (check.state, check.not_required_because) == (CheckState.REQUESTED, "No contact with children.")
    assert len(report.checks) == 1


def test_a_score_is_a_percentage() -> None:
    assert completion(rsr=Decimal("6.90")).rsr == Decimal("6.90")
    with pytest.raises(ValidationError):
        completion(rsr="100.01")
