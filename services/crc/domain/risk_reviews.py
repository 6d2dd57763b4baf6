"""Risk reviews: the responsible officer looks at the risk of serious harm again, asked or unasked (¶11, ¶15)."""

from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.parts import RiskReview
from services.crc.domain.rows import replaced
from services.crc.domain.stages import REVIEW, ReviewState
from shared.contracts.crc import RiskReviewed
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Occasion
from shared.probation.vocabulary import RiskReviewCause, RoshLevel

_Cause = RiskReviewCause


class CompleteReview(Contract):
    """The result of a review that was due."""

    rosh_after: RoshLevel = Field(examples=["medium"])


class ReviewRisk(Contract):
    """A review that no late answer asked for, with its result."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"cause": "newInformation", "roshAfter": "high"}]})

    cause: Literal[_Cause.NEW_INFORMATION, _Cause.REGISTER_INTERVAL, _Cause.OFFICER_CHANGED]
    rosh_after: RoshLevel


def complete_review(case: Case, review_id: UUID, asked: CompleteReview, occasion: Occasion) -> Decision[Case]:
    """A review that was due is made. Raises NotFound, and NotAllowed where it has been made."""
    officer = officer_acting(case, "reviewRisk", occasion)
    before = case.review(review_id)
    state = REVIEW.next(before.state, "reviewRisk")
    return _completed(case, before.model_copy(update={"state": state}), asked.rosh_after, officer, occasion)


def review_risk(case: Case, asked: ReviewRisk, occasion: Occasion) -> Decision[Case]:
    """A review is made unprompted. Where it ends high or very high, the record advises a person to escalate."""
    officer = officer_acting(case, "reviewRisk", occasion)
    review = RiskReview(
        sentence_id=case.sentence_id,
        review_id=occasion.new_id(),
        cause=asked.cause,
        state=ReviewState.COMPLETED,
        raised_at=occasion.now,
    )
    return _completed(case, review, asked.rosh_after, officer, occasion)


def _completed(
    case: Case, review: RiskReview, rosh_after: RoshLevel, officer: str, occasion: Occasion
) -> Decision[Case]:
    completed = review.model_copy(
        update={
            "rosh_before": case.rosh,
            "rosh_after": rosh_after,
            "completed_at": occasion.now,
            "completed_by": officer,
        }
    )
    clocks = Clocks(case)
    clocks.meet(Obligation.RISK_REVIEW, review.review_id)
    after = case.model_copy(
        update={
            "rosh_reviewed": rosh_after,
            "risk_reviews": replaced(case.risk_reviews, "review_id", completed),
            "owed": clocks.owed,
        }
    )
    told = RiskReviewed(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        review_id=review.review_id,
        cause=review.cause,
        rosh_before=case.rosh,
        rosh_after=rosh_after,
        changes=(),
        register_type=None,
        officer=officer,
    )
    return Decision(after, (told,))
