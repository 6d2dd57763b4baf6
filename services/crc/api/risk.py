"""Risk: its registers, its reviews and their work list, and its escalation to the NPS."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.crc import store
from services.crc.api.acting import act, act_on_part, act_with_staff
from services.crc.api.risk_views import RiskReviewOfCase
from services.crc.api.views import CaseView
from services.crc.domain import escalation_answers, escalations, registrations, risk_reviews
from services.crc.domain.stages import ReviewState
from shared.probation.identifiers import OfficerCode
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["risk"])

Reviewing = requires(Role.RESPONSIBLE_OFFICER)
Escalating = requires(Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)


@router.get("/risk-reviews", operation_id="listRiskReviews", responses=responses())
async def list_risk_reviews(
    reading: Reading,
    officer: Annotated[OfficerCode | None, Query(description="The responsible officer of the case.")] = None,
    state: ReviewState | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[RiskReviewOfCase]:
    """The reviews that fall or fell due on cases of the caller's organisation, the first due first.

    One that was made unasked was never due: it is on its case alone.
    """
    after_time, after_id = decode_cursor(cursor, instant, UUID) or (None, None)
    asked = {
        "organisations": reading.caller.organisations(),
        "states": [state] if state else list(ReviewState),
        "after_time": after_time,
        "after_id": after_id,
        "rows": limit + 1,
    }
    async with reading.database.read() as connection:
        if officer is None:
            rows = await store.RISK_REVIEWS.all(connection, **asked)
        else:
            rows = await store.RISK_REVIEWS_OF_OFFICER.all(connection, officer=officer, **asked)
    found, next_cursor = page(rows, limit, lambda row: (row["due_at"], row["review_id"]))
    shown = [{**row, "overdue": row["state"] == ReviewState.DUE and row["due_at"] < reading.now} for row in found]
    return Page(items=[RiskReviewOfCase.model_validate(row, extra="ignore") for row in shown], next_cursor=next_cursor)


@router.post(
    "/cases/{sentence_id}/risk-reviews",
    operation_id="reviewRisk",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Reviewing],
)
async def review_risk(sentence_id: UUID, asked: risk_reviews.ReviewRisk, command: Commanded) -> Response:
    """The risk of serious harm is reviewed unasked, because of new information."""
    return await act(command, sentence_id, risk_reviews.review_risk, asked)


@router.post(
    "/cases/{sentence_id}/risk-reviews/{review_id}/completion",
    operation_id="completeRiskReview",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Reviewing],
)
async def complete_risk_review(
    sentence_id: UUID, review_id: UUID, asked: risk_reviews.ReviewRisk, command: Commanded
) -> Response:
    """A review that was due is made: after a late answer (¶11), or at a register's interval, when the next begins."""
    return await act_on_part(command, sentence_id, review_id, risk_reviews.complete_review, asked)


@router.post(
    "/cases/{sentence_id}/registrations",
    operation_id="registerRisk",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Escalating],
)
async def register_risk(sentence_id: UUID, asked: registrations.RegisterRisk, command: Commanded) -> Response:
    """A risk register applies to the case, and is reviewed at its own interval."""
    return await act(command, sentence_id, registrations.register_risk, asked)


@router.post(
    "/cases/{sentence_id}/registrations/{registration_id}/end",
    operation_id="endRegistration",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Escalating],
)
async def end_registration(
    sentence_id: UUID, registration_id: UUID, asked: registrations.EndRegistration, command: Commanded
) -> Response:
    """A risk register applies no more. 409 where its review is late: that is made first."""
    return await act_on_part(command, sentence_id, registration_id, registrations.end_registration, asked)


@router.post(
    "/cases/{sentence_id}/escalations",
    operation_id="escalateRisk",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Escalating],
)
async def escalate_risk(sentence_id: UUID, asked: escalations.EscalateRisk, command: Commanded) -> Response:
    """The NPS is asked to take the case. Until it has accepted, the CRC holds the risk."""
    return await act_with_staff(command, sentence_id, escalations.escalate, asked, asked.agreed_by_manager)


@router.post(
    "/cases/{sentence_id}/escalations/{escalation_id}/answer-reading",
    operation_id="readEscalationAnswer",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Reviewing],
)
async def read_escalation_answer(
    sentence_id: UUID, escalation_id: UUID, asked: escalation_answers.ReadAnswer, command: Commanded
) -> Response:
    """The responsible officer, and nobody else, says that what the NPS answered has been read (¶9)."""
    return await act_on_part(command, sentence_id, escalation_id, escalation_answers.read_answer, asked)
