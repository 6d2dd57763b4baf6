"""The CRC's part: prepare the pack, have it signed, check it, refer it. Both sides read every version."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from services.breach import store
from services.breach.api.acting import act
from services.breach.api.pack_views import (
    PackVersion,
    PackVersions,
    Rules,
    pack_version,
    rule_views,
    version_summaries,
)
from services.breach.api.views import BreachView
from services.breach.domain.countersigning import countersign
from services.breach.domain.exchange import Nothing, check, refer
from services.breach.domain.pack import PackAsked
from services.breach.domain.preparing import prepare
from services.breach.domain.recommending import RecommendationAsked, recommend
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

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


@router.post(
    "/breaches/{breach_id}/countersignature",
    operation_id="countersignPack",
    response_model=BreachView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.SENIOR_PROBATION_OFFICER)],
)
async def countersign_pack(breach_id: UUID, command: Commanded, asked: Nothing | None = None) -> Response:
    """Sign the newest version, as somebody who is not its author. A later version needs a signature of its own."""
    return await act(command, breach_id, countersign, asked or Nothing())


@router.post(
    "/breaches/{breach_id}/recommendation",
    operation_id="changeRecommendation",
    response_model=BreachView,
    responses=responses(404, 409, 412),
    dependencies=[Referring],
)
async def change_recommendation(breach_id: UUID, asked: RecommendationAsked, command: Commanded) -> Response:
    """Recommend something else: a new version, the same but for that. The first recommendation is kept (¶8)."""
    return await act(command, breach_id, recommend, asked)


@router.get("/breaches/{breach_id}/packs", operation_id="listPackVersions", responses=responses(404))
async def list_pack_versions(breach_id: UUID, reading: Reading, response: Response) -> PackVersions:
    """Every version of the pack, the newest first, with what changed from the one before."""
    breach = await reading.one(store.breaches, breach_id, response)
    return PackVersions(items=version_summaries(breach))


@router.get("/breaches/{breach_id}/packs/{version}", operation_id="getPackVersion", responses=responses(404))
async def get_pack_version(
    breach_id: UUID, version: Annotated[int, Path(ge=1, le=10_000)], reading: Reading, response: Response
) -> PackVersion:
    """One version, whole, with what changed from the one before and every reading of it."""
    return pack_version(await reading.one(store.breaches, breach_id, response), version)


@router.get("/rules", operation_id="listRules", responses=responses())
async def list_rules(reading: Reading) -> Rules:
    """The rules by which every pack is read, on both sides (¶18)."""
    return Rules(items=rule_views())
