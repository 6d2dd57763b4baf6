"""Recall: asked for by an officer, countersigned by a manager within a day, decided outside the CRC."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.crc.api.acting import act, act_on_part, act_with_staff
from services.crc.api.views import CaseView
from services.crc.domain.cases import Case
from services.crc.domain.gate import recalls
from services.crc.domain.staff import Staff
from shared.decisions import Decision, Occasion
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.problems import responses

router = APIRouter(prefix="/cases/{sentence_id}/recalls", tags=["recalls"])


@router.post(
    "",
    operation_id="requestRecall",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.RESPONSIBLE_OFFICER)],
)
async def request_recall(sentence_id: UUID, asked: recalls.RequestRecall, command: Commanded) -> Response:
    """The officer asks for a recall of a person who is on licence; a manager countersigns within 24 hours."""
    return await act(command, sentence_id, recalls.request_recall, asked)


@router.post(
    "/{recall_id}/countersignature",
    operation_id="countersignRecall",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.SENIOR_PROBATION_OFFICER)],
)
async def countersign_recall(
    sentence_id: UUID, recall_id: UUID, asked: recalls.CountersignRecall, command: Commanded
) -> Response:
    """A senior probation officer of the register, who did not ask for it, countersigns or refuses to."""

    def decide(case: Case, staff: Staff, asked: recalls.CountersignRecall, occasion: Occasion) -> Decision[Case]:
        return recalls.countersign_recall(case, recall_id, staff, asked, occasion)

    return await act_with_staff(command, sentence_id, decide, asked, command.caller.subject)


@router.post(
    "/{recall_id}/decision",
    operation_id="decideRecall",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)],
)
async def decide_recall(
    sentence_id: UUID, recall_id: UUID, asked: recalls.DecideRecall, command: Commanded
) -> Response:
    """The licence has been revoked and the person is in custody again, or it has not."""
    return await act_on_part(command, sentence_id, recall_id, recalls.decide_recall, asked)
