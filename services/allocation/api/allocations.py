"""Allocations: the record, and the receiving provider's answer to it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.allocation import store
from services.allocation.api.views import AllocationSummary, AllocationView, allocation_view
from services.allocation.domain import replies
from services.allocation.domain.stages import AllocationStage
from shared.probation.identifiers import ProviderCode
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["allocations"])

Replying = requires(Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)


@router.get("/allocations", operation_id="listAllocations", responses=responses())
async def list_allocations(
    reading: Reading,
    provider: Annotated[ProviderCode | None, Query(description="The receiving provider.")] = None,
    state: AllocationStage | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[AllocationSummary]:
    """The allocations that the caller's organisation may see, the newest sentence first."""
    after_time, after_id = decode_cursor(cursor, instant, UUID) or (None, None)
    async with reading.database.read() as connection:
        rows = await store.ALLOCATIONS.all(
            connection,
            organisations=reading.caller.organisations(),
            states=[state] if state else list(AllocationStage),
            provider=provider,
            after_time=after_time,
            after_id=after_id,
            rows=limit + 1,
        )
    found, next_cursor = page(rows, limit, lambda row: (row["sentenced_at"], row["sentence_id"]))
    return Page(items=[AllocationSummary.model_validate(row) for row in found], next_cursor=next_cursor)


@router.get("/allocations/{sentence_id}", operation_id="getAllocation", responses=responses(404))
async def get_allocation(sentence_id: UUID, reading: Reading, response: Response) -> AllocationView:
    """The allocation record: every criterion with its value, source and whether it was known, and the gaps (¶10-11)."""
    return allocation_view(await reading.one(store.allocations, sentence_id, response))


@router.post(
    "/allocations/{sentence_id}/acceptance",
    operation_id="acceptAllocation",
    response_model=AllocationView,
    responses=responses(404, 409, 412),
    dependencies=[Replying],
)
async def accept_allocation(sentence_id: UUID, asked: replies.Acceptance, command: Commanded) -> Response:
    """The receiving provider accepts the case: it supervises, and holds the risk from now."""
    return await command.handle(store.allocations, sentence_id, replies.accept, asked, allocation_view)


@router.post(
    "/allocations/{sentence_id}/rejection",
    operation_id="rejectAllocation",
    response_model=AllocationView,
    responses=responses(404, 409, 412),
    dependencies=[Replying],
)
async def reject_allocation(sentence_id: UUID, asked: replies.Rejection, command: Commanded) -> Response:
    """The receiving provider rejects the case with a reason; the division holds the risk until it is settled."""
    return await command.handle(store.allocations, sentence_id, replies.reject, asked, allocation_view)
