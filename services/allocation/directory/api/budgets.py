"""Budgets: what a division of the NPS may spend on interventions in a financial year."""

from fastapi import APIRouter, Response

from services.allocation.directory import store
from services.allocation.directory.api.searching import ContractManager
from services.allocation.directory.api.views import BudgetView, budget_view
from services.allocation.directory.domain.budgets import NewBudget, key_of, set_budget
from shared.runtime.command import Commanded, Reply
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["budgets"])


@router.post(
    "/budgets",
    operation_id="setBudget",
    status_code=201,
    response_model=BudgetView,
    responses=responses(409, 412),
    dependencies=[ContractManager],
)
async def set_a_budget(asked: NewBudget, command: Commanded) -> Response:
    """The budget of a year, for the first time or anew: each amount is kept, and none is less than is committed.

    409 where two set it for the first time at the same moment.
    """

    async def work(tx: Transaction) -> Reply:
        key = key_of(command.caller.organisation, asked.financial_year)
        await tx.lock(store.budgets, [key])
        known = tx.get(store.budgets, key)
        if known is not None:
            command.visible(known)
        after = tx.put(store.budgets, set_budget(known, asked, tx.occasion(command.caller.actor)))
        return Reply(view=budget_view(after), status=201, headers={"ETag": f'"{after.version}"'})

    return await command.run(work)


@router.get("/budgets", operation_id="listBudgets", responses=responses())
async def list_budgets(reading: Reading, limit: Limit = 50, cursor: Cursor = None) -> Page[BudgetView]:
    """The budgets of the caller's division with what is committed and what is left, the latest year first."""
    after_year, after_division = decode_cursor(cursor, str, str) or (None, None)
    async with reading.database.read() as connection:
        rows = await store.BUDGETS.all(
            connection,
            organisations=reading.caller.organisations(),
            after_year=after_year,
            after_division=after_division,
            rows=limit + 1,
        )
        found, next_cursor = page(rows, limit, lambda row: (row["financial_year"], row["division"]))
        budgets = await store.budgets.read(connection, [row["budget_id"] for row in found])
    return Page(items=[budget_view(budgets[row["budget_id"]]) for row in found], next_cursor=next_cursor)
