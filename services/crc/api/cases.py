"""Cases as the CRC that supervises them reads them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.crc import store
from services.crc.api.views import CaseSummary, CaseView, case_view
from services.crc.domain.stages import CaseState
from shared.probation.identifiers import OfficerCode
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["cases"])

OPENED = (CaseState.OPEN, CaseState.TRANSFERRED, CaseState.ENDED)
"""The states in which there is a case to show."""


@router.get("/cases", operation_id="listCases", responses=responses())
async def list_cases(
    reading: Reading,
    officer: Annotated[OfficerCode | None, Query(description="The responsible officer.")] = None,
    state: CaseState | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[CaseSummary]:
    """The cases of the caller's organisation, the newest first; one that is not open yet is in no list.

    A case that has moved to another CRC is in that CRC's list; the one before may still read it by its address.
    """
    after_time, after_id = decode_cursor(cursor, instant, UUID) or (None, None)
    asked = {
        "organisations": reading.caller.organisations(),
        "states": [one for one in OPENED if state in (None, one)],
        "after_time": after_time,
        "after_id": after_id,
        "rows": limit + 1,
    }
    async with reading.database.read() as connection:
        if officer is None:
            rows = await store.CASES.all(connection, **asked)
        else:
            rows = await store.CASES_OF_OFFICER.all(connection, officer=officer, **asked)
    found, next_cursor = page(rows, limit, lambda row: (row["opened_at"], row["sentence_id"]))
    return Page(items=[CaseSummary.model_validate(row, extra="ignore") for row in found], next_cursor=next_cursor)


@router.get("/cases/{sentence_id}", operation_id="getCase", responses=responses(404))
async def get_case(sentence_id: UUID, reading: Reading, response: Response) -> CaseView:
    """One case: what is known and what is not, what was done, what is owed, and who holds the risk."""
    return case_view(await reading.one(store.cases, sentence_id, response), reading.now)
