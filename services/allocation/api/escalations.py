"""Risk escalations from a CRC to the NPS, and the division's decision."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.allocation import store
from services.allocation.api.views import EscalationView, escalation_view
from services.allocation.domain.escalation_answers import EscalationAnswer, answer
from services.allocation.domain.escalations import EscalationState
from shared.decisions import NotFound
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded, Reply
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["escalations"])

Deciding = requires(Role.ALLOCATION_OFFICER, Role.SENIOR_PROBATION_OFFICER)


@router.get("/escalations", operation_id="listEscalations", responses=responses())
async def list_escalations(
    reading: Reading,
    state: EscalationState | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[EscalationView]:
    """The escalations that the caller's organisation made or has to answer, the newest first."""
    after_time, after_id = decode_cursor(cursor, instant, UUID) or (None, None)
    async with reading.database.read() as connection:
        rows = await store.ESCALATIONS.all(
            connection,
            organisations=reading.caller.organisations(),
            states=[state] if state else list(EscalationState),
            after_time=after_time,
            after_id=after_id,
            rows=limit + 1,
        )
    found, next_cursor = page(rows, limit, lambda row: (row["received_at"], row["escalation_id"]))
    return Page(items=[EscalationView.model_validate(row) for row in found], next_cursor=next_cursor)


@router.get("/escalations/{escalation_id}", operation_id="getEscalation", responses=responses(404))
async def get_escalation(escalation_id: UUID, reading: Reading, response: Response) -> EscalationView:
    """One escalation, with who holds the risk now."""
    escalation = await reading.one(store.escalations, escalation_id, response)
    async with reading.database.read() as connection:
        risk_held_by = await store.RISK_HELD_BY.value(connection, sentence_id=escalation.sentence_id)
    return escalation_view(escalation, risk_held_by)


@router.post(
    "/escalations/{escalation_id}/decision",
    operation_id="decideEscalation",
    response_model=EscalationView,
    responses=responses(404, 409, 412),
    dependencies=[Deciding],
)
async def decide_escalation(escalation_id: UUID, asked: EscalationAnswer, command: Commanded) -> Response:
    """The division answers. Accepted: the case is the NPS's for good; otherwise the CRC still holds the risk."""

    async def decide(tx: Transaction) -> Reply:
        sentence_id = await store.SENTENCE_OF.value(tx.connection, escalation_id=escalation_id)
        if sentence_id is None:
            raise NotFound
        # The allocation first: reactions take the locks in the same order, so that no two wait for each other.
        await tx.lock(store.allocations, [sentence_id])
        allocation = tx.get(store.allocations, sentence_id)
        if allocation is None:
            raise NotFound
        await tx.lock(store.escalations, allocation.escalations)
        escalation = command.visible(tx.get(store.escalations, escalation_id))
        every = [tx.get(store.escalations, key) for key in allocation.escalations if key != escalation_id]
        others = tuple(one for one in every if one is not None)
        answered = answer(escalation, allocation, others, asked, tx.occasion(command.caller.actor))
        after = tx.put(store.escalations, answered.escalation)
        held = tx.put(store.allocations, answered.allocation)
        for other in answered.others:
            tx.put(store.escalations, other)
        return Reply(view=escalation_view(after, held.risk_held_by), headers={"ETag": f'"{after.version}"'})

    return await command.run(decide)
