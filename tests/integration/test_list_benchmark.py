"""The benchmark of lists, but for its times: its people are valid, and its checks notice what is wrong."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.filling import RowDoesNotFit, fill
from benchmarks.lists.checking import NotDone, check_page
from benchmarks.lists.listing import DIVISION, Listing
from benchmarks.lists.measuring import LISTS, METADATA, RECORDS, raise_service, verified
from benchmarks.lists.people import TODAY
from benchmarks.lists.timing import Timed, time_in_turn
from benchmarks.lists.told import told
from benchmarks.report import write
from benchmarks.standing import standing
from deploy.embedded.postgres import EmbeddedPostgres
from services.named import service_named
from shared.runtime.app import create_app
from shared.runtime.settings import Settings
from tests.support.postgres import Databases

REPORTS = Listing("court", "/reports", DIVISION, "FROM report", ("due_at", "report_id"), {}, {"state": "requested"})


async def test_every_list_is_what_the_database_says_at_both_sizes(postgres: EmbeddedPostgres) -> None:
    with standing(TODAY, postgres) as stands:
        services = {name: await raise_service(stands, name, (200, 1_000), print) for name in METADATA}
        for sizes in services.values():
            assert sum(sizes.rows[0].values()) < sum(sizes.rows[1].values())
        pairs = await verified(stands, services, print)
        assert {pair.name for pair in pairs} == {one.name for one in LISTS} | {one.name for one in RECORDS}
        (timed, *_) = time_in_turn(pairs[:1], rounds=2, requests=2)
    assert len(timed.small) == len(timed.large) == len(timed.ratios) == 2


def row(day: int, state: str = "requested") -> dict[str, Any]:
    return {"dueAt": f"2016-09-{day:02}T22:59:59Z", "reportId": f"{day}", "state": state}


@pytest.mark.parametrize(
    "items",
    [
        pytest.param([row(1)], id="a row is missing"),
        pytest.param([row(2), row(1)], id="out of order"),
        pytest.param([row(1), row(1)], id="one twice"),
        pytest.param([row(1), row(2, "sentenced")], id="not as filtered"),
    ],
)
def test_a_page_that_is_wrong_is_noticed(items: list[dict[str, Any]]) -> None:
    check_page(REPORTS, {"items": [row(1), row(2)]}, rows=2)
    with pytest.raises(NotDone):
        check_page(REPORTS, {"items": items}, rows=2)


@pytest.mark.parametrize(("changed", "said"), [({"colour": "red"}, "colour"), (None, "lacks")])
async def test_a_row_that_has_fallen_behind_the_tables_is_told_so(
    databases: Databases, changed: dict[str, str] | None, said: str
) -> None:
    url = await databases.fresh("court")
    with pytest.raises(RowDoesNotFit, match=said):
        await fill(url, METADATA["court"], [("report", changed or {"crn": "X000001"})])
    await databases.drop(url)


def test_the_page_is_written_between_its_markers_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Before.\n<!-- begin lists -->\nold\n<!-- end lists -->\nAfter.\n")
    write("lists", "new", page)
    assert page.read_text() == "Before.\n<!-- begin lists -->\n\nnew\n\n<!-- end lists -->\nAfter.\n"
    with pytest.raises(ValueError, match="no markers"):
        write("others", "new", page)


def test_a_goal_that_is_missed_is_said() -> None:
    def timed(large: float, *, bounded: bool = True) -> Timed:
        return Timed("GET /gaps", "a division", "first", 5, (1.0, 1.0), (large, large), bounded)

    text = told([timed(1.4), timed(1.6), timed(9.0, bounded=False)], (10, 100), {}, "one machine", 2, 2)
    assert "1 of 2 within 1.5 times" in text
    assert text.count("**missed**") == 1


@pytest.mark.parametrize("name", METADATA)
def test_every_list_that_a_service_has_is_measured(name: str) -> None:
    app = create_app(service_named(name), Settings(database_url="postgresql://nowhere"))
    answers = {
        path: str(ways["get"]["responses"]["200"]) for path, ways in app.openapi()["paths"].items() if "get" in ways
    }
    lists = {path for path, answer in answers.items() if "/Page_" in answer}
    assert lists == {one.path for one in LISTS if one.service == name}
