"""How cases lie on officers, and who holds one against a guardrail (¶15, ¶17)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from services.crc import staff_store
from services.crc.api.caseload_views import CaseloadSpread, spread_view
from services.crc.api.staff_views import OverrideView
from services.crc.domain.caseloads import Caseload
from services.crc.domain.staff import Officer
from services.crc.domain.stages import OverrideState
from shared.probation.calendar import london_date
from shared.probation.identifiers import Crn, EventNumber, ProviderCode, TeamCode
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["caseloads"])


class OverrideOfCase(OverrideView):
    """An override as the list shows it."""

    sentence_id: UUID
    crn: Crn
    event_number: EventNumber
    provider: ProviderCode
    overdue: bool = Field(description="In force, and its time has run out.")


@router.get("/caseloads", operation_id="showCaseloads", responses=responses())
async def show_caseloads(
    reading: Reading, team: Annotated[TeamCode | None, Query(description="One team alone.")] = None
) -> CaseloadSpread:
    """The caseloads of the caller's organisations as they are spread over officers: the mean hides who holds most."""
    of_team = {} if team is None else {"team": team}
    async with reading.database.read() as connection:
        rows = await (staff_store.CASELOADS if team is None else staff_store.CASELOADS_OF_TEAM).all(
            connection, organisations=reading.caller.organisations(), **of_team
        )
    found = [(Officer.model_validate(row["entry"], extra="ignore"), Caseload.of(row["held"])) for row in rows]
    return spread_view(found, london_date(reading.now))


@router.get("/overrides", operation_id="listOverrides", responses=responses())
async def list_overrides(
    reading: Reading, state: OverrideState | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[OverrideOfCase]:
    """Overrides of guardrails in the caller's organisations, by when they run out, or ran."""
    after_time, after_id = decode_cursor(cursor, instant, UUID) or (None, None)
    async with reading.database.read() as connection:
        rows = await staff_store.OVERRIDES.all(
            connection,
            organisations=reading.caller.organisations(),
            states=[state] if state else list(OverrideState),
            after_time=after_time,
            after_id=after_id,
            rows=limit + 1,
        )
    found, next_cursor = page(rows, limit, lambda row: (row["due_at"], row["override_id"]))
    shown = [
        {**row, "overdue": row["state"] == OverrideState.IN_FORCE and row["due_at"] < reading.now} for row in found
    ]
    names = set(OverrideOfCase.model_fields)
    return Page(
        items=[OverrideOfCase.model_validate({k: v for k, v in row.items() if k in names}) for row in shown],
        next_cursor=next_cursor,
    )
