"""The NPS breaches a person whom it supervises itself."""

from fastapi import APIRouter, Response

from services.breach import store
from services.breach.api.acting import NotOfThisSide
from services.breach.api.views import BreachView, breach_view
from services.breach.domain.breaches import ActsForTheOtherSide
from services.breach.domain.own import OwnBreachAsked, begin
from shared.probation.vocabulary import BreachState
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded, Reply
from shared.runtime.problems import responses
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["breaches"])

Beginning = requires(Role.ENFORCEMENT_OFFICER, Role.RESPONSIBLE_OFFICER)


@router.post(
    "/breaches",
    operation_id="beginOwnBreach",
    response_model=BreachView,
    status_code=201,
    responses=responses(404, 409, 412),
    dependencies=[Beginning],
)
async def begin_own_breach(asked: OwnBreachAsked, command: Commanded) -> Response:
    """Begin a breach of an order that the division supervises itself; a CRC's begins with its decision to enforce.

    The failures are recorded here; pack and countersignature follow as in any breach, and then it is presented.
    """

    async def work(transaction: Transaction) -> Reply:
        rows = await transaction.lock_beside(store.known_cases, asked.sentence_id, store.KNOWN_WITH_RUNNING)
        known = command.visible(transaction.get(store.known_cases, asked.sentence_id))
        running = [BreachState(row["state"]) for row in rows]
        try:
            begun = begin(known, running, asked, transaction.occasion(command.caller.actor))
        except ActsForTheOtherSide as refusal:
            raise NotOfThisSide(str(refusal)) from None
        breach = transaction.put(store.breaches, begun)
        headers = {"Location": f"/breaches/{breach.breach_id}", "ETag": f'"{breach.version}"'}
        return Reply(view=breach_view(breach, transaction.now), status=201, headers=headers)

    return await command.run(work)
