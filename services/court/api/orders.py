"""What becomes of an order after sentence: appeals, changes by the court, and its end before its time."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.court import store
from services.court.api.on_both import on_sentence
from services.court.api.sentence_views import SentenceView, sentence_view
from services.court.domain.amendments import AmendOrder, amend_order
from services.court.domain.appeals import DecideAppeal, LodgeAppeal, decide_appeal, lodge_appeal
from services.court.domain.order_ends import RevokeOrder, revoke_order
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.problems import responses

router = APIRouter(tags=["orders"], dependencies=[requires(Role.COURT_OFFICER)])


@router.post(
    "/sentences/{sentence_id}/appeals",
    operation_id="lodgeAppeal",
    response_model=SentenceView,
    responses=responses(404, 409, 412),
)
async def lodge_an_appeal(sentence_id: UUID, asked: LodgeAppeal, command: Commanded) -> Response:
    """An appeal has been lodged. The sentence stands until it is decided; until then no other can be lodged."""
    return await command.handle(store.sentences, sentence_id, lodge_appeal, asked, sentence_view)


@router.post(
    "/sentences/{sentence_id}/appeals/{appeal_id}/outcome",
    operation_id="decideAppeal",
    response_model=SentenceView,
    responses=responses(404, 409, 412),
)
async def decide_an_appeal(sentence_id: UUID, appeal_id: UUID, asked: DecideAppeal, command: Commanded) -> Response:
    """The appeal has ended: the sentence stands, stands as varied, or is quashed, and its order ends with it."""
    return await on_sentence(
        command, sentence_id, lambda sentence, _, at: decide_appeal(sentence, appeal_id, asked, at)
    )


@router.post(
    "/sentences/{sentence_id}/amendments",
    operation_id="amendOrder",
    response_model=SentenceView,
    responses=responses(404, 409, 412),
)
async def amend_an_order(sentence_id: UUID, asked: AmendOrder, command: Commanded) -> Response:
    """The court has changed the order: it is told as it stands from now, and kept as it stood before."""
    return await command.handle(store.sentences, sentence_id, amend_order, asked, sentence_view)


@router.post(
    "/sentences/{sentence_id}/revocation",
    operation_id="revokeOrder",
    response_model=SentenceView,
    responses=responses(404, 409, 412),
)
async def revoke_an_order(sentence_id: UUID, asked: RevokeOrder, command: Commanded) -> Response:
    """The order has ended before its time; its open gaps close with it, and after it nothing is changed any more."""
    return await on_sentence(command, sentence_id, lambda sentence, _, at: revoke_order(sentence, asked, at))
