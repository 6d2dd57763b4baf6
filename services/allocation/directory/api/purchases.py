"""Purchases: the NPS buys for a person whom it supervises; the provider answers, starts and ends (¶25)."""

from collections.abc import Callable
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.allocation.directory import store
from services.allocation.directory.api.views import PurchaseView
from services.allocation.directory.domain import progress
from services.allocation.directory.domain.budgets import Budget, financial_year_of, key_of
from services.allocation.directory.domain.interventions import Intervention
from services.allocation.directory.domain.purchases import Purchase
from services.allocation.directory.domain.referral import Referral, Supervision, refer
from services.allocation.domain.stages import AllocationStage
from shared.decisions import NotFound, Occasion
from shared.probation.calendar import london_date
from shared.probation.organisations import NPS_DIVISIONS
from shared.probation.vocabulary import PurchaseState
from shared.runtime.auth import Role, requires
from shared.runtime.command import Command, Commanded, Reply
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["purchases"])

Buying = requires(Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)
Delivering = requires(Role.CONTRACT_MANAGER, Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)
Closing = Callable[[Purchase, Intervention, Budget, Occasion], progress.Closed]


def purchase_view(purchase: Purchase) -> PurchaseView:
    """The record; the key of the budget is nobody's concern."""
    return PurchaseView.model_validate(purchase.model_dump(exclude={"budget_id"}))


@router.post(
    "/purchases",
    operation_id="purchaseIntervention",
    status_code=201,
    response_model=PurchaseView,
    responses=responses(409),
    dependencies=[Buying],
)
async def purchase_an_intervention(asked: Referral, command: Commanded) -> Response:
    """Refer a person to an intervention at the price of today, or hear every reason why not, each with its code.

    The reasons: `notSupervisedByDivision`, `interventionUnknown`, `notOfferedOnThisDay`, `notForThisNeed`,
    `notForThisSex`, `noPriceInForce`, `noPlaceLeft`, `budgetNotSet`, `budgetExceeded`. 409 where the person has a place
    in it, or is referred to it, under this sentence already.
    """

    async def work(tx: Transaction) -> Reply:
        # The allocation, the intervention, the budget: in the order in which every command takes them (see the store).
        row = await store.SUPERVISION.one(tx.connection, sentence_id=asked.sentence_id)
        await tx.lock(store.interventions, [asked.intervention_id])
        budget = key_of(command.caller.organisation, financial_year_of(london_date(tx.now)))
        await tx.lock(store.budgets, [budget])
        bought = refer(
            None if row is None else Supervision(**{**row, "state": AllocationStage(row["state"])}),
            tx.get(store.interventions, asked.intervention_id),
            tx.get(store.budgets, budget),
            asked,
            tx.occasion(command.caller.actor),
        )
        tx.put(store.interventions, bought.intervention)
        tx.put(store.budgets, bought.budget)
        after = tx.put(store.purchases, bought.purchase)
        headers = {"Location": after.url, "ETag": f'"{after.version}"'}
        return Reply(view=purchase_view(after), status=201, headers=headers)

    return await command.run(work)


@router.get("/purchases", operation_id="listPurchases", responses=responses())
async def list_purchases(
    reading: Reading,
    state: PurchaseState | None = None,
    intervention_id: Annotated[UUID | None, Query(alias="interventionId")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[PurchaseView]:
    """What the caller's division has bought, or the caller's CRC is to deliver, the newest referral first."""
    (after_id,) = decode_cursor(cursor, UUID) or (None,)
    narrowed = {}
    if intervention_id is not None:
        narrowed = {"intervention_id": intervention_id, "divisions": [one.code for one in NPS_DIVISIONS]}
    async with reading.database.read() as connection:
        rows = await (store.PURCHASES_OF_INTERVENTION if narrowed else store.PURCHASES).all(
            connection,
            organisations=reading.caller.organisations(),
            states=[state] if state else list(PurchaseState),
            after_id=after_id,
            rows=limit + 1,
            **narrowed,
        )
    found, next_cursor = page(rows, limit, lambda row: (row["purchase_id"],))
    items = [PurchaseView(**{name: row[name] for name in PurchaseView.model_fields}) for row in found]
    return Page(items=items, next_cursor=next_cursor)


@router.get("/purchases/{purchase_id}", operation_id="getPurchase", responses=responses(404))
async def get_purchase(purchase_id: UUID, reading: Reading, response: Response) -> PurchaseView:
    """One purchase, for the division that buys and the CRC that delivers."""
    return purchase_view(await reading.one(store.purchases, purchase_id, response))


@router.post(
    "/purchases/{purchase_id}/answer",
    operation_id="answerReferral",
    response_model=PurchaseView,
    responses=responses(404, 409, 412),
    dependencies=[Delivering],
)
async def answer_a_referral(purchase_id: UUID, asked: progress.ReferralAnswer, command: Commanded) -> Response:
    """The provider takes the person, or declines: then the place and the money are free again."""
    if asked.accepted:
        return await command.handle(store.purchases, purchase_id, progress.accept, asked, purchase_view)
    return await _close(command, purchase_id, progress.decline)


@router.post(
    "/purchases/{purchase_id}/start",
    operation_id="startIntervention",
    response_model=PurchaseView,
    responses=responses(404, 409, 412),
    dependencies=[Delivering],
)
async def start_an_intervention(purchase_id: UUID, asked: progress.InterventionStart, command: Commanded) -> Response:
    """The person has begun; from now the NPS cannot withdraw it."""
    return await command.handle(store.purchases, purchase_id, progress.start, asked, purchase_view)


@router.post(
    "/purchases/{purchase_id}/end",
    operation_id="endIntervention",
    response_model=PurchaseView,
    responses=responses(404, 409, 412),
    dependencies=[Delivering],
)
async def end_an_intervention(purchase_id: UUID, asked: progress.InterventionEnd, command: Commanded) -> Response:
    """The outcome. The place is free again; the money comes back only where the person never started."""
    return await _close(command, purchase_id, partial(progress.end, asked))


@router.post(
    "/purchases/{purchase_id}/withdrawal",
    operation_id="withdrawPurchase",
    response_model=PurchaseView,
    responses=responses(404, 409, 412),
    dependencies=[Buying],
)
async def withdraw_a_purchase(purchase_id: UUID, asked: progress.PurchaseWithdrawal, command: Commanded) -> Response:
    """The division takes it back before it has started: the place and the money are free again."""
    return await _close(command, purchase_id, progress.withdraw)


async def _close(command: Command, purchase_id: UUID, close: Closing) -> Response:
    async def work(tx: Transaction) -> Reply:
        # The purchase, the intervention, the budget: in the order in which every command takes them (see the store).
        await tx.lock(store.purchases, [purchase_id])
        purchase = command.visible(tx.get(store.purchases, purchase_id))
        await tx.lock(store.interventions, [purchase.intervention_id])
        await tx.lock(store.budgets, [purchase.budget_id])
        entry = tx.get(store.interventions, purchase.intervention_id)
        budget = tx.get(store.budgets, purchase.budget_id)
        if entry is None or budget is None:
            raise NotFound
        closed = close(purchase, entry, budget, tx.occasion(command.caller.actor))
        tx.put(store.interventions, closed.intervention)
        tx.put(store.budgets, closed.budget)
        after = tx.put(store.purchases, closed.purchase)
        return Reply(view=purchase_view(after), headers={"ETag": f'"{after.version}"'})

    return await command.run(work)
