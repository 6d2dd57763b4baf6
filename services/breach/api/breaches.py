"""Breaches as either side reads them."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.breach import store
from services.breach.api.views import BreachSummary, BreachView, breach_view, summary
from shared.probation.vocabulary import BreachState
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["breaches"])


@router.get("/breaches", operation_id="listBreaches", responses=responses())
async def list_breaches(
    reading: Reading,
    state: BreachState | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[BreachSummary]:
    """The breaches that the caller's organisation is a side of, the newest first."""
    after_time, after_id = decode_cursor(cursor, instant, UUID) or (None, None)
    async with reading.database.read() as connection:
        rows = await store.LIST.all(
            connection,
            organisations=reading.caller.organisations(),
            states=[state] if state else list(BreachState),
            after_time=after_time,
            after_id=after_id,
            rows=limit + 1,
        )
    found, next_cursor = page(rows, limit, lambda row: (row["initiated_at"], row["breach_id"]))
    return Page(items=[summary(row) for row in found], next_cursor=next_cursor)


@router.get("/breaches/{breach_id}", operation_id="getBreach", responses=responses(404))
async def get_breach(breach_id: UUID, reading: Reading, response: Response) -> BreachView:
    """One breach: what the events know, the newest pack, its findings and its travels."""
    return breach_view(await reading.one(store.breaches, breach_id, response), reading.now)
