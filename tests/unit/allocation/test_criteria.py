"""Each criterion by itself: its threshold, its source, and what makes it unknown; all of them are combined beside."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.allocation.domain.criteria import (
    NOT_RECORDED,
    Evidence,
    Outcome,
    RoshIndication,
    allocate,
)
from shared.contracts.court import InformationGap
from shared.probation.vocabulary import AllocationCriterion, CheckKind, RoshDepth, RoshLevel
from tests.unit.allocation.given import LOW_RISK, gap

ON = date(2016, 9, 5)
ROSH = AllocationCriterion.ROSH_HIGH_OR_VERY_HIGH


def run(evidence: Evidence) -> Outcome:
    return allocate(evidence, division="N07", area_crc="C17")


@pytest.mark.parametrize(("score", "keeps"), [("6.89", False), ("6.90", True), ("6.91", True), ("0.00", False)])
def test_the_nps_keeps_from_the_score_at_which_rsr_is_high(score: str, keeps: bool) -> None:
    risk = LOW_RISK.model_copy(update={"rsr": Decimal(score)})
    outcome = run(Evidence(ON, risk))
    found = next(one for one in outcome.criteria if one.criterion is AllocationCriterion.RSR_HIGH)
    assert (found.value, found.nps_keeps, found.source) == (score, keeps, "court report, RSR score, high from 6.90")
    assert outcome.provider == ("N07" if keeps else "C17")


@pytest.mark.parametrize(
    ("level", "keeps"),
    [(RoshLevel.LOW, False), (RoshLevel.MEDIUM, False), (RoshLevel.HIGH, True), (RoshLevel.VERY_HIGH, True)],
)
def test_the_nps_keeps_high_and_very_high_risk_of_serious_harm(level: RoshLevel, keeps: bool) -> None:
    outcome = run(Evidence(ON, LOW_RISK.model_copy(update={"rosh_level": level})))
    assert outcome.criteria[0].nps_keeps is keeps


def rosh_of(*gaps: InformationGap, indication: RoshIndication | None = None, **risk: Any) -> Any:
    return run(Evidence(ON, LOW_RISK.model_copy(update=risk), gaps, indication)).criteria[0]


def test_a_level_below_high_is_not_known_while_a_check_that_bears_on_it_is_unanswered() -> None:
    found = rosh_of(gap())
    assert (found.value, found.known, found.nps_keeps) == ("medium", False, None)
    assert found.source == (
        "court report, RoSH screening; missing: A check was requested and not answered "
        "(Domestic-abuse call-outs known to the police)"
    )


def test_a_high_level_is_known_whatever_else_is_missing() -> None:
    found = rosh_of(gap(), rosh_level=RoshLevel.VERY_HIGH)
    assert (found.value, found.known, found.nps_keeps) == ("veryHigh", True, True)


def test_what_the_report_did_not_say_is_recorded_as_not_recorded() -> None:
    found = rosh_of(rosh_level=None, rosh_depth=None)
    assert (found.value, found.known, found.nps_keeps, found.source) == (None, False, None, NOT_RECORDED)


@pytest.mark.parametrize(
    ("depth", "source"),
    [
        (RoshDepth.FULL, "court report, full RoSH analysis"),
        (RoshDepth.SCREENING, "court report, RoSH screening"),
        (None, "court report, RoSH with no depth recorded"),
    ],
)
def test_a_finding_says_how_far_the_risk_was_looked_at(depth: RoshDepth | None, source: str) -> None:
    assert rosh_of(rosh_depth=depth).source == source


@pytest.mark.parametrize("recorded", [None, RoshLevel.LOW, RoshLevel.MEDIUM])
def test_an_indication_of_high_harm_keeps_the_case_over_a_lower_or_missing_level(recorded: RoshLevel | None) -> None:
    found = rosh_of(gap(), indication=RoshIndication(RoshLevel.HIGH, "late answer: police"), rosh_level=recorded)
    assert (found.value, found.known, found.nps_keeps, found.source) == ("high", True, True, "late answer: police")


def test_a_gap_that_bears_on_nothing_leaves_the_decision_firm() -> None:
    victim = gap().model_copy(update={"bears_on": (), "check_kind": CheckKind.VICTIM_STATEMENT})
    assert not run(Evidence(ON, LOW_RISK, (victim,))).provisional
