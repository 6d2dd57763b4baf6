"""What reaches an open case from outside: a late answer, an assessment made after sentence, the end of a breach.

What the court learned may reach the case before or after it passed from one CRC to another; so a review that falls due
counts from when a CRC first had the case, and not from when this one opened it.
"""

from datetime import datetime
from uuid import UUID, uuid5

from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.parts import AssessmentHeard, BreachHeard, Gap
from services.crc.domain.risk_parts import RiskReview
from services.crc.domain.rows import replaced
from services.crc.domain.stages import ReviewState
from services.crc.domain.threshold import reconsidered
from shared.contracts.crc import FailureCountReset, LateAnswerReceived, RiskReviewDue
from shared.contracts.model import Obligation
from shared.decisions import Decision
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import CheckAnswer, RiskReviewCause


def review_of(subject_id: UUID) -> UUID:
    """The review that this gap's answer, or this assessment, makes due: one, however often and when it is heard."""
    return uuid5(subject_id, "riskReview")


def receive_late_answer(case: Case, gap: Gap) -> Decision[Case]:
    """A late answer that says something makes a review fall due; "nothing known" does not.

    The gap stays to be read where it has not been: the obligation of ¶11 is that the officer reads what was missing,
    and the answer takes the place of the question. Its clock goes on, for an answer is no excuse for not reading.
    """
    assert gap.closed_at is not None
    clocks = Clocks(case)
    reviews = case.risk_reviews
    review_id = _review_made_due_with(case, gap)
    if review_id is None and gap.answer is not CheckAnswer.NOTHING_KNOWN:
        review_id = review_of(gap.gap_id)
        review = _review(case, review_id, RiskReviewCause.LATE_ANSWER, gap.closed_at, clocks, gap.gap_id)
        reviews = replaced(reviews, "review_id", review)
    after = case.model_copy(
        update={
            "gaps": replaced(case.gaps, "gap_id", gap.model_copy(update={"told": True})),
            "risk_reviews": reviews,
            "owed": clocks.owed,
        }
    )
    told = LateAnswerReceived(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=case.by_rule,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        gap_id=gap.gap_id,
        check_kind=gap.check_kind,
        answer=gap.answer,
        review_id=review_id,
    )
    return Decision(after, (told,))


def _review_made_due_with(case: Case, gap: Gap) -> UUID | None:
    """The review that was made due by the very assessment that answers the gap: the court records both at once."""
    if gap.answer is not None:
        return None
    made = {review_of(one.assessment_id) for one in case.assessments if one.at == gap.closed_at}
    return next((one.review_id for one in case.risk_reviews if one.review_id in made), None)


def weigh_assessment(case: Case, assessment: AssessmentHeard) -> Decision[Case]:
    """An assessment that puts the risk higher than the court had it, and than the CRC has it, makes a review fall due.

    It is for the responsible officer to say what the risk of the case is now; the court's team has only given notice.
    """
    heard = tuple(
        one.model_copy(update={"told": True}) if one.assessment_id == assessment.assessment_id else one
        for one in case.assessments
    )
    known = case.model_copy(update={"assessments": heard})
    reviewed = case.rosh_reviewed
    if not assessment.rises or (reviewed and assessment.rosh_after and assessment.rosh_after.rank <= reviewed.rank):
        return Decision(known)
    clocks = Clocks(known)
    review_id = review_of(assessment.assessment_id)
    review = _review(known, review_id, RiskReviewCause.NEW_INFORMATION, assessment.at, clocks)
    after = known.model_copy(
        update={"risk_reviews": replaced(known.risk_reviews, "review_id", review), "owed": clocks.owed}
    )
    told = RiskReviewDue(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=case.by_rule,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        review_id=review_id,
        cause=RiskReviewCause.NEW_INFORMATION,
        register_type=None,
    )
    return Decision(after, (told,))


def _review(
    case: Case, review_id: UUID, cause: RiskReviewCause, at: datetime, clocks: Clocks, gap_id: UUID | None = None
) -> RiskReview:
    """A review that falls due because of what happened at that time, with its clock."""
    assert case.accepted_at is not None
    raised_at = max(at, case.accepted_at)  # before that, no CRC had a case to review
    # Of the published intervals that of a required review fits: it is the one that an event sets off, not the calendar
    # of a register; and it is the shortest [S].
    due_at = due(LimitName.RISK_REVIEW_REQUIRED, raised_at)
    clocks.start(Obligation.RISK_REVIEW, review_id, due_at)
    return RiskReview(
        sentence_id=case.sentence_id,
        review_id=review_id,
        cause=cause,
        gap_id=gap_id,
        state=ReviewState.DUE,
        raised_at=raised_at,
        due_at=due_at,
    )


def reset_count(case: Case, breach: BreachHeard) -> Decision[Case]:
    """The breach has ended, whatever its outcome: the count of failures is back at nothing.

    What was failed after that end, and recorded here before the end was heard, counts at once.
    """
    assert breach.ended_at is not None
    after = case.model_copy(
        update={"breaches": replaced(case.breaches, "breach_id", breach.model_copy(update={"told": True}))}
    )
    told = FailureCountReset(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=case.by_rule,
        sentence_id=case.sentence_id,
        breach_id=breach.breach_id,
    )
    recorded = (one.recorded_at for one in case.appointments if one.recorded_at is not None)
    return reconsidered(Decision(after, (told,)), max((breach.ended_at, *recorded)))
