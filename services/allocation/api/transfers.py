"""Transfers: a case is proposed to another provider, which takes it or not. Until then nothing moves."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.allocation import store
from services.allocation.api.transfer_views import TransferListed
from services.allocation.api.views import AllocationView, allocation_view
from services.allocation.domain import transfer_answers, transfers
from services.allocation.domain.stages import TransferState
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded, Reply
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["transfers"])

Transferring = requires(Role.ALLOCATION_OFFICER, Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)


@router.get("/transfers", operation_id="listTransfers", responses=responses())
async def list_transfers(
    reading: Reading,
    state: TransferState | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[TransferListed]:
    """The transfers to and from the caller's organisation, and a division's own; what is due first comes first."""
    after_time, after_id = decode_cursor(cursor, instant, UUID) or (None, None)
    async with reading.database.read() as connection:
        rows = await store.TRANSFERS.all(
            connection,
            organisations=reading.caller.organisations(),
            states=[state] if state else list(TransferState),
            after_time=after_time,
            after_id=after_id,
            rows=limit + 1,
        )
    found, next_cursor = page(rows, limit, lambda row: (row["due_at"], row["transfer_id"]))
    return Page(items=[TransferListed.model_validate(row, extra="ignore") for row in found], next_cursor=next_cursor)


@router.post(
    "/allocations/{sentence_id}/transfers",
    operation_id="proposeTransfer",
    status_code=201,
    response_model=AllocationView,
    responses=responses(404, 409, 412),
    dependencies=[Transferring],
)
async def propose_transfer(sentence_id: UUID, asked: transfers.ProposeTransfer, command: Commanded) -> Response:
    """The CRC that has the case, or the division, asks another provider to take it. From the NPS nothing passes."""
    return await command.handle(store.allocations, sentence_id, transfers.propose, asked, allocation_view, status=201)


@router.post(
    "/allocations/{sentence_id}/transfers/{transfer_id}/decision",
    operation_id="decideTransfer",
    response_model=AllocationView,
    responses=responses(404, 409, 412),
    dependencies=[Transferring],
)
async def decide_transfer(
    sentence_id: UUID, transfer_id: UUID, asked: transfer_answers.TransferAnswer, command: Commanded
) -> Response:
    """The receiving provider takes the case, and the risk with it from this moment; or rejects it with a reason."""

    async def decide(tx: Transaction) -> Reply:
        # The allocation first, then its escalations: as everywhere, so that no two wait for each other.
        await tx.lock(store.allocations, [sentence_id])
        allocation = command.visible(tx.get(store.allocations, sentence_id))
        await tx.lock(store.escalations, allocation.escalations)
        every = tuple(one for key in allocation.escalations if (one := tx.get(store.escalations, key)) is not None)
        answered = transfer_answers.answer(allocation, transfer_id, every, asked, tx.occasion(command.caller.actor))
        after = tx.put(store.allocations, answered.allocation)
        for escalation in answered.escalations:
            tx.put(store.escalations, escalation)
        return Reply(view=allocation_view(after), headers={"ETag": f'"{after.version}"'})

    return await command.run(decide)


@router.post(
    "/allocations/{sentence_id}/transfers/{transfer_id}/withdrawal",
    operation_id="withdrawTransfer",
    response_model=AllocationView,
    responses=responses(404, 409, 412),
    dependencies=[Transferring],
)
async def withdraw_transfer(
    sentence_id: UUID, transfer_id: UUID, asked: transfers.WithdrawTransfer, command: Commanded
) -> Response:
    """Whoever has proposed it takes it back, while it is undecided."""
    return await command.handle(
        store.allocations,
        sentence_id,
        lambda allocation, said, occasion: transfers.withdraw(allocation, transfer_id, said, occasion),
        asked,
        allocation_view,
    )
