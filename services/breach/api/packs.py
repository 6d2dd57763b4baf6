"""The CRC's part: prepare the pack, check it, refer it."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.breach.api.acting import act
from services.breach.api.views import BreachView
from services.breach.domain.exchange import Nothing, check, refer
from services.breach.domain.pack import PackAsked
from services.breach.domain.preparing import prepare
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.problems import responses

router = APIRouter(tags=["packs"])

Preparing = requires(Role.RESPONSIBLE_OFFICER)
Checking = requires(Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER, Role.ENFORCEMENT_OFFICER)
Referring = requires(Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)


@router.post(
    "/breaches/{breach_id}/pack",
    operation_id="preparePack",
    response_model=BreachView,
    responses=responses(404, 409, 412),
    dependencies=[Preparing],
)
async def prepare_pack(breach_id: UUID, asked: PackAsked, command: Commanded) -> Response:
    """A new version of the pack: the author writes what only they can say, the rest comes from what is known.

    It may be incomplete: the check names what is missing, and the referral is refused until it is there.
    """
    return await act(command, breach_id, prepare, asked)


@router.post(
    "/breaches/{breach_id}/check",
    operation_id="checkPack",
    response_model=BreachView,
    responses=responses(404, 409, 412),
    dependencies=[Checking],
)
async def check_pack(breach_id: UUID, command: Commanded, asked: Nothing | None = None) -> Response:
    """Read the newest version by the rules. The CRC before it refers and the NPS on receipt get the same list (¶18)."""
    return await act(command, breach_id, check, asked or Nothing())


@router.post(
    "/breaches/{breach_id}/referral",
    operation_id="referPack",
    response_model=BreachView,
    responses=responses(404, 409, 412),
    dependencies=[Referring],
)
async def refer_pack(breach_id: UUID, command: Commanded, asked: Nothing | None = None) -> Response:
    """Send the pack to the NPS. A pack that would have to be returned is refused (422), each fault with its place."""
    return await act(command, breach_id, refer, asked or Nothing())
