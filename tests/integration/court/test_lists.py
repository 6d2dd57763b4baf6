"""Work lists: what is due first comes first, a page at a time, of the caller's division alone."""

from typing import Any

import pytest

from shared.runtime.auth import Role
from tests.integration.court.conftest import REPORT, SENTENCE, Court


async def pages(court: Court, path: str, **query: Any) -> list[dict[str, Any]]:
    """Every item of a list, read two at a time."""
    items: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        given = {**query, "limit": 2, **({"cursor": cursor} if cursor else {})}
        page = await court.get(path, **given)
        assert len(page["items"]) <= 2
        items += page["items"]
        cursor = page["nextCursor"]
        if cursor is None:
            return items


async def several_reports(court: Court) -> None:
    for number, (court_code, team, day) in enumerate(
        [
            ("CRYDMC", "N07DTX", "2016-09-09"),
            ("CRYDMC", "N07DTY", "2016-09-07"),
            ("INLOCC", "N07DTX", "2016-09-08"),
            ("CRYDMC", "N07DTX", "2016-09-06"),
            ("CRYDMC", "N07DTX", "2016-09-06"),
        ]
    ):
        await court.request(crn=f"X00000{number}", courtCode=court_code, team=team, courtDate=day)
    theirs = {**REPORT, "crn": "X000009", "division": "N06", "team": "N06DTX"}
    await court.post("/reports", theirs, court.headers("N06"), expected=201)


async def test_reports_are_listed_by_what_is_due_first_and_narrowed_by_state_court_and_team(court: Court) -> None:
    await several_reports(court)

    async def crns(**query: str) -> str:
        return "".join(item["crn"][-1] for item in await pages(court, "/reports", **query))

    assert await crns() in ("34120", "43120")
    assert await crns(team="N07DTX") in ("3420", "4320")
    assert await crns(courtCode="INLOCC") == "2"
    assert await crns(courtCode="CRYDMC", team="N07DTY") == "1"
    assert await crns(courtCode="CRYDMC", team="N06DTX") == ""
    [first, *_] = (await court.get("/reports"))["items"]
    await court.complete(first)
    assert await crns(state="completed") == first["crn"][-1]
    assert len(await crns(state="requested")) == 4
    assert len(await crns()) == 5


async def test_an_inspector_sees_every_division(court: Court) -> None:
    await several_reports(court)
    headers = court.service.as_("HMIP", "inspector", Role.INSPECTOR)
    answer = await court.service.client.get("/reports", headers=headers)
    assert {item["division"] for item in answer.json()["items"]} == {"N06", "N07"}


async def test_sentences_are_listed_newest_first_and_found_by_person(court: Court) -> None:
    for number in (1, 2, 3):
        await court.sentence(eventNumber=number)
    await court.sentence(crn="X111111")
    assert [item["crn"] for item in await pages(court, "/sentences")] == ["X111111"] + ["X320741"] * 3
    found = await pages(court, "/sentences", crn="X320741")
    assert [item["eventNumber"] for item in found] == [3, 2, 1]
    assert {len(item["gaps"]) for item in found} == {4}
    assert await pages(court, "/sentences", crn="X222222") == []


async def test_gaps_are_listed_by_state_with_the_sentence_that_they_are_of(court: Court) -> None:
    sentence = await court.sentence()
    theirs = {**SENTENCE, "crn": "X000009", "division": "N06", "areaCrc": "C18"}
    await court.post("/sentences", theirs, court.headers("N06"), expected=201)
    first = sentence["gaps"][0]
    path = f"/sentences/{sentence['sentenceId']}/gaps/{first['gapId']}/closure"
    body = {"closure": "supervisedWithoutIt", "reason": "No record is held."}
    await court.post(path, body, expected=200)
    [closed] = await pages(court, "/gaps", state="closed")
    assert (closed["gapId"], closed["crn"], closed["sentenceId"]) == (
        first["gapId"],
        "X320741",
        sentence["sentenceId"],
    )
    assert [gap["gapId"] for gap in await pages(court, "/gaps", state="open")] == [
        gap["gapId"] for gap in sentence["gaps"][1:]
    ]
    assert len(await pages(court, "/gaps")) == 4


@pytest.mark.parametrize("path", ["/reports", "/sentences", "/gaps"])
@pytest.mark.parametrize("cursor", ["rubbish", "WyJub3cixQ", "WyIyMDE2LTA5LTA1VDA5OjAwOjAwIiwieCJd"])
async def test_a_cursor_that_no_list_answered_is_refused(court: Court, path: str, cursor: str) -> None:
    problem = await court.get(path, 422, cursor=cursor)
    assert problem["errors"][0]["code"] == "notACursor"
