"""The words: their published values, and what each means for a decision."""

import re
from datetime import date
from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from shared.probation import vocabulary
from shared.probation.limits import LimitName
from shared.probation.vocabulary import (
    THROUGH_THE_GATE_NEEDS,
    AppointmentOutcome,
    BreachState,
    CheckState,
    ContactKind,
    Described,
    Disposal,
    GapCause,
    GapClosure,
    Need,
    Ogrs3Band,
    RegisterType,
    ReportType,
    ReturnReason,
    ReturnSeverity,
    RoshLevel,
    RsrBand,
    StaffGrade,
    ogrs3_band,
    rsr_band,
)

EVERY_WORD = [
    word
    for name in vocabulary.__all__
    if isinstance(kind := getattr(vocabulary, name), type) and issubclass(kind, Described)
    for word in kind
]
PUBLISHED_CODE = re.compile(r"[A-Z]{2,4}")
CAMEL_CASE = re.compile(r"[a-z]+[0-9]?(?:[A-Z][a-z]*)*")


@pytest.mark.parametrize("word", EVERY_WORD, ids=lambda word: f"{type(word).__name__}.{word.name}")
def test_every_word_is_camel_case_or_a_published_code_and_has_a_description(word: Described) -> None:
    assert CAMEL_CASE.fullmatch(word.value) or PUBLISHED_CODE.fullmatch(word.value)
    assert word.description


def test_a_word_travels_in_json_as_its_value() -> None:
    states = TypeAdapter(CheckState)

    assert states.dump_json(CheckState.NOT_REQUESTED) == b'"notRequested"'
    assert states.validate_json('"overdue"') is CheckState.OVERDUE
    assert states.json_schema()["enum"] == ["notRequired", "notRequested", "requested", "received", "overdue"]


@pytest.mark.parametrize(
    ("report", "code"), [("oral", "CJO"), ("fast", "CJF"), ("standard", "CJS"), ("addendum", "PSA")]
)
def test_each_report_type_has_its_published_code(report: str, code: str) -> None:
    assert ReportType(report).code == code


@pytest.mark.parametrize(
    ("state", "settled"),
    [("notRequired", True), ("notRequested", False), ("requested", False), ("received", True), ("overdue", False)],
)
def test_a_check_is_settled_only_by_an_answer_or_a_reason_not_to_ask(state: str, settled: bool) -> None:
    assert CheckState(state).is_settled is settled


def test_the_causes_and_closures_of_a_gap_are_the_inspectorates() -> None:
    assert {cause.value for cause in GapCause} == {
        "checkUnanswered",
        "checkNeverRequested",
        "roshNotFullyAssessed",
        "rsrNotCalculated",
        "saraMissing",
        "sourceNotConsulted",
    }
    assert {closure.value for closure in GapClosure} == {
        "lateAnswer",
        "supervisedWithoutIt",
        "orderEnded",
    }


def test_a_disposal_without_probation_work_brings_no_supervision() -> None:
    assert [one.value for one in Disposal if not one.brings_supervision] == ["other"]


def test_risk_of_serious_harm_rises_from_low_to_very_high_and_the_nps_keeps_the_upper_two() -> None:
    assert [level.value for level in sorted(RoshLevel, key=lambda level: level.rank)] == [
        "low",
        "medium",
        "high",
        "veryHigh",
    ]
    assert [level.value for level in RoshLevel if level.is_kept_by_nps] == ["high", "veryHigh"]


@pytest.mark.parametrize(
    ("score", "band"),
    [
        ("0", RsrBand.LOW),
        ("2.99", RsrBand.LOW),
        ("3.00", RsrBand.MEDIUM),
        ("6.89", RsrBand.MEDIUM),
        ("6.90", RsrBand.HIGH),
        ("100", RsrBand.HIGH),
    ],
)
def test_an_rsr_score_falls_in_its_band(score: str, band: RsrBand) -> None:
    assert rsr_band(Decimal(score)) is band
    assert rsr_band(Decimal(score), date(2016, 6, 27)) is band


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (0, Ogrs3Band.LOW),
        (49, Ogrs3Band.LOW),
        (50, Ogrs3Band.MEDIUM),
        (74, Ogrs3Band.MEDIUM),
        (75, Ogrs3Band.HIGH),
        (89, Ogrs3Band.HIGH),
        (90, Ogrs3Band.VERY_HIGH),
        (100, Ogrs3Band.VERY_HIGH),
    ],
)
def test_an_ogrs3_score_falls_in_its_band(score: int, band: Ogrs3Band) -> None:
    assert ogrs3_band(score) is band
    assert ogrs3_band(score, date(2016, 6, 27)) is band


def test_a_score_that_is_not_a_percentage_is_refused() -> None:
    for score in ("-0.01", "100.01"):
        with pytest.raises(ValueError, match="percentage"):
            rsr_band(Decimal(score))
    for whole in (-1, 101):
        with pytest.raises(ValueError, match="percentage"):
            ogrs3_band(whole)


def test_each_register_is_reviewed_at_its_own_interval() -> None:
    assert {register.value: register.review_limit for register in RegisterType} == {
        "rosh": LimitName.RISK_REVIEW_ROSH,
        "childProtection": LimitName.RISK_REVIEW_CHILD_PROTECTION,
        "mappa": LimitName.RISK_REVIEW_MAPPA,
        "domesticAbusePerpetrator": LimitName.RISK_REVIEW_DOMESTIC_ABUSE_PERPETRATOR,
        "weapons": LimitName.RISK_REVIEW_WEAPONS,
        "requiredReview": LimitName.RISK_REVIEW_REQUIRED,
    }


OUTCOMES = {
    # code: attended, complied, acceptable absence, counts as failure, rescheduled
    "ATTC": (True, True, False, False, False),
    "AFTC": (True, False, False, True, False),
    "ATSH": (True, False, False, True, False),
    "ATSS": (True, True, False, False, False),
    "UAAB": (False, False, False, True, False),
    "AACL": (False, True, True, False, False),
    "AAEM": (False, True, True, False, False),
    "AAFC": (False, True, True, False, False),
    "AAHO": (False, True, True, False, False),
    "AAME": (False, True, True, False, False),
    "AARC": (False, True, True, False, False),
    "AARE": (False, True, True, False, False),
    "AASD": (False, True, True, False, False),
    "AAAA": (False, True, True, False, False),
    "RSOF": (False, True, False, False, True),
    "RSSR": (False, True, False, False, True),
}


def test_each_appointment_outcome_means_what_the_published_table_says() -> None:
    assert {
        outcome.value: (
            outcome.attended,
            outcome.complied,
            outcome.acceptable_absence,
            outcome.counts_as_failure,
            outcome.rescheduled,
        )
        for outcome in AppointmentOutcome
    } == OUTCOMES


def test_an_officer_appointment_never_makes_a_rar_day() -> None:
    assert [kind.value for kind in ContactKind if kind.can_make_a_rar_day] == ["rehabilitationActivity"]


def test_a_breach_ends_when_it_is_proven_not_proven_or_withdrawn() -> None:
    assert [state.value for state in BreachState if state.is_ended] == ["proven", "notProven", "withdrawn"]


def test_a_complaint_about_wording_or_layout_never_returns_a_pack() -> None:
    assert {reason.value for reason in ReturnReason if reason.severity is ReturnSeverity.MINOR} == {
        "spellingOrLayout",
        "wrongTemplate",
        "summaryIncomplete",
        "progressNotDescribed",
        "previousBreachesNotListed",
        "rationaleThin",
        "documentMissing",
    }


def test_only_a_senior_probation_officer_signs_as_a_manager() -> None:
    assert [grade.value for grade in StaffGrade if grade.is_manager] == ["SPO"]


def test_help_before_release_is_owed_for_the_five_through_the_gate_needs() -> None:
    assert (
        frozenset({Need.ACCOMMODATION, Need.EMPLOYMENT_TRAINING, Need.FINANCE, Need.DOMESTIC_ABUSE, Need.SEX_WORK})
        == THROUGH_THE_GATE_NEEDS
    )
