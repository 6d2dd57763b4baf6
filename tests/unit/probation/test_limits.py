"""Limits and thresholds: their values, whole, and how a later value takes over."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from shared.probation.limits import (
    CLOCKS,
    ORDERS,
    TABLE,
    THRESHOLDS,
    Limit,
    LimitName,
    LimitNotInForce,
    Limits,
    Unit,
    UnknownLimit,
    latest,
    limit,
)

IN_2016 = date(2016, 6, 27)


@pytest.mark.parametrize(
    ("name", "value", "unit", "mark"),
    [
        ("reportOral", 0, "calendarDays", "S"),
        ("reportFast", 5, "workingDays", "S"),
        ("reportStandard", 15, "workingDays", "S"),
        ("checkAfterSentence", 5, "workingDays", "D"),
        ("allocationDecision", 2, "workingDays", "S"),
        ("responsibleOfficerNamed", 2, "workingDays", "D"),
        ("gapAcknowledged", 2, "workingDays", "D"),
        ("firstAppointmentCommunity", 5, "workingDays", "S"),
        ("firstAppointmentRelease", 1, "workingDays", "S"),
        ("initialPlan", 15, "workingDays", "S"),
        ("missedContactFollowUp", 5, "workingDays", "S"),
        ("warningLetter", 2, "workingDays", "S"),
        ("excuseWindow", 7, "calendarDays", "S"),
        ("enforcementDecision", 0, "calendarDays", "D"),
        ("enforcementDecisionLatest", 8, "workingDays", "D"),
        ("breachReferral", 8, "workingDays", "S"),
        ("breachPresentedReferred", 2, "workingDays", "S"),
        ("breachPresentedNps", 10, "workingDays", "S"),
        ("packResubmitted", 2, "workingDays", "D"),
        ("escalationDecision", 1, "workingDays", "D"),
        ("escalationDecisionImminent", 0, "calendarDays", "D"),
        ("riskReviewRosh", 6, "months", "S"),
        ("riskReviewChildProtection", 3, "months", "S"),
        ("riskReviewMappa", 3, "months", "S"),
        ("riskReviewDomesticAbusePerpetrator", 3, "months", "S"),
        ("riskReviewWeapons", 3, "months", "S"),
        ("riskReviewRequired", 1, "months", "S"),
        ("recallCountersigned", 24, "hours", "S"),
        ("basicCustodyScreening", 72, "hours", "C"),
        ("resettlementPlan", 5, "workingDays", "C"),
        ("preReleaseWork", 84, "calendarDays", "C"),
        ("failuresToComply", 2, "count", "S"),
        ("failuresToComplyWindow", 12, "months", "S"),
        ("warningValidity", 12, "months", "C"),
        ("rsrMediumFrom", "3.00", "score", "S"),
        ("rsrHighFrom", "6.90", "score", "S"),
        ("ogrs3MediumFrom", 50, "score", "C"),
        ("ogrs3HighFrom", 75, "score", "C"),
        ("ogrs3VeryHighFrom", 90, "score", "C"),
        ("caseloadAverageLowest", 34, "cases", "S"),
        ("caseloadAverageHighest", 42, "cases", "S"),
        ("caseloadAlert", 50, "cases", "D"),
        ("caseloadHardStop", 60, "cases", "D"),
        ("caseloadSeen", 100, "cases", "S"),
        ("signOffBurstCount", 5, "count", "D"),
        ("signOffBurstWindow", 15, "minutes", "D"),
        ("signOffPastDeadline", 60, "minutes", "D"),
        ("communityOrderMaximum", 36, "monthsOrdered", "C"),
        ("suspendedSentenceSupervisionMaximum", 24, "monthsOrdered", "C"),
        ("unpaidWorkMinimum", 40, "hoursOrdered", "C"),
        ("unpaidWorkMaximum", 300, "hoursOrdered", "C"),
        ("curfewMinimum", 2, "hoursADay", "C"),
        ("curfewMaximum", 16, "hoursADay", "C"),
        ("curfewLengthMaximum", 12, "monthsOrdered", "C"),
        ("exclusionMaximum", 24, "monthsOrdered", "C"),
        ("attendanceCentreMinimum", 12, "hoursOrdered", "C"),
        ("attendanceCentreMaximum", 36, "hoursOrdered", "C"),
        ("attendanceCentreAge", 25, "yearsOfAge", "C"),
        ("breachFineMaximum", 2500, "pounds", "C"),
        ("postSentenceCommittalMaximum", 14, "daysOrdered", "C"),
    ],
)
def test_each_limit_in_force_in_2016_has_the_value_that_the_rules_give(
    name: str, value: int | str, unit: str, mark: str
) -> None:
    in_force = limit(name, IN_2016)

    assert (in_force.value, in_force.unit, in_force.mark) == (Decimal(value), unit, mark)


def test_every_name_has_a_value_and_every_value_a_name_and_a_source() -> None:
    rows = (*CLOCKS, *THRESHOLDS, *ORDERS)

    assert {row.name for row in rows} == set(LimitName)
    assert all(row.source for row in rows)


def test_a_later_value_takes_over_on_its_day_and_leaves_earlier_decisions_alone() -> None:
    earlier = TABLE.limit(LimitName.CASELOAD_ALERT, IN_2016)
    later = Limit(earlier.name, Decimal(45), Unit.CASES, date(2017, 4, 1), "A later agreement", "D")
    table = Limits([later, earlier])

    assert table.limit(LimitName.CASELOAD_ALERT, later.effective_from - timedelta(days=1)) == earlier
    assert table.limit(LimitName.CASELOAD_ALERT, later.effective_from) == later
    assert table.latest(LimitName.CASELOAD_ALERT) == later


def test_two_values_of_one_limit_cannot_begin_on_the_same_day() -> None:
    row = limit(LimitName.CASELOAD_ALERT, IN_2016)

    with pytest.raises(ValueError, match="two values"):
        Limits([row, row])


def test_an_unknown_limit_is_named_in_the_error() -> None:
    with pytest.raises(UnknownLimit, match="'teaBreak'"):
        limit("teaBreak", IN_2016)
    with pytest.raises(UnknownLimit, match="'teaBreak'"):
        latest("teaBreak")


def test_a_limit_asked_for_before_its_day_says_when_it_begins() -> None:
    with pytest.raises(LimitNotInForce, match="begins on 2015-05-01"):
        limit(LimitName.RESETTLEMENT_PLAN, date(2015, 4, 30))


def test_a_limit_with_a_fraction_is_never_read_as_a_whole_number() -> None:
    assert limit(LimitName.BREACH_REFERRAL, IN_2016).whole == 8
    assert limit(LimitName.RSR_MEDIUM_FROM, IN_2016).whole == 3
    with pytest.raises(ValueError, match="not a whole number"):
        _ = limit(LimitName.RSR_HIGH_FROM, IN_2016).whole
