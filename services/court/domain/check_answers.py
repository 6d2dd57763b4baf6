"""A check is answered: in time for the court, or late, and then it closes the gap that waited for it (¶11)."""

from datetime import datetime
from uuid import UUID

from services.court.domain.check_requests import OnBoth
from services.court.domain.checks import AnswerCheck, Check, say_how_serious
from services.court.domain.closures import close_by_answer
from services.court.domain.reports import Report
from services.court.domain.risk import with_answer
from services.court.domain.sentences import Sentence
from services.court.domain.stages import CHECK, REPORT
from shared.contracts.court import CheckAnswered
from shared.contracts.model import ClockChange, Obligation
from shared.decisions import Decision, NotFound, Occasion


def answer_check(
    report: Report, sentence: Sentence | None, check_id: UUID, asked: AnswerCheck, occasion: Occasion
) -> OnBoth:
    """Record the answer, of a report that nobody waits for any more too.

    Raises NotFound for a check that the report has not, NotAllowed for one that awaits none, Invalid where information
    does not say how serious it is.
    """
    check = next((one for one in report.checks if one.check_id == check_id), None)
    if check is None:
        raise NotFound
    REPORT.next(report.state, "answerCheck")
    state = CHECK.next(check.state, "answerCheck")
    say_how_serious(asked)
    answered = check.let_go().model_copy(
        update={
            **dict(asked),
            "state": state,
            "answered_at": occasion.now,
            "answered_by": occasion.actor.officer or occasion.actor.organisation,
            "late": sentence is not None,
        }
    )
    ended_at = report.withdrawn_at if sentence is None else sentence.sentenced_at
    own_clock = _clock_runs(check, ended_at)
    if sentence is None:
        after = report.with_check(answered).model_copy(update={"risk": with_answer(report.risk, answered)})
        return OnBoth(Decision(after, (_told(report, answered, occasion, own_clock=own_clock),)))
    gap = sentence.gap_of_check(check_id)
    told = _told(
        report,
        answered,
        occasion,
        sentence_id=sentence.sentence_id,
        gap_id=None if gap is None else gap.gap_id,
        own_clock=own_clock,
    )
    closed = None if gap is None else close_by_answer(sentence, gap, answered, occasion)
    return OnBoth(Decision(report.with_check(answered), (told,)), closed)


def _clock_runs(check: Check, ended_at: datetime | None) -> bool:
    """Sentence or withdrawal ended the check's own clock, except where it had run out: that one is met now, late."""
    return ended_at is None or check.is_overdue(ended_at)


def _told(
    report: Report,
    check: Check,
    occasion: Occasion,
    *,
    own_clock: bool,
    sentence_id: UUID | None = None,
    gap_id: UUID | None = None,
) -> CheckAnswered:
    assert check.answer is not None
    return CheckAnswered(
        crn=report.crn,
        detail_url=report.url,
        recorded_by=occasion.actor,
        clocks=(ClockChange.met(Obligation.CHECK_ANSWERED, check.check_id),) if own_clock else (),
        report_id=report.report_id,
        check_id=check.check_id,
        check_kind=check.kind,
        answer=check.answer,
        indicates_rosh=check.indicates_rosh,
        late=check.late,
        sentence_id=sentence_id,
        gap_id=gap_id,
    )
