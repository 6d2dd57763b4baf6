"""What follows by itself from what has been heard: the case opens, late answers reach it, breaches end, it leaves.

Invariant: the court's, allocation's and breach's topics may be read in any order; each consequence is told once, as
soon as everything that it rests on is known and the case is open, and its times are those at which the facts happened.
Nothing is told of a case before it is open or after it has been closed.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.parts import BreachHeard, Gap, RiskReview
from services.crc.domain.rows import replaced
from services.crc.domain.stages import CASE, DECISION, ESCALATION, REVIEW, CaseState, DecisionState, EscalationState
from services.crc.domain.stages import ReviewState as Review
from shared.contracts.crc import CaseClosed, CaseOpened, FailureCountReset, LateAnswerReceived
from shared.contracts.model import EventData, Obligation
from shared.decisions import Decision
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import CheckAnswer, Disposal, RiskReviewCause

_COMMUNITY = frozenset({Disposal.COMMUNITY_ORDER, Disposal.SUSPENDED_SENTENCE_ORDER})


def settle(case: Case) -> Decision[Case]:
    """Everything that follows now, in the order in which people would expect to read it."""
    events: list[EventData] = []

    def follow(step: Callable[..., Decision[Case]], *what: Any) -> None:
        nonlocal case
        decision = step(case, *what)
        case = decision.state
        events.extend(decision.events)

    if case.state is CaseState.KNOWN and case.accepted_at is not None and case.sentenced_at is not None:
        follow(_open, case.accepted_at)
    if case.state is CaseState.OPEN:
        for gap in case.gaps:
            if gap.is_answered and not gap.told:
                follow(_receive_late_answer, gap)
        for breach in case.breaches:
            if breach.ended_at is not None and not breach.told:
                follow(_reset_count, breach)
        if case.transferred_to is not None:
            follow(_close)
    return Decision(case, tuple(events))


def review_of(gap_id: UUID) -> UUID:
    """The review that an answer to this gap makes due: one, however often and in whatever order it is heard."""
    return uuid5(gap_id, "riskReview")


def _open(case: Case, accepted_at: datetime) -> Decision[Case]:
    # Times count from the NPS's decision, not from the acceptance: a slow acceptance wins nobody time.
    assert case.allocated_at is not None
    assert case.event_number is not None
    clocks = Clocks(case)
    owed_by = due(LimitName.RESPONSIBLE_OFFICER_NAMED, case.allocated_at)
    clocks.start(Obligation.OFFICER_NAMED, case.sentence_id, owed_by)
    for gap in case.gaps:
        # A gap answered meanwhile is read all the same: then what is read is the answer (¶11).
        clocks.start(Obligation.GAP_ACKNOWLEDGED, gap.gap_id, due(LimitName.GAP_ACKNOWLEDGED, case.allocated_at))
    if case.disposal in _COMMUNITY:
        first = due(LimitName.FIRST_APPOINTMENT_COMMUNITY, case.allocated_at)
        clocks.start(Obligation.FIRST_APPOINTMENT, case.sentence_id, first)
    after = case.model_copy(
        update={"state": CASE.next(case.state, "open"), "opened_at": accepted_at, "owed": clocks.owed}
    )
    told = CaseOpened(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=case.by_rule,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        event_number=case.event_number,
        provider=case.crc,
        provisional=bool(case.provisional),
        gaps_to_read=tuple(gap.gap_id for gap in case.gaps),
    )
    return Decision(after, (told,))


def _receive_late_answer(case: Case, gap: Gap) -> Decision[Case]:
    """A late answer that says something makes a review fall due; "nothing known" does not.

    The gap stays to be read where it has not been: the obligation of ¶11 is that the officer reads what was missing,
    and the answer takes the place of the question. Its clock goes on, for an answer is no excuse for not reading.
    """
    assert gap.closed_at is not None
    assert case.opened_at is not None
    clocks = Clocks(case)
    review_id = None
    reviews = case.risk_reviews
    if gap.answer is not CheckAnswer.NOTHING_KNOWN:
        review_id = review_of(gap.gap_id)
        raised_at = max(gap.closed_at, case.opened_at)  # before that, the CRC had no case to review
        # Of the published intervals that of a required review fits: it is the one that an event sets off, not the
        # calendar of a register; and it is the shortest [S].
        due_at = due(LimitName.RISK_REVIEW_REQUIRED, raised_at)
        review = RiskReview(
            sentence_id=case.sentence_id,
            review_id=review_id,
            cause=RiskReviewCause.LATE_ANSWER,
            gap_id=gap.gap_id,
            state=Review.DUE,
            raised_at=raised_at,
            due_at=due_at,
        )
        reviews = replaced(reviews, "review_id", review)
        clocks.start(Obligation.RISK_REVIEW, review_id, due_at)
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


def _reset_count(case: Case, breach: BreachHeard) -> Decision[Case]:
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
    return Decision(after, (told,))


def _close(case: Case) -> Decision[Case]:
    """The NPS has the case: nothing is owed by the CRC any more, done or not."""
    clocks = Clocks(case)
    clocks.cancel_all()
    after = case.model_copy(
        update={
            "state": CASE.next(case.state, "transfer"),
            "owed": clocks.owed,
            "risk_reviews": tuple(
                one.model_copy(update={"state": REVIEW.next(one.state, "transfer")}) if one.state is Review.DUE else one
                for one in case.risk_reviews
            ),
            "enforcement_decisions": tuple(
                one.model_copy(update={"state": DECISION.next(one.state, "transfer")})
                if one.state is DecisionState.DUE
                else one
                for one in case.enforcement_decisions
            ),
            "escalations": tuple(
                one.model_copy(update={"state": ESCALATION.next(one.state, "transfer")})
                if one.state is EscalationState.UNDECIDED
                else one
                for one in case.escalations
            ),
        }
    )
    told = CaseClosed(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=case.by_rule,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        provider=case.crc,
        transferred_to=case.transferred_to,
    )
    return Decision(after, (told,))
