"""People, and the timeline of each."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.oversight import store
from services.oversight.api.views import PersonSummary, Timeline, timeline_of
from shared.decisions import NotFound
from shared.probation.identifiers import Crn
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reader, Reading

router = APIRouter(tags=["people"])


@router.get("/people", operation_id="listPeople", responses=responses())
async def list_people(
    reading: Reading,
    q: Annotated[str, Query(pattern="^[A-Z]?[0-9]{0,6}$", description="The beginning of a CRN.")] = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[PersonSummary]:
    """The people in whose cases the caller's organisation has a part, whoever was last heard of first."""
    rows, next_cursor = await find_people(reading, q, limit, cursor)
    return Page(items=rows, next_cursor=next_cursor)


@router.get("/people/{crn}/timeline", operation_id="getTimeline", responses=responses(404))
async def get_timeline(crn: Crn, reading: Reading) -> Timeline:
    """One timeline across the split: what happened, who held the risk when, what was missing, every clock."""
    return await read_timeline(reading, crn)


async def find_people(
    reading: Reader, prefix: str, limit: int, cursor: str | None
) -> tuple[list[PersonSummary], str | None]:
    """A page of people whose CRN begins so, and the cursor of the next."""
    after_time, after_crn = decode_cursor(cursor, instant, str) or (None, None)
    given = {"prefix": f"{prefix}%", "after_time": after_time, "after_crn": after_crn, "rows": limit + 1}
    async with reading.database.read() as connection:
        if reading.caller.sees_all:
            rows = await store.PEOPLE.all(connection, **given)
        else:
            rows = await store.PEOPLE_OF.all(connection, organisation=reading.caller.organisation, **given)
    found, next_cursor = page(rows, limit, lambda row: (row["last_event_at"], row["crn"]))
    return [PersonSummary.model_validate(row, extra="ignore") for row in found], next_cursor


async def read_timeline(reading: Reader, crn: str) -> Timeline:
    """A person's timeline; `NotFound` where the caller's organisation has no part in anything that was told."""
    async with reading.database.read() as connection:
        organisations = await store.ORGANISATIONS.all(connection, crn=crn)
        if not organisations:
            raise NotFound
        reading.caller.must_see(frozenset(row["organisation"] for row in organisations))
        entries = await store.ENTRIES.all(connection, crn=crn)
        gaps = await store.GAPS.all(connection, crn=crn)
        clocks = await store.CLOCKS.all(connection, crn=crn)
    return timeline_of(crn, entries, gaps, clocks, reading.now)
