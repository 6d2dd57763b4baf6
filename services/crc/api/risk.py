"""Risk: its reviews, and its escalation to the NPS."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.crc.api.acting import act, act_on_part
from services.crc.api.views import CaseView
from services.crc.domain import escalations, risk_reviews
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.problems import responses

router = APIRouter(tags=["risk"])

Reviewing = requires(Role.RESPONSIBLE_OFFICER)
Escalating = requires(Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)


@router.post(
    "/cases/{sentence_id}/risk-reviews",
    operation_id="reviewRisk",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Reviewing],
)
async def review_risk(sentence_id: UUID, asked: risk_reviews.ReviewRisk, command: Commanded) -> Response:
    """The risk of serious harm is reviewed unasked, for example because of new information."""
    return await act(command, sentence_id, risk_reviews.review_risk, asked)


@router.post(
    "/cases/{sentence_id}/risk-reviews/{review_id}/completion",
    operation_id="completeRiskReview",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Reviewing],
)
async def complete_risk_review(
    sentence_id: UUID, review_id: UUID, asked: risk_reviews.CompleteReview, command: Commanded
) -> Response:
    """A review that was due, such as after a late answer, is made (¶11)."""
    return await act_on_part(command, sentence_id, review_id, risk_reviews.complete_review, asked)


@router.post(
    "/cases/{sentence_id}/escalations",
    operation_id="escalateRisk",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Escalating],
)
async def escalate_risk(sentence_id: UUID, asked: escalations.EscalateRisk, command: Commanded) -> Response:
    """The NPS is asked to take the case. Until it has accepted, the CRC holds the risk."""
    return await act(command, sentence_id, escalations.escalate, asked)
