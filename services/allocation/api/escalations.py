"""Risk escalations from a CRC to the NPS, and the division's decision."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.allocation import store
from services.allocation.api.escalation_views import EscalationView, escalation_view
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.escalation_answers import EscalationAnswer, answer
from services.allocation.domain.escalation_withdrawals import EscalationWithdrawal, withdraw
from services.allocation.domain.escalations import Escalation
from services.allocation.domain.stages import EscalationState
from shared.decisions import NotFound
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded, Reply
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["escalations"])

Deciding = requires(Role.ALLOCATION_OFFICER, Role.SENIOR_PROBATION_OFFICER)
Withdrawing = requires(Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)


@router.get("/escalations", operation_id="listEscalations", responses=responses())
async def list_escalations(
    reading: Reading,
    state: EscalationState | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[EscalationView]:
    """The escalations that the caller's organisation made or has to answer: imminent ones first, then by due time."""
    after_can_wait, after_time, after_id = decode_cursor(cursor, _boolean, instant, UUID) or (None, None, None)
    async with reading.database.read() as connection:
        rows = await store.ESCALATIONS.all(
            connection,
            organisations=reading.caller.organisations(),
            states=[state] if state else list(EscalationState),
            after_can_wait=after_can_wait,
            after_time=after_time,
            after_id=after_id,
            rows=limit + 1,
        )
    found, next_cursor = page(rows, limit, lambda row: (not row["imminent"], row["due_at"], row["escalation_id"]))
    held = [(row.pop("risk_held_by"), Escalation.model_validate(row, extra="ignore")) for row in found]
    return Page(items=[escalation_view(one, holder, reading.now) for holder, one in held], next_cursor=next_cursor)


@router.get("/escalations/{escalation_id}", operation_id="getEscalation", responses=responses(404))
async def get_escalation(escalation_id: UUID, reading: Reading, response: Response) -> EscalationView:
    """One escalation, with who holds the risk now; whoever that is sees it too, where the person has moved since."""
    async with reading.database.read() as connection:
        escalation = (await store.escalations.read(connection, [escalation_id])).get(escalation_id)
        if escalation is None:
            raise NotFound
        risk_held_by = await store.RISK_HELD_BY.value(connection, sentence_id=escalation.sentence_id)
    reading.caller.must_see(escalation.seen_by() | {risk_held_by})
    response.headers["ETag"] = f'"{escalation.version}"'
    return escalation_view(escalation, risk_held_by, reading.now)


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
        allocation, every = await _locked(tx, escalation_id)
        escalation = command.visible(every.pop(escalation_id))
        answered = answer(escalation, allocation, tuple(every.values()), asked, tx.occasion(command.caller.actor))
        after = tx.put(store.escalations, answered.escalation)
        held = tx.put(store.allocations, answered.allocation)
        for other in answered.others:
            tx.put(store.escalations, other)
        view = escalation_view(after, held.risk_held_by, tx.now)
        return Reply(view=view, headers={"ETag": f'"{after.version}"'})

    return await command.run(decide)


@router.post(
    "/escalations/{escalation_id}/withdrawal",
    operation_id="withdrawEscalation",
    response_model=EscalationView,
    responses=responses(404, 409, 412),
    dependencies=[Withdrawing],
)
async def withdraw_escalation(escalation_id: UUID, asked: EscalationWithdrawal, command: Commanded) -> Response:
    """The CRC takes it back with a reason, and goes on holding the risk; the division owes no answer any more."""

    async def take_back(tx: Transaction) -> Reply:
        allocation, every = await _locked(tx, escalation_id)
        escalation = command.visible(every[escalation_id], also=frozenset({allocation.risk_held_by}))
        withdrawn = withdraw(escalation, allocation, asked, tx.occasion(command.caller.actor))
        after = tx.put(store.escalations, withdrawn)
        view = escalation_view(after, allocation.risk_held_by, tx.now)
        return Reply(view=view, headers={"ETag": f'"{after.version}"'})

    return await command.run(take_back)


async def _locked(tx: Transaction, escalation_id: UUID) -> tuple[Allocation, dict[UUID, Escalation]]:
    """The allocation first, then every escalation of it: as everywhere, so that no two wait for each other."""
    sentence_id = await store.SENTENCE_OF.value(tx.connection, escalation_id=escalation_id)
    if sentence_id is None:
        raise NotFound
    await tx.lock(store.allocations, [sentence_id])
    allocation = tx.get(store.allocations, sentence_id)
    if allocation is None:
        raise NotFound
    await tx.lock(store.escalations, allocation.escalations)
    every = {key: one for key in allocation.escalations if (one := tx.get(store.escalations, key)) is not None}
    if escalation_id not in every:
        raise NotFound
    return allocation, every


def _boolean(value: object) -> bool:
    """A yes or no in a cursor. Raises ValueError where it is neither."""
    if not isinstance(value, bool):
        raise ValueError("a yes or no")
    return value
