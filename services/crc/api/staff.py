"""The register of the CRC's officers: who works there, of which grade, how employed, trained for what (¶15, ¶17)."""

from datetime import date

from fastapi import APIRouter, Response
from pydantic import Field

from services.crc import staff_store, store
from services.crc.api.caseload_views import CaseloadView, caseload_view
from services.crc.domain import departures, register
from services.crc.domain.caseloads import Caseload
from services.crc.domain.guardrails import is_supervised, needs_supervision
from services.crc.domain.staff import Officer, officer_id_of
from shared.contracts.crc_staff import FullTimePercent
from shared.contracts.model import Contract
from shared.probation.calendar import london_date
from shared.probation.identifiers import OfficerCode, ProviderCode, TeamCode
from shared.probation.vocabulary import EmploymentKind, StaffGrade, Training
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded, Reply
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading
from shared.runtime.transaction import Transaction

router = APIRouter(prefix="/officers", tags=["officers"])

Registering = requires(Role.SENIOR_PROBATION_OFFICER, Role.CONTRACT_MANAGER)


class OfficerView(Contract):
    """An officer as the register has them. What is not recorded counts as not trained for."""

    officer: OfficerCode
    provider: ProviderCode
    team: TeamCode
    grade: StaffGrade
    employment: EmploymentKind
    training: tuple[Training, ...]
    full_time_percent: FullTimePercent
    supervised_by: OfficerCode | None
    left_on: date | None = Field(description="The last day; null while they are there.")
    version: int


class OfficerWithCaseload(OfficerView):
    """An officer, and what they hold now."""

    supervision_missing: bool = Field(
        description="A trainee or agency officer whom no PO or SPO who is still there supervises (¶17)."
    )
    caseload: CaseloadView


def officer_view(officer: Officer) -> OfficerView:
    """An officer as callers see them."""
    return OfficerView(**officer.model_dump(include=set(OfficerView.model_fields)))


@router.post(
    "",
    operation_id="registerOfficer",
    status_code=201,
    response_model=OfficerView,
    responses=responses(409),
    dependencies=[Registering],
)
async def register_an_officer(asked: register.RegisterOfficer, command: Commanded) -> Response:
    """Enter an officer of the caller's CRC in the register. 409 where the officer is in it already."""

    async def registered(tx: Transaction) -> Reply:
        officer = tx.put(store.officers, register.register_officer(asked, tx.occasion(command.caller.actor)))
        headers = {"Location": f"/officers/{officer.officer}", "ETag": f'"{officer.version}"'}
        return Reply(view=officer_view(officer), status=201, headers=headers)

    return await command.run(registered)


@router.get("", operation_id="listOfficers", responses=responses())
async def list_officers(
    reading: Reading, team: TeamCode | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[OfficerView]:
    """The officers of the caller's CRC, by code; those who have left among them."""
    (after,) = decode_cursor(cursor, str) or (None,)
    of_team = {} if team is None else {"team": team}
    async with reading.database.read() as connection:
        rows = await (staff_store.OFFICERS if team is None else staff_store.OFFICERS_OF_TEAM).all(
            connection, organisations=reading.caller.organisations(), after=after, rows=limit + 1, **of_team
        )
    found, next_cursor = page(rows, limit, lambda row: (row["officer"],))
    return Page(
        items=[officer_view(Officer.model_validate(row, extra="ignore")) for row in found], next_cursor=next_cursor
    )


@router.get("/{officer}", operation_id="getOfficer", responses=responses(404))
async def get_officer(officer: OfficerCode, reading: Reading, response: Response) -> OfficerWithCaseload:
    """One officer, with the caseload and the thresholds that it is above (¶15)."""
    entry = await reading.one(store.officers, officer_id_of(officer), response)
    async with reading.database.read() as connection:
        held = Caseload.of(await staff_store.HELD.all(connection, officer=officer))
        by = officer_id_of(entry.supervised_by or "")
        staff = {one.officer: one for one in (await store.officers.read(connection, [by])).values()}
    return OfficerWithCaseload(
        **officer_view(entry).model_dump(),
        supervision_missing=needs_supervision(entry) and not is_supervised(entry, staff),
        caseload=caseload_view(entry, held, london_date(reading.now)),
    )


@router.post(
    "/{officer}/terms",
    operation_id="changeTerms",
    response_model=OfficerView,
    responses=responses(404, 409, 412),
    dependencies=[Registering],
)
async def change_terms(officer: OfficerCode, asked: register.ChangeTerms, command: Commanded) -> Response:
    """Another team, grade, employment, working time or supervising officer; what is left out stays as it is."""
    return await command.handle(store.officers, officer_id_of(officer), register.change_terms, asked, officer_view)


@router.post(
    "/{officer}/training",
    operation_id="recordTraining",
    response_model=OfficerView,
    responses=responses(404, 409, 412),
    dependencies=[Registering],
)
async def record_training(officer: OfficerCode, asked: register.RecordTraining, command: Commanded) -> Response:
    """Record what an officer has been trained for."""
    return await command.handle(store.officers, officer_id_of(officer), register.record_training, asked, officer_view)


@router.post(
    "/{officer}/departure",
    operation_id="leaveOfficer",
    response_model=OfficerView,
    responses=responses(404, 409, 412),
    dependencies=[Registering],
)
async def leave_officer(officer: OfficerCode, asked: departures.LeaveOfficer, command: Commanded) -> Response:
    """An officer has left: every open case of theirs has nobody from now, and another officer is owed (¶15)."""

    async def left(tx: Transaction) -> Reply:
        # The entry first, so that nobody gives them a case meanwhile; then their cases, in one lock and one write.
        key = officer_id_of(officer)
        await tx.lock(store.officers, [key])
        before = command.visible(tx.get(store.officers, key))
        occasion = tx.occasion(command.caller.actor)
        entry = tx.put(store.officers, departures.leave(before, asked, occasion))
        rows = await staff_store.CASES_HELD.all(tx.connection, officer=officer)
        keys = [row["sentence_id"] for row in rows]
        await tx.lock(store.cases, keys)
        for each in sorted(keys):
            case = tx.get(store.cases, each)
            if case is not None and case.is_held_by(officer):
                tx.put(store.cases, departures.lose_officer(case, occasion))
        return Reply(view=officer_view(entry), headers={"ETag": f'"{entry.version}"'})

    return await command.run(left)
