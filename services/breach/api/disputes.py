"""A disputed return: the CRC's objection, and the decision of somebody who had no part in it."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.breach.api.acting import act
from services.breach.api.views import BreachView
from services.breach.domain.disputes import DisputeAsked, DisputeDecisionAsked, decide, dispute, withdraw
from services.breach.domain.exchange import Nothing
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.problems import responses

router = APIRouter(tags=["disputes"])

Disputing = requires(Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)
Deciding = requires(Role.SENIOR_PROBATION_OFFICER)


@router.post(
    "/breaches/{breach_id}/dispute",
    operation_id="disputeReturn",
    response_model=BreachView,
    responses=responses(404, 409, 412),
    dependencies=[Disputing],
)
async def dispute_return(breach_id: UUID, asked: DisputeAsked, command: Commanded) -> Response:
    """The CRC says that the pack should not have come back (¶18). Until it is decided, it owes no new version."""
    return await act(command, breach_id, dispute, asked)


@router.post(
    "/breaches/{breach_id}/dispute/decision",
    operation_id="decideDispute",
    response_model=BreachView,
    responses=responses(404, 409, 412),
    dependencies=[Deciding],
)
async def decide_dispute(breach_id: UUID, asked: DisputeDecisionAsked, command: Commanded) -> Response:
    """A manager of the division who did not return the pack decides: accepted as it was, or the return stands (¶18)."""
    return await act(command, breach_id, decide, asked)


@router.post(
    "/breaches/{breach_id}/dispute/withdrawal",
    operation_id="withdrawDispute",
    response_model=BreachView,
    responses=responses(404, 409, 412),
    dependencies=[Disputing],
)
async def withdraw_dispute(breach_id: UUID, command: Commanded, asked: Nothing | None = None) -> Response:
    """The CRC takes its dispute back; a new version of the pack does the same."""
    return await act(command, breach_id, lambda breach, _, at: withdraw(breach, at), asked or Nothing())
