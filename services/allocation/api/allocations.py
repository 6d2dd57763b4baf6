"""Allocations: the record, the receiving provider's answer to it, and what a named officer decides instead."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.allocation import store
from services.allocation.api.views import AllocationSummary, AllocationView, allocation_view
from services.allocation.domain import overrides, replies
from services.allocation.domain.stages import AllocationStage
from shared.probation.identifiers import ProviderCode
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded, Reply
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["allocations"])

Replying = requires(Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)
Deciding = requires(Role.ALLOCATION_OFFICER, Role.SENIOR_PROBATION_OFFICER)


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
    to_whom = {} if provider is None else {"provider": provider}
    async with reading.database.read() as connection:
        rows = await (store.ALLOCATIONS if provider is None else store.ALLOCATIONS_TO_PROVIDER).all(
            connection,
            organisations=reading.caller.organisations(),
            states=[state] if state else list(AllocationStage),
            after_time=after_time,
            after_id=after_id,
            rows=limit + 1,
            **to_whom,
        )
    found, next_cursor = page(rows, limit, lambda row: (row["sentenced_at"], row["sentence_id"]))
    return Page(items=[AllocationSummary.model_validate(row, extra="ignore") for row in found], next_cursor=next_cursor)


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


@router.post(
    "/allocations/{sentence_id}/override",
    operation_id="overrideAllocation",
    response_model=AllocationView,
    responses=responses(404, 409, 412),
    dependencies=[Deciding],
)
async def override_allocation(sentence_id: UUID, asked: overrides.Override, command: Commanded) -> Response:
    """A named officer of the division decides otherwise than the rules, or anew after a rejection, with a reason."""

    async def decide(tx: Transaction) -> Reply:
        # The allocation first, then its escalations: as everywhere, so that no two wait for each other.
        await tx.lock(store.allocations, [sentence_id])
        allocation = command.visible(tx.get(store.allocations, sentence_id))
        await tx.lock(store.escalations, allocation.escalations)
        undecided = tuple(one for key in allocation.escalations if (one := tx.get(store.escalations, key)) is not None)
        decided = overrides.override(allocation, undecided, asked, tx.occasion(command.caller.actor))
        after = tx.put(store.allocations, decided.allocation)
        for escalation in decided.escalations:
            tx.put(store.escalations, escalation)
        return Reply(view=allocation_view(after), headers={"ETag": f'"{after.version}"'})

    return await command.run(decide)
