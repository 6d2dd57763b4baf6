"""Who is given a case, over what by whose name, and what a handover makes due (¶15, ¶17)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.crc.domain.assigning import NameOfficer, name_officer
from services.crc.domain.cases import Case
from services.crc.domain.guardrails import Roster
from shared.contracts.crc import ResponsibleOfficerNamed, RiskReviewDue
from shared.contracts.crc_staff import CaseloadThresholdPassed
from shared.decisions import Decision, Invalid
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import (
    CaseloadThreshold,
    EmploymentKind,
    HandoverReason,
    RiskReviewCause,
    StaffGrade,
    Training,
)
from tests.unit.crc.assignments import COVER, NOTHING, NOW, codes, give, overridden, plain
from tests.unit.crc.given import (
    COLLEAGUE,
    MANAGER,
    OFFICER,
    PSO,
    STAFF,
    entry,
    heard,
    lose_officer,
    moved,
    occasion,
    opened,
    supervised,
)
from tests.unit.crc.risks import complete, set_off


@pytest.mark.parametrize(
    ("officer", "code"),
    [
        ("C17Z999", "notRegistered"),
        ("C17A003", "hasLeft"),
        ("C21A001", "ofAnotherProvider"),
        ("C17CROU", "nobodyYet"),
    ],
)
def test_only_an_officer_of_the_register_who_is_there_is_given_a_case(officer: str, code: str) -> None:
    staff = {**STAFF, "C17A003": entry("C17A003", left_on=NOW.date())}
    asked = NameOfficer.model_validate({"officer": officer})
    with pytest.raises(Invalid) as refused:
        name_officer(plain(), Roster(staff), asked, occasion(MANAGER))
    assert codes(refused) == [("/officer", code)]


def test_the_grade_is_that_of_the_register() -> None:
    named = give(plain(), PSO)
    assert named.state.officer_grade is StaffGrade.PSO
    (told,) = named.events
    assert isinstance(told, ResponsibleOfficerNamed)
    assert (told.grade, told.caseload, told.handed_over_by, told.handover_reason) == (StaffGrade.PSO, 1, None, None)


@pytest.mark.parametrize("trained", [True, False])
@pytest.mark.parametrize("sexual", [True, False])
def test_a_sexual_offence_needs_the_training(sexual: bool, trained: bool) -> None:
    case = opened(risk=NOTHING, gaps=(), sexual_offence=sexual)
    assert case.sexual_offence is sexual
    officer = entry(OFFICER, training=(Training.SEXUAL_OFFENCES,) if trained else ())
    if not sexual or trained:
        assert give(case, officer).state.officer == OFFICER
        return
    with pytest.raises(Invalid, match="¶17") as refused:
        give(case, officer)
    assert codes(refused) == [("/officer", "sexualOffenceUntrained")]


AGENCY, TRAINEE = {"employment": EmploymentKind.AGENCY}, {"grade": StaffGrade.TRAINEE}


@pytest.mark.parametrize("terms", [AGENCY, TRAINEE], ids=["agency", "trainee"])
@pytest.mark.parametrize(
    ("supervisor", "there"),
    [
        (None, False),
        ("C17Z999", False),
        (PSO, False),
        ("C17A003", False),
        (COLLEAGUE, True),
        (MANAGER, True),
    ],
)
def test_trainees_and_agency_staff_hold_cases_under_a_po_who_is_there(
    terms: dict[str, Any], supervisor: str | None, there: bool
) -> None:
    officer = entry("C17T001", **{"grade": StaffGrade.PO, **terms}, supervised_by=supervisor)
    staff = {**STAFF, "C17T001": officer, "C17A003": entry("C17A003", left_on=NOW.date())}
    asked = NameOfficer.model_validate({"officer": "C17T001"})
    if there:
        (told,) = name_officer(plain(), Roster(staff), asked, occasion(MANAGER)).events
        assert isinstance(told, ResponsibleOfficerNamed)
        assert told.supervised_by == supervisor
        return
    with pytest.raises(Invalid) as refused:
        name_officer(plain(), Roster(staff), asked, occasion(MANAGER))
    assert codes(refused) == [("/officer", "supervisingOfficerMissing")]


# Caseload


@pytest.mark.parametrize(
    ("percent", "others", "may"), [(100, 59, True), (100, 60, False), (50, 29, True), (50, 30, False), (1, 0, True)]
)
def test_the_hard_stop_is_for_the_officers_working_time(percent: int, others: int, may: bool) -> None:
    officer = entry(OFFICER, full_time_percent=percent)
    if may:
        assert give(plain(), officer, others).state.officer == OFFICER
        return
    with pytest.raises(Invalid, match="¶15") as refused:
        give(plain(), officer, others)
    assert codes(refused) == [("/officer", "caseloadHardStop")]


@pytest.mark.parametrize(
    ("others", "threshold", "limit"),
    [
        (49, None, 0),
        (50, CaseloadThreshold.ALERT, 50),
        (51, None, 0),
        (60, CaseloadThreshold.HARD_STOP, 60),
        (61, None, 0),
        (100, CaseloadThreshold.SEEN_BY_INSPECTORS, 100),
        (119, None, 0),
    ],
)
def test_a_threshold_is_told_when_an_assignment_crosses_it(
    others: int, threshold: CaseloadThreshold | None, limit: int
) -> None:
    over: dict[str, Any] = {"override": COVER} if others >= 60 else {}
    told = give(plain(), OFFICER, others, **over).listings
    assert all(isinstance(one, CaseloadThresholdPassed) for one in told)
    assert [(one.threshold, one.limit, one.cases) for one in told if isinstance(one, CaseloadThresholdPassed)] == (
        [] if threshold is None else [(threshold, limit, others + 1)]
    )
    assert all((one.subject, one.team) == (OFFICER, "C17CRO") for one in told if hasattr(one, "team"))


def test_naming_the_same_officer_again_adds_no_case() -> None:
    decision = give(overridden(), PSO, 50, override=COVER)
    assert decision.listings == ()


# Overrides


def test_a_handover_says_why_and_a_first_naming_does_not() -> None:
    with pytest.raises(Invalid) as refused:
        give(supervised(plain()), COLLEAGUE)
    assert codes(refused) == [("/handoverReason", "handoverReasonMissing")]
    with pytest.raises(Invalid) as refused:
        give(plain(), COLLEAGUE, handoverReason="relationship")
    assert codes(refused) == [("/handoverReason", "nothingHandedOver")]
    decision = give(supervised(plain()), COLLEAGUE, handoverReason="relationship")
    told = decision.events[0]
    assert isinstance(told, ResponsibleOfficerNamed)
    assert (told.handed_over_by, told.handover_reason) == (OFFICER, HandoverReason.RELATIONSHIP)
    (before,) = decision.state.earlier_officers
    assert (before.officer, before.named_at, before.until, before.reason) == (
        OFFICER,
        NOW,
        NOW,
        HandoverReason.RELATIONSHIP,
    )


def handed_over(now: datetime = NOW) -> Decision[Case]:
    return give(supervised(plain()), COLLEAGUE, handoverReason="caseloadRelief", now=now)


def test_who_takes_over_looks_at_the_risk() -> None:
    decision = handed_over()
    told = decision.events[-1]
    assert isinstance(told, RiskReviewDue)
    assert told.cause is RiskReviewCause.OFFICER_CHANGED
    by = due(LimitName.RISK_REVIEW_OFFICER_CHANGED, NOW)
    assert [(one.review_id, one.due_at) for one in set_off(decision.state)] == [(told.review_id, by)]
    assert [(clock.subject_id, clock.due_at) for clock in told.clocks] == [(told.review_id, by)]


def test_one_review_serves_where_one_is_due_by_then() -> None:
    first = handed_over().state
    soon = give(first, OFFICER, handoverReason="relationship", now=NOW + timedelta(days=2))
    assert [type(one) for one in soon.events] == [ResponsibleOfficerNamed]
    # The register's review is due in months, and serves nobody now.
    (review,) = set_off(first)
    reviewed = complete(first, review.review_id, "medium", by=COLLEAGUE).state
    later = give(reviewed, OFFICER, handoverReason="relationship", now=NOW + timedelta(days=20))
    assert [type(one) for one in later.events] == [ResponsibleOfficerNamed, RiskReviewDue]


def test_who_is_named_after_the_officer_has_left_or_the_case_has_moved_looks_at_the_risk_too() -> None:
    left = lose_officer(supervised(plain())).state
    assert [type(one) for one in give(left, COLLEAGUE).events] == [ResponsibleOfficerNamed, RiskReviewDue]
    away = heard((moved(), NOW), case=supervised(plain()))[0]
    asked = NameOfficer.model_validate({"officer": "C21A001"})
    named = name_officer(away, Roster(STAFF), asked, occasion("C21M001", NOW + timedelta(days=1)))
    assert [type(one) for one in named.events] == [ResponsibleOfficerNamed, RiskReviewDue]
    assert [one.officer for one in named.state.earlier_officers] == [OFFICER]


def test_the_first_officer_of_all_takes_over_from_nobody() -> None:
    assert [type(one) for one in give(plain()).events] == [ResponsibleOfficerNamed]
