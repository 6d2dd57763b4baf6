"""What a court may order, and what a rehabilitation activity requirement must say."""

from datetime import date
from decimal import Decimal

import pytest

from shared.probation.requirements import Requirement, Violation, names_only_offending_behaviour, violations
from shared.probation.vocabulary import Disposal, Need, RequirementKind

IN_2016 = date(2016, 6, 27)
TARGETED = Requirement(RequirementKind.REHABILITATION_ACTIVITY, days=20, need=Need.ALCOHOL, intervention="C17-ALC-01")


def found(
    *requirements: Requirement, disposal: Disposal = Disposal.COMMUNITY_ORDER, months: int = 12, age: int = 30
) -> list[tuple[str, str]]:
    return [(one.place, one.code) for one in violations(disposal, months, requirements, age=age, on=IN_2016)]


def unpaid_work(hours: int | None) -> Requirement:
    return Requirement(RequirementKind.UNPAID_WORK, hours=hours)


def curfew(hours_a_day: str | None, months: int | None = 6, least: str | None = None) -> Requirement:
    return Requirement(
        RequirementKind.CURFEW,
        hours_a_day=Decimal(hours_a_day) if hours_a_day else None,
        least_hours_a_day=Decimal(least) if least else None,
        months=months,
    )


def exclusion(months: int | None) -> Requirement:
    return Requirement(RequirementKind.EXCLUSION, months=months)


def attendance_centre(hours: int | None) -> Requirement:
    return Requirement(RequirementKind.ATTENDANCE_CENTRE, hours=hours)


@pytest.mark.parametrize(
    ("requirement", "place", "code"),
    [
        (unpaid_work(39), "/requirements/0/hours", "belowMinimum"),
        (unpaid_work(301), "/requirements/0/hours", "aboveMaximum"),
        (unpaid_work(None), "/requirements/0/hours", "quantityMissing"),
        (curfew("1.5"), "/requirements/0/hoursADay", "belowMinimum"),
        (curfew("16.5"), "/requirements/0/hoursADay", "aboveMaximum"),
        (curfew("16", least="1"), "/requirements/0/leastHoursADay", "belowMinimum"),
        (curfew(None), "/requirements/0/hoursADay", "quantityMissing"),
        (curfew("12", months=13), "/requirements/0/months", "aboveMaximum"),
        (curfew("12", months=None), "/requirements/0/months", "quantityMissing"),
        (exclusion(25), "/requirements/0/months", "aboveMaximum"),
        (exclusion(None), "/requirements/0/months", "quantityMissing"),
        (exclusion(0), "/requirements/0/months", "belowMinimum"),
        (attendance_centre(11), "/requirements/0/hours", "belowMinimum"),
        (attendance_centre(37), "/requirements/0/hours", "aboveMaximum"),
    ],
)
def test_a_requirement_outside_the_law_is_found_at_its_place(requirement: Requirement, place: str, code: str) -> None:
    assert found(requirement, age=24) == [(place, code)]


@pytest.mark.parametrize(
    "requirement",
    [
        unpaid_work(40),
        unpaid_work(300),
        curfew("2"),
        curfew("16", months=12, least="2"),
        exclusion(24),
        attendance_centre(12),
        attendance_centre(36),
        Requirement(RequirementKind.RESIDENCE, months=6),
        TARGETED,
    ],
)
def test_a_requirement_at_its_limit_is_lawful(requirement: Requirement) -> None:
    assert found(requirement, age=24) == []


def test_an_attendance_centre_is_not_for_a_person_of_twenty_five() -> None:
    assert found(attendance_centre(24), age=25) == [("/requirements/0/kind", "tooOld")]


@pytest.mark.parametrize(
    ("disposal", "months", "codes"),
    [
        (Disposal.COMMUNITY_ORDER, 36, []),
        (Disposal.COMMUNITY_ORDER, 37, [("/months", "aboveMaximum")]),
        (Disposal.COMMUNITY_ORDER, 0, [("/months", "belowMinimum")]),
        (Disposal.SUSPENDED_SENTENCE_ORDER, 24, []),
        (Disposal.SUSPENDED_SENTENCE_ORDER, 25, [("/months", "aboveMaximum")]),
        (Disposal.CUSTODY, 60, [("/requirements", "requirementsNotAvailable")]),
        (Disposal.OTHER, 0, [("/requirements", "requirementsNotAvailable")]),
    ],
)
def test_an_order_is_no_longer_than_the_law_allows(
    disposal: Disposal, months: int, codes: list[tuple[str, str]]
) -> None:
    assert found(TARGETED, disposal=disposal, months=months) == codes


@pytest.mark.parametrize(
    ("disposal", "codes"),
    [
        (Disposal.COMMUNITY_ORDER, [("/requirements", "requirementMissing")]),
        (Disposal.SUSPENDED_SENTENCE_ORDER, []),
        (Disposal.CUSTODY, []),
    ],
)
def test_only_a_community_order_must_have_a_requirement(disposal: Disposal, codes: list[tuple[str, str]]) -> None:
    assert found(disposal=disposal) == codes


def test_rehabilitation_activity_that_names_neither_need_nor_intervention_is_refused_for_both() -> None:
    assert found(Requirement(RequirementKind.REHABILITATION_ACTIVITY, days=20)) == [
        ("/requirements/0/need", "rarNeedMissing"),
        ("/requirements/0/intervention", "rarInterventionMissing"),
    ]


def test_to_address_offending_behaviour_alone_is_refused() -> None:
    vague = Requirement(
        RequirementKind.REHABILITATION_ACTIVITY,
        days=20,
        need=Need.ATTITUDES,
        intervention="To address offending behaviour.",
    )

    (violation,) = violations(Disposal.COMMUNITY_ORDER, 12, [unpaid_work(80), vague], age=30, on=IN_2016)

    assert violation == Violation(
        "/requirements/1/intervention",
        "rarNotTargeted",
        '"To address offending behaviour" names no intervention; choose one from the local provider\'s directory.',
    )


@pytest.mark.parametrize("days", [None, 0])
def test_rehabilitation_activity_needs_its_most_days(days: int | None) -> None:
    requirement = Requirement(
        RequirementKind.REHABILITATION_ACTIVITY, days=days, need=Need.ALCOHOL, intervention="C17-ALC-01"
    )

    assert found(requirement) == [("/requirements/0/days", "quantityMissing")]


def test_the_sentence_of_a_violation_gives_the_value_and_the_limit() -> None:
    (violation,) = violations(Disposal.COMMUNITY_ORDER, 12, [unpaid_work(301)], age=30, on=IN_2016)

    assert violation.sentence == "301 hours is above the most, 300."


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("to address offending behaviour", True),
        ("  To ADDRESS   offending-behaviour. ", True),
        ("Addressing offending behaviour", True),
        ("Reduce re-offending", True),
        ("To address offending behaviour through the alcohol group", False),
        ("Alcohol awareness group, six sessions", False),
        ("", False),
    ],
)
def test_a_purpose_is_vague_only_when_it_says_nothing_more(text: str, vague: bool) -> None:
    assert names_only_offending_behaviour(text) is vague
