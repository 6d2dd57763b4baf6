"""The decisions that are owed at the threshold, and their work list."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.crc import store
from services.crc.api.acting import act_on_part_with_staff
from services.crc.api.contact_views import EnforcementDecisionOfCase
from services.crc.api.views import CaseView
from services.crc.domain import enforcement
from services.crc.domain.stages import DecisionState
from shared.probation.identifiers import OfficerCode
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["enforcement"])


@router.get("/enforcement-decisions", operation_id="listEnforcementDecisions", responses=responses())
async def list_enforcement_decisions(
    reading: Reading,
    officer: Annotated[OfficerCode | None, Query(description="The responsible officer of the case.")] = None,
    state: DecisionState | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[EnforcementDecisionOfCase]:
    """The decisions that fell due on cases of the caller's organisation, the first due first: silence is seen (¶14)."""
    after_time, after_id = decode_cursor(cursor, instant, UUID) or (None, None)
    asked = {
        "organisations": reading.caller.organisations(),
        "states": [state] if state else list(DecisionState),
        "after_time": after_time,
        "after_id": after_id,
        "rows": limit + 1,
    }
    async with reading.database.read() as connection:
        if officer is None:
            rows = await store.DECISIONS.all(connection, **asked)
        else:
            rows = await store.DECISIONS_OF_OFFICER.all(connection, officer=officer, **asked)
    found, next_cursor = page(rows, limit, lambda row: (row["due_at"], row["decision_id"]))
    shown = [{**row, "overdue": row["state"] == DecisionState.DUE and row["due_at"] < reading.now} for row in found]
    return Page(
        items=[EnforcementDecisionOfCase.model_validate(row, extra="ignore") for row in shown], next_cursor=next_cursor
    )


@router.post(
    "/cases/{sentence_id}/enforcement-decisions/{decision_id}",
    operation_id="decideEnforcement",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)],
)
async def decide_enforcement(
    sentence_id: UUID, decision_id: UUID, asked: enforcement.DecideEnforcement, command: Commanded
) -> Response:
    """Breach, recall of a licence, or neither with a reason from the list; a manager stands behind each (¶14)."""
    officer = command.caller.actor.officer
    return await act_on_part_with_staff(
        command, sentence_id, decision_id, enforcement.decide_enforcement, asked, asked.manager, officer
    )
