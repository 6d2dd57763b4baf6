"""Suppliers: the supply chain of each CRC, the voluntary sector marked (¶23-24)."""

from fastapi import APIRouter, Response

from services.allocation.directory import store
from services.allocation.directory.api.searching import Area, ContractManager, providers_of
from services.allocation.directory.api.views import SupplierView
from services.allocation.directory.domain.suppliers import NewSupplier, add_supplier
from shared.probation.vocabulary import SupplierKind
from shared.runtime.command import Commanded
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["suppliers"])


@router.post(
    "/suppliers",
    operation_id="addSupplier",
    status_code=201,
    response_model=SupplierView,
    responses=responses(409),
    dependencies=[ContractManager],
)
async def add_a_supplier(asked: NewSupplier, command: Commanded) -> Response:
    """A supplier joins the chain of the caller's CRC. 409 where the chain has one of that name."""
    return await command.create(
        store.suppliers,
        add_supplier,
        asked,
        lambda supplier: SupplierView.model_validate(supplier.model_dump()),
        "/suppliers",
    )


@router.get("/suppliers", operation_id="listSuppliers", responses=responses())
async def list_suppliers(
    reading: Reading,
    provider: Area = None,
    kind: SupplierKind | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[SupplierView]:
    """The suppliers of a CRC, of a division's ground or of all, by name; for every caller."""
    after_provider, after_name = decode_cursor(cursor, str, str) or (None, None)
    async with reading.database.read() as connection:
        rows = await store.SUPPLIERS.all(
            connection,
            providers=providers_of(provider),
            kinds=[kind] if kind else list(SupplierKind),
            after_provider=after_provider,
            after_name=after_name,
            rows=limit + 1,
        )
    found, next_cursor = page(rows, limit, lambda row: (row["provider"], row["name"]))
    return Page(items=[SupplierView.model_validate(row, extra="ignore") for row in found], next_cursor=next_cursor)
