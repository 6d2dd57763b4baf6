"""Before the court: presentation, hearings, process, outcome."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.breach.api.acting import act
from services.breach.api.views import BreachView
from services.breach.domain.court import PresentationAsked, ProcessAsked, present, process
from services.breach.domain.hearings import HearingAsked, list_hearing
from services.breach.domain.outcome_asked import OutcomeAsked
from services.breach.domain.outcomes import conclude
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
    """The breach has been laid before the court: an accepted one, or the division's own, once it can be heard (422)."""
    return await act(command, breach_id, present, asked)


@router.post(
    "/breaches/{breach_id}/hearings",
    operation_id="listHearing",
    response_model=BreachView,
    responses=responses(404, 409, 412),
    dependencies=[Enforcing],
)
async def list_a_hearing(breach_id: UUID, asked: HearingAsked, command: Commanded) -> Response:
    """The court has listed a hearing: the first, or another after an adjournment."""
    return await act(command, breach_id, list_hearing, asked)


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
    What the court did must be open to it for this kind of order (`GET /powers`), and within the limit of its power.
    """
    return await act(command, breach_id, conclude, asked)
