"""Through the gate: screening, the resettlement plan, help before release, and release (¶20-21)."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.crc.api.acting import act
from services.crc.api.views import CaseView
from services.crc.domain.gate import release, resettlement, screening
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.problems import responses

router = APIRouter(prefix="/cases/{sentence_id}/custody", tags=["through the gate"])

Resettling = requires(Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)


@router.post(
    "/screening",
    operation_id="screenCustody",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Resettling],
)
async def screen(sentence_id: UUID, asked: screening.ScreenCustody, command: Commanded) -> Response:
    """The basic custody screening is done: its needs are known, and a resettlement plan is owed."""
    return await act(command, sentence_id, screening.screen, asked)


@router.post(
    "/resettlement-plan",
    operation_id="planResettlement",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Resettling],
)
async def plan_resettlement(sentence_id: UUID, asked: resettlement.PlanResettlement, command: Commanded) -> Response:
    """The resettlement plan is made; every need is to be met by the day before release."""
    return await act(command, sentence_id, resettlement.plan_resettlement, asked)


@router.post(
    "/release-date",
    operation_id="changeReleaseDate",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Resettling],
)
async def change_release_date(sentence_id: UUID, asked: resettlement.ChangeReleaseDate, command: Commanded) -> Response:
    """The prison has set another day of release."""
    return await act(command, sentence_id, resettlement.change_release_date, asked)


@router.post(
    "/help",
    operation_id="recordResettlementHelp",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Resettling],
)
async def record_help(sentence_id: UUID, asked: resettlement.RecordHelp, command: Commanded) -> Response:
    """What became of the help with one need before release: planned is not received (¶21)."""
    return await act(command, sentence_id, resettlement.record_help, asked)


@router.post(
    "/release",
    operation_id="releasePerson",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Resettling],
)
async def release_person(sentence_id: UUID, asked: release.Release, command: Commanded) -> Response:
    """The person has left prison, whatever was done by then; the first appointment is due the next working day."""
    return await act(command, sentence_id, release.release, asked)
