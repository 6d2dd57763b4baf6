"""Before the court: presentation, process, outcome."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.breach.api.acting import act
from services.breach.api.views import BreachView
from services.breach.domain.court import OutcomeAsked, PresentationAsked, ProcessAsked, conclude, present, process
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.problems import responses

router = APIRouter(tags=["court"])

Enforcing = requires(Role.ENFORCEMENT_OFFICER)
Ending = requires(Role.ENFORCEMENT_OFFICER, Role.SENIOR_PROBATION_OFFICER)


@router.post(
    "/breaches/{breach_id}/presentation",
    operation_id="presentBreach",
    response_model=BreachView,
    responses=responses(404, 409, 412),
    dependencies=[Enforcing],
)
async def present_breach(breach_id: UUID, asked: PresentationAsked, command: Commanded) -> Response:
    """The breach has been laid before the court."""
    return await act(command, breach_id, present, asked)


@router.post(
    "/breaches/{breach_id}/process",
    operation_id="recordProcess",
    response_model=BreachView,
    responses=responses(404, 409, 412),
    dependencies=[Enforcing],
)
async def record_process(breach_id: UUID, asked: ProcessAsked, command: Commanded) -> Response:
    """The court has issued a summons or a warrant, or it has been executed."""
    return await act(command, breach_id, process, asked)


@router.post(
    "/breaches/{breach_id}/outcome",
    operation_id="concludeBreach",
    response_model=BreachView,
    responses=responses(404, 409, 412),
    dependencies=[Ending],
)
async def conclude_breach(breach_id: UUID, asked: OutcomeAsked, command: Commanded) -> Response:
    """The breach has ended. A person who is before the court on the day can be dealt with right after presentation.

    The side that has the pack before it may withdraw the breach: the CRC until it has referred, the NPS from then on.
    """
    return await act(command, breach_id, conclude, asked)
