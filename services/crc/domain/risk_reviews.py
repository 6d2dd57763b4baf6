"""Risk reviews: the responsible officer looks at the risk of serious harm again, asked or unasked (¶11, ¶15)."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.registrations import review_again
from services.crc.domain.risk_parts import RiskReview
from services.crc.domain.rows import replaced
from services.crc.domain.stages import REVIEW, ReviewState
from shared.contracts.crc import RiskReviewed
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.vocabulary import RiskChange, RiskReviewCause, RoshLevel


class ReviewRisk(Contract):
    """The result of a review: the level now, and what changed."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"roshAfter": "high", "changes": ["domesticAbuseCallOut", "relapse"]}]}
    )

    rosh_after: RoshLevel
    changes: Annotated[tuple[RiskChange, ...], Field(max_length=len(RiskChange))] = Field(
        default=(), description="Needed where the level changes, and where it was not known before."
    )


def complete_review(case: Case, review_id: UUID, asked: ReviewRisk, occasion: Occasion) -> Decision[Case]:
    """A review that was due is made; where a register set it, the register's next is due at its interval from now [S].

    Raises NotFound, NotAllowed where it has been made or is not owed any more, and Invalid where the level changes and
    nothing is said to have changed.
    """
    officer = officer_acting(case, "reviewRisk", occasion)
    before = case.review(review_id)
    state = REVIEW.next(before.state, "reviewRisk")
    made = _completed(case, before.model_copy(update={"state": state}), asked, officer, occasion)
    if before.registration_id is None:
        return made
    following = review_again(made.state, case.registration(before.registration_id), occasion.now, occasion.now)
    return Decision(following.state, (*made.events, *following.events))


def review_risk(case: Case, asked: ReviewRisk, occasion: Occasion) -> Decision[Case]:
    """A review is made unprompted, on new information. Where it ends high or very high, the record advises a person to
    escalate. It puts no register's review off: what is due at an interval is made by itself. Raises Invalid as above.
    """
    officer = officer_acting(case, "reviewRisk", occasion)
    review = RiskReview(
        sentence_id=case.sentence_id,
        review_id=occasion.new_id(),
        cause=RiskReviewCause.NEW_INFORMATION,
        state=ReviewState.COMPLETED,
        raised_at=occasion.now,
    )
    return _completed(case, review, asked, officer, occasion)


def _completed(case: Case, review: RiskReview, asked: ReviewRisk, officer: str, occasion: Occasion) -> Decision[Case]:
    if faults := _faults(case, asked):
        raise Invalid(faults)
    completed = review.model_copy(
        update={
            "rosh_before": case.rosh,
            "rosh_after": asked.rosh_after,
            "changes": asked.changes,
            "completed_at": occasion.now,
            "completed_by": officer,
        }
    )
    clocks = Clocks(case)
    clocks.meet(Obligation.RISK_REVIEW, review.review_id)
    after = case.model_copy(
        update={
            "rosh_reviewed": asked.rosh_after,
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
        rosh_after=asked.rosh_after,
        changes=asked.changes,
        register_type=review.register_type,
        officer=officer,
    )
    return Decision(after, (told,))


def _faults(case: Case, asked: ReviewRisk) -> Sequence[Fault]:
    if len(set(asked.changes)) != len(asked.changes):
        return [Fault("/changes", "namedTwice", "What changed is named once.")]
    if asked.rosh_after is not case.rosh and not asked.changes:
        before = "was not known" if case.rosh is None else f"was {case.rosh.description.lower()}"
        sentence = f"The risk {before} and is {asked.rosh_after.description.lower()}: say what changed."
        return [Fault("/changes", "changesMissing", sentence)]
    return []
