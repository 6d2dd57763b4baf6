"""Who is responsible for a case."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.crc import staff_store, store
from services.crc.api.views import CaseView, case_view
from services.crc.domain import assigning
from services.crc.domain.caseloads import Caseload
from services.crc.domain.guardrails import Roster
from services.crc.domain.staff import officer_id_of, staff_of
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded, Reply
from shared.runtime.problems import responses
from shared.runtime.repository import After
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["responsible officer"])


@router.post(
    "/cases/{sentence_id}/responsible-officer",
    operation_id="nameResponsibleOfficer",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.SENIOR_PROBATION_OFFICER)],
)
async def name_responsible_officer(sentence_id: UUID, asked: assigning.NameOfficer, command: Commanded) -> Response:
    """A senior probation officer gives the case to an officer of the register, within the guardrails or by override.

    What stands in the way is named, each by its rule; an override says why, until when, and is told (¶15, ¶17).
    """

    async def named(tx: Transaction) -> Reply:
        # The officer's entry is locked first: of two cases given at once, the second counts the first.
        rows = await tx.lock_beside(
            store.cases,
            sentence_id,
            staff_store.ROSTER,
            after=After(staff_store.CASE_AFTER_OFFICER, [officer_id_of(asked.officer)]),
            officer=asked.officer,
        )
        others = Caseload.of(held for row in rows for held in row["held"] or ())
        roster = Roster(staff_of(row["entry"] for row in rows), others)
        case = command.visible(tx.get(store.cases, sentence_id))
        decision = assigning.name_officer(case, roster, asked, tx.occasion(command.caller.actor))
        after = tx.put(store.cases, decision)
        return Reply(view=case_view(after, tx.now), headers={"ETag": f'"{after.version}"'})

    return await command.run(named)
