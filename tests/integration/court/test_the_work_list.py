"""The work list of reports by every filter with every other, and how complete reports are by their type (¶10)."""

import itertools
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from shared.runtime.auth import Role
from tests.integration.court.conftest import REPORT, Court
from tests.integration.court.test_lists import pages

SETTLED = {"kind": "childSafeguarding", "notRequiredBecause": "No contact with children."}


async def several_reports(court: Court) -> list[dict[str, Any]]:
    """Reports of two courts, teams, authors, dates and people, some delivered, some that nobody is to write yet."""
    officers = ("N07A001", "N07A002")
    rows = itertools.product(
        ("CRYDMC", "INLOCC"), ("N07DTX", "N07DTY"), ("2016-09-07", "2016-09-09"), (None, *officers)
    )
    for number, (court_code, team, day, officer) in enumerate(rows):
        asked = {"crn": f"X00000{number % 5}", "courtCode": court_code, "team": team, "courtDate": day}
        report = await court.ask_for_report(**asked)
        if officer:
            report = await court.name(report, officer=officer)
            if number % 3 == 1:
                await court.complete(report)
    theirs = {**REPORT, "crn": "X000001", "division": "N06", "team": "N06DTX"}
    await court.post("/reports", theirs, court.headers("N06"), expected=201)
    items: list[dict[str, Any]] = (await court.get("/reports", limit=200))["items"]
    assert len(items) == 24
    return items


FILTERS: dict[str, tuple[str, Any]] = {
    "state": ("state", "requested"),
    "courtCode": ("courtCode", "CRYDMC"),
    "team": ("team", "N07DTX"),
    "author": ("author", "N07A001"),
    "crn": ("crn", "X000003"),
    "dueBefore": ("dueAt", "2016-09-08"),
}
COMBINATIONS = [chosen for count in range(7) for chosen in itertools.combinations(FILTERS, count)]


async def test_every_filter_goes_with_every_other(court: Court) -> None:
    every = await several_reports(court)
    assert [item["dueAt"] for item in every] == sorted(item["dueAt"] for item in every)
    for chosen in COMBINATIONS:
        asked = {name: FILTERS[name][1] for name in chosen}
        expected = [
            item["reportId"]
            for item in every
            if all(
                item[FILTERS[name][0]] < asked[name] if name == "dueBefore" else item[FILTERS[name][0]] == asked[name]
                for name in chosen
            )
        ]
        assert [item["reportId"] for item in await pages(court, "/reports", **asked)] == expected, chosen
    assert len(COMBINATIONS) == 64


async def test_an_item_of_the_list_has_the_figure_and_leaves_the_free_text_to_the_report_itself(court: Court) -> None:
    report = await court.complete(await court.request(), analysis="Alcohol since June.")
    [item] = (await court.get("/reports"))["items"]
    assert (item["needed"], item["had"], item["completeness"]) == (6, 3, 50)
    assert "analysis" not in item
    assert report["analysis"] == "Alcohol since June."


@pytest.mark.parametrize("value", ["soon", "2016-13-01", "", "0", "2016-09-05T00:00:00"])
async def test_a_day_that_is_none_is_refused(court: Court, value: str) -> None:
    problem = await court.get("/reports", 422, dueBefore=value)
    assert problem["errors"][0]["pointer"].endswith("/dueBefore")


@pytest.mark.parametrize("value", ["0001-01-01", "9999-12-31"])
async def test_a_day_far_away_is_a_day(court: Court, value: str) -> None:
    await court.request()
    assert len((await court.get("/reports", dueBefore=value))["items"]) == (value > "2016")


async def delivered(court: Court, **changed: Any) -> dict[str, Any]:
    """A report of some type, delivered; `settled` says whether its checks are answered."""
    settled, completion = changed.pop("settled", False), changed.pop("completion", {})
    report = await court.request(**changed)
    if settled:
        await court.post(f"/reports/{report['reportId']}/checks", SETTLED, expected=200)
        report = await court.ask(report, "domesticAbuse")
        answer = {"answer": "nothingKnown"}
        await court.post(court.path_of_answer(report, "domesticAbuse"), answer, expected=200)
    return await court.complete(report, **{"deliveredType": report["requestedType"], **completion})


async def completeness(
    court: Court, first: str, last: str, expected: int = 200, division: str = "N07", **narrowed: str
) -> Any:
    asked: dict[str, Any] = {"from": first, "to": last, **narrowed}
    return await court.get("/reports/completeness", expected, division, **asked)


async def test_completeness_is_that_of_the_deliveries_of_a_period_by_type(court: Court) -> None:
    sources = ["prosecutionPapers", "previousConvictions", "interview", "supervisionRecords"]
    full = {"roshDepth": "full", "sourcesConsulted": sources}
    await delivered(court, settled=True, completion=full, crn="X000001")
    await delivered(court, crn="X000002", completion={"rsr": None})
    await delivered(court, crn="X000003", requestedType="fast")
    await delivered(court, settled=True, crn="X000004", requestedType="fast", completion=full)
    september = await completeness(court, "2016-09-01", "2016-09-30")
    oral, fast = september["items"]
    assert (oral["deliveredType"], oral["reports"], oral["complete"]) == ("oral", 2, 1)
    assert oral["completeness"] == (100 + 2 * 100 // 6) / 2
    assert oral["missing"] == {"checkNeverRequested": 2, "roshNotFullyAssessed": 1, "rsrNotCalculated": 1}
    assert oral["missingChecks"] == {"domesticAbuse": 1, "childSafeguarding": 1}
    assert (fast["reports"], fast["complete"], fast["missingSources"]) == (
        2,
        1,
        {"interview": 1, "supervisionRecords": 1},
    )


async def test_completeness_is_the_sum_of_what_each_delivery_lacked(court: Court) -> None:
    reports = [
        await delivered(court, crn=f"X00000{number}", courtCode=court_code, team=team, completion={"rsr": rsr})
        for number, (court_code, team, rsr) in enumerate(
            itertools.product(("CRYDMC", "INLOCC"), ("N07DTX", "N07DTY"), (None, "2.41"))
        )
    ]
    court_code, team = {"courtCode": "CRYDMC"}, {"team": "N07DTY"}
    narrowings: list[dict[str, Any]] = [{}, court_code, team, court_code | team]
    for chosen in narrowings:
        of_these = [report for report in reports if all(report[name] == value for name, value in chosen.items())]
        [found] = (await completeness(court, "2016-09-05", "2016-09-05", **chosen))["items"]
        lacked = [lack for report in of_these for lack in report["deliveries"][0]["lacked"]]
        assert found["reports"] == len(of_these)
        assert found["missing"] == Counter(lack["cause"] for lack in lacked)
        assert found["completeness"] == round(sum(one["completeness"] for one in of_these) / len(of_these), 1)


async def test_a_delivery_counts_in_its_own_period_and_division_as_it_was_then(court: Court) -> None:
    report = await delivered(court)
    await court.ask(report, "domesticAbuse")
    court.service.clock.advance(timedelta(days=1))
    on = ("2016-09-05", "2016-09-05")
    assert (await completeness(court, "2016-09-06", "2016-09-30"))["items"] == []
    assert (await completeness(court, *on, division="N06"))["items"] == []
    [found] = (await completeness(court, *on))["items"]
    assert found["missing"]["checkNeverRequested"] == 2
    inspector = court.service.as_("HMIP", "inspector", Role.INSPECTOR)
    answer = await court.service.client.get(
        "/reports/completeness", params={"from": on[0], "to": on[1]}, headers=inspector
    )
    assert answer.json()["items"] == [found]


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2016-09-30", "2016-09-01", "beforeItBegins"),
        ("2015-01-01", "2016-09-01", "tooLong"),
        ("0001-01-01", "9999-12-31", "tooLong"),
    ],
)
async def test_a_period_that_cannot_be_is_refused(court: Court, first: str, last: str, code: str) -> None:
    problem = await completeness(court, first, last, 422)
    assert problem["errors"][0]["code"] == code
