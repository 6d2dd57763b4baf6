"""The CRC's copy of the directory of interventions: what an objective of a plan can name (¶12)."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from services.crc import store
from shared.contracts.allocation import InterventionCode
from shared.contracts.model import Contract
from shared.probation.calendar import london_date
from shared.probation.identifiers import ProviderCode
from shared.probation.organisations import CRCS, NPS_DIVISIONS
from shared.probation.vocabulary import Need, Sex, SupplierKind
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["interventions"])


class InterventionView(Contract):
    """An entry of a provider's directory, open to referrals today."""

    code: InterventionCode
    provider: ProviderCode
    title: str
    needs: tuple[Need, ...]
    open_to: tuple[Sex, ...]
    supplier_kind: SupplierKind = Field(description="Who delivers it (¶23-24).")
    offered_from: date
    offered_until: date | None = Field(description="The last day on which a referral is taken; null while open.")


@router.get("/interventions", operation_id="listInterventions", responses=responses())
async def list_interventions(
    reading: Reading,
    provider: Annotated[
        ProviderCode | None, Query(description="Whose directory; every provider's where absent.")
    ] = None,
    need: Annotated[Need | None, Query(description="The need that it answers.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[InterventionView]:
    """What the providers offer today, by code: so by provider, and within it by name. Every caller sees all of it."""
    (after,) = decode_cursor(cursor, str) or (None,)
    async with reading.database.read() as connection:
        rows = await store.INTERVENTIONS.all(
            connection,
            providers=[one.code for one in (*CRCS, *NPS_DIVISIONS)] if provider is None else [provider],
            needs=list(Need) if need is None else [need],
            on=london_date(reading.now),
            after=after,
            rows=limit + 1,
        )
    these, next_cursor = page(rows, limit, lambda row: (row["code"],))
    shown = [{name: row[name] for name in InterventionView.model_fields} for row in these]
    return Page(items=[InterventionView.model_validate(row, extra="ignore") for row in shown], next_cursor=next_cursor)
