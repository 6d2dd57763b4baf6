"""An agency is chased for an answer that it owes, before sentence and after it (¶11)."""

from uuid import UUID

from services.court.domain.check_requests import OnBoth
from services.court.domain.checks import Chase
from services.court.domain.history import GapStep, entry
from services.court.domain.reports import Report
from services.court.domain.sentences import Sentence
from services.court.domain.stages import CHECK, REPORT
from shared.contracts.court import CheckChased
from shared.contracts.model import Contract
from shared.decisions import Decision, NotAllowed, NotFound, Occasion


class ChaseCheck(Contract):
    """Ask the agency again; there is nothing to say but that it was done."""


def chase_check(report: Report, sentence: Sentence | None, check_id: UUID, occasion: Occasion) -> OnBoth:
    """Record that the agency was asked again.

    Raises NotFound for a check that the report has not, NotAllowed where it is answered or nobody waits for it now.
    """
    check = next((one for one in report.checks if one.check_id == check_id), None)
    if check is None:
        raise NotFound
    REPORT.next(report.state, "chaseCheck")
    CHECK.next(check.state, "chaseCheck")
    if not check.awaited:
        raise NotAllowed(check.state, "chaseCheck", ("answerCheck",))
    assert check.asked_of is not None  # what is awaited was asked of somebody
    by = occasion.actor.officer or occasion.actor.organisation
    chased = check.model_copy(update={"chases": (*check.chases, Chase(at=occasion.now, by=by))})
    event = CheckChased(
        crn=report.crn,
        detail_url=report.url,
        recorded_by=occasion.actor,
        report_id=report.report_id,
        check_id=check_id,
        check_kind=check.kind,
        asked_of=check.asked_of,
        times=len(chased.chases),
    )
    told = Decision(report.with_check(chased), (event,))
    gap = None if sentence is None else sentence.gap_of_check(check_id)
    if sentence is None or gap is None:
        return OnBoth(told)
    noted = sentence.with_history(entry(sentence.sentence_id, gap.gap_id, GapStep.CHASED, occasion))
    return OnBoth(told, Decision(noted))
