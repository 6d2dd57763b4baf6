"""What was not assessed at sentence is assessed after it, or a score is corrected, and the gaps that it answers close.

What may be claimed as full depends on what has been received by now, by the rule that holds of a report too (¶11). What
turns out to be missing only now is no gap at sentence: it is for the responsible officer's review of the risk.
"""

from collections.abc import Iterator
from functools import reduce
from itertools import chain

from services.court.domain.claims import beyond_what_is_borne
from services.court.domain.closures import answered
from services.court.domain.gaps import Gap
from services.court.domain.order_changes import LateAssessment, ReviseAssessment
from services.court.domain.order_ends import no_order
from services.court.domain.reports import Report
from services.court.domain.risk import Answered, with_answer
from services.court.domain.sentences import Sentence
from services.court.domain.stages import SENTENCE
from shared.contracts.court import AssessmentRevised, RiskPicture
from shared.contracts.model import EventData
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.vocabulary import CheckState, GapCause, GapClosure, RoshDepth


def revise_assessment(
    sentence: Sentence, report: Report | None, asked: ReviseAssessment, occasion: Occasion
) -> Decision[Sentence]:
    """Record it, with the picture as it stands now and every gap that it answers; the picture is told first.

    Raises NotAllowed where the order has ended, Invalid where it says nothing or claims more than was received.
    """
    state = SENTENCE.next(sentence.state, "reviseAssessment")
    if faults := [*no_order(sentence), *_faults(sentence, report, asked)]:
        raise Invalid(faults)
    assessment = LateAssessment(
        sentence_id=sentence.sentence_id,
        assessment_id=occasion.new_id(),
        assessed_at=occasion.now,
        assessed_by=occasion.actor.officer or occasion.actor.organisation,
        given=asked,
    )
    revised = sentence.model_copy(
        update={
            "state": state,
            "risk": _picture(sentence, report, asked),
            "sara": asked.sara or sentence.sara,
            "sara_completed": asked.sara is not None or sentence.sara_completed,
            "assessments": (*sentence.assessments, assessment),
        }
    )
    event = AssessmentRevised(
        crn=sentence.crn,
        detail_url=sentence.url,
        recorded_by=occasion.actor,
        sentence_id=sentence.sentence_id,
        assessment_id=assessment.assessment_id,
        risk=revised.risk,
        sara_completed=revised.sara_completed,
    )
    events: tuple[EventData, ...] = (event,)
    for gap in revised.gaps:
        if gap.closure is not GapClosure.LATE_ANSWER and _answers(asked, gap):
            closed = answered(revised, gap, {"assessment_id": assessment.assessment_id}, occasion)
            revised, events = closed.state, (*events, *closed.events)
    return Decision(revised, events)


def _picture(sentence: Sentence, report: Report | None, asked: ReviseAssessment) -> RiskPicture:
    """What is said now in place of what was known; but no assessment undoes what an agency has told."""
    checks = () if report is None else report.checks
    received: Iterator[Answered] = (check for check in checks if check.state is CheckState.RECEIVED)
    return reduce(with_answer, chain(received, sentence.gaps), sentence.risk.model_copy(update=asked.known()))


def _answers(asked: ReviseAssessment, gap: Gap) -> bool:
    match gap.cause:
        case GapCause.ROSH_NOT_FULLY_ASSESSED:
            return asked.rosh_depth is RoshDepth.FULL
        case GapCause.RSR_NOT_CALCULATED:
            return asked.rsr is not None
        case GapCause.SARA_MISSING:
            return asked.sara is not None
        case GapCause.SOURCE_NOT_CONSULTED:
            return gap.source in asked.sources_consulted
    return False  # a check is answered by whoever was asked


def _faults(sentence: Sentence, report: Report | None, asked: ReviseAssessment) -> Iterator[Fault]:
    if not (asked.known() or asked.sara or asked.sources_consulted):
        yield Fault("/", "nothingAssessed", "Nothing has been assessed.")
    if len(set(asked.sources_consulted)) != len(asked.sources_consulted):
        yield Fault("/sourcesConsulted", "saidTwice", "Each is named once.")
    if asked.rosh_depth is not None and asked.rosh_level is None:
        yield Fault("/roshLevel", "roshLevelMissing", "A RoSH assessment has a level as its result.")
    if asked.rosh_depth is RoshDepth.SCREENING and sentence.risk.rosh_depth is RoshDepth.FULL:
        wrong = "The risk of serious harm has been fully assessed: a screening does not take its place."
        yield Fault("/roshDepth", "lessThanKnown", wrong)
    checks, needed, consulted = (
        ((), (), ())
        if report is None
        else (
            report.checks,
            report.sources_needed,
            report.sources_consulted,
        )
    )
    known = {*consulted, *sentence.sources_since, *asked.sources_consulted}
    yield from beyond_what_is_borne(checks, needed, known, asked.rosh_depth, asked.sara)
