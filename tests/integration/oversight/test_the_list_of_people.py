"""Finding people: whoever was last heard of first, a page at a time, by the beginning of a CRN."""

from datetime import timedelta

import pytest

from tests.integration.oversight.reading import inspector, officer_of, people
from tests.support.cases import accepted, sentence
from tests.support.running import MONDAY, Running, message_of

CRNS = [f"X{number:06}" for number in range(100, 125)]


@pytest.fixture
async def heard(oversight: Running) -> Running:
    """Twenty-five people, each last heard of a minute after the one before; every fifth is the CRC's."""
    messages = []
    for number, crn in enumerate(CRNS):
        when = MONDAY + timedelta(minutes=number)
        passed = sentence(when, crn)
        messages.append(message_of(passed, when))
        if number % 5 == 0:
            messages.append(message_of(accepted(passed), when))
    await oversight.deliver(messages)
    return oversight


async def pages_of(oversight: Running, headers: dict[str, str], limit: int, **query: str) -> list[list[str]]:
    pages, cursor = [], None
    while True:
        found = await people(oversight, headers, limit=limit, **query, **({"cursor": cursor} if cursor else {}))
        pages.append([person["crn"] for person in found["items"]])
        cursor = found.get("nextCursor")
        if cursor is None:
            return pages


async def test_whoever_was_last_heard_of_comes_first(heard: Running) -> None:
    assert await pages_of(heard, inspector(heard), 200) == [CRNS[::-1]]


@pytest.mark.parametrize("limit", [1, 7, 24, 25])
async def test_pages_make_up_the_list(heard: Running, limit: int) -> None:
    pages = await pages_of(heard, inspector(heard), limit)
    assert [crn for page in pages for crn in page] == CRNS[::-1]
    assert {len(page) for page in pages[:-1]} <= {limit}
    assert pages[-1]


async def test_people_last_heard_of_at_one_moment_are_each_listed_once(oversight: Running) -> None:
    await oversight.deliver([sentence(MONDAY, crn) for crn in CRNS])
    pages = await pages_of(oversight, inspector(oversight), 4)
    assert sorted(crn for page in pages for crn in page) == CRNS


async def test_five_hundred_people_heard_of_in_one_batch_are_each_listed_with_what_was_told(oversight: Running) -> None:
    told = [sentence(MONDAY, f"X{number:06}") for number in range(500)]
    done = await oversight.deliver(told)
    assert (done.applied, done.repeated, done.parked) == (500, 0, 0)
    pages = await pages_of(oversight, inspector(oversight), 200)
    assert [len(page) for page in pages] == [200, 200, 100]
    assert [crn for page in pages for crn in page] == [one.crn for one in reversed(told)]
    counted = await oversight.rows("SELECT crn FROM timeline_entry JOIN gap USING (crn)")
    assert len({row["crn"] for row in counted}) == len(counted) == 500


async def test_an_organisation_pages_through_its_own(heard: Running) -> None:
    pages = await pages_of(heard, officer_of(heard, "C17"), 2)
    assert pages == [["X000120", "X000115"], ["X000110", "X000105"], ["X000100"]]


@pytest.mark.parametrize(
    ("prefix", "found"), [("X000107", ["X000107"]), ("X00012", CRNS[:19:-1]), ("X", CRNS[::-1]), ("Y", []), ("9", [])]
)
async def test_people_are_found_by_the_beginning_of_their_crn(heard: Running, prefix: str, found: list[str]) -> None:
    assert await pages_of(heard, inspector(heard), 10, q=prefix) == [
        found[n : n + 10] for n in range(0, len(found) or 1, 10)
    ]


@pytest.mark.parametrize("query", ["%", "_", "x1", "X12345678", "X1' OR 1=1"])
async def test_what_begins_no_crn_is_refused(oversight: Running, query: str) -> None:
    answer = await oversight.client.get("/people", headers=inspector(oversight), params={"q": query})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/query/q")


@pytest.mark.parametrize("cursor", ["nonsense", "WyJ4IiwgMV0", "bnVsbA", "WyIyMDE2LTA5LTA1IiwgIlgxIl0"])
async def test_a_cursor_that_no_list_answered_is_refused(oversight: Running, cursor: str) -> None:
    answer = await oversight.client.get("/people", headers=inspector(oversight), params={"cursor": cursor})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/cursor")
