"""The directory and its rate card: found by need, area, sex, supplier and day; kept by each CRC itself (¶12, ¶25)."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.allocation.directory import store
from services.allocation.directory.api.searching import Area, ContractManager, providers_of, public
from services.allocation.directory.api.views import InterventionOnCard, InterventionView, intervention_view
from services.allocation.directory.domain import entries
from services.allocation.directory.domain.interventions import Intervention
from shared.probation.calendar import london_date
from shared.probation.vocabulary import Need, Sex, SupplierKind
from shared.probation.written import Day
from shared.runtime.command import Command, Commanded, Reply
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["interventions"])


@router.post(
    "/interventions",
    operation_id="addIntervention",
    status_code=201,
    response_model=InterventionView,
    responses=responses(409),
    dependencies=[ContractManager],
)
async def add_an_intervention(asked: entries.NewIntervention, command: Commanded) -> Response:
    """A new entry of the caller's directory; the courts hear of it. 409 where the code is taken."""

    async def work(tx: Transaction) -> Reply:
        await tx.lock(store.suppliers, [asked.supplier_id])
        supplier = tx.get(store.suppliers, asked.supplier_id)
        occasion = tx.occasion(command.caller.actor)
        after = tx.put(store.interventions, entries.list_intervention(supplier, asked, occasion))
        headers = {"Location": after.url, "ETag": f'"{after.version}"'}
        return Reply(view=intervention_view(after, london_date(tx.now)), status=201, headers=headers)

    return await command.run(work)


@router.get("/interventions", operation_id="listInterventions", responses=responses())
async def list_interventions(
    reading: Reading,
    provider: Area = None,
    need: Annotated[Need | None, Query(description="A need that it addresses.")] = None,
    sex: Annotated[Sex | None, Query(description="Of the person for whom it is sought.")] = None,
    supplier_kind: Annotated[SupplierKind | None, Query(alias="supplierKind")] = None,
    open_on: Annotated[Day | None, Query(alias="openOn", description="Takes referrals on this day.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[InterventionOnCard]:
    """The rate card: what is offered where, for whom, at what price today, and how many places are free now."""
    (after_code,) = decode_cursor(cursor, str) or (None,)
    async with reading.database.read() as connection:
        rows = await store.INTERVENTIONS.all(
            connection,
            today=london_date(reading.now),
            providers=providers_of(provider),
            after_code=after_code,
            need=need,
            sex=sex,
            kind=supplier_kind,
            open_on=open_on,
            rows=limit + 1,
        )
    found, next_cursor = page(rows, limit, lambda row: (row["code"],))
    shown = set(InterventionOnCard.model_fields)
    items = [InterventionOnCard(**{name: row[name] for name in shown}) for row in found]
    return Page(items=items, next_cursor=next_cursor)


@router.get("/interventions/{intervention_id}", operation_id="getIntervention", responses=responses(404))
async def get_intervention(intervention_id: UUID, reading: Reading, response: Response) -> InterventionView:
    """One entry, with every price that it has had or will have; for every caller."""
    entry = await public(reading, store.interventions, intervention_id, response)
    return intervention_view(entry, london_date(reading.now))


@router.post(
    "/interventions/{intervention_id}/prices",
    operation_id="setPrice",
    response_model=InterventionView,
    responses=responses(404, 409, 412),
    dependencies=[ContractManager],
)
async def set_price(intervention_id: UUID, asked: entries.NewPrice, command: Commanded) -> Response:
    """What it costs from a day on: today or later. What was bought before keeps its price."""
    return await command.handle(store.interventions, intervention_id, entries.set_price, asked, _as_of(command))


@router.post(
    "/interventions/{intervention_id}/capacity",
    operation_id="changeCapacity",
    response_model=InterventionView,
    responses=responses(404, 409, 412),
    dependencies=[ContractManager],
)
async def change_capacity(intervention_id: UUID, asked: entries.NewCapacity, command: Commanded) -> Response:
    """How many places there are from now; no fewer than are taken."""
    return await command.handle(store.interventions, intervention_id, entries.change_capacity, asked, _as_of(command))


@router.post(
    "/interventions/{intervention_id}/withdrawal",
    operation_id="withdrawIntervention",
    response_model=InterventionView,
    responses=responses(404, 409, 412),
    dependencies=[ContractManager],
)
async def withdraw_intervention(intervention_id: UUID, asked: entries.LastDay, command: Commanded) -> Response:
    """Its last day; the courts hear of it. Who has a place keeps it."""
    return await command.handle(store.interventions, intervention_id, entries.withdraw, asked, _as_of(command))


def _as_of(command: Command) -> Callable[[Intervention], InterventionView]:
    """The view of an entry at the moment of the command."""
    today = london_date(command.work.clock.now())
    return lambda entry: intervention_view(entry, today)
