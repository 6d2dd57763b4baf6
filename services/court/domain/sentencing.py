"""The court sentences: what it did not know is recorded with the sentence, and the clocks pass to the gaps (¶11)."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.court.domain.checks import Check
from services.court.domain.differences import proposal_differences
from services.court.domain.gaps import Gap, gaps_at_sentence
from services.court.domain.history import GapEntry, GapStep, entry, of_check
from services.court.domain.owed import not_owed_any_more
from services.court.domain.reports import Report
from services.court.domain.requesting import not_of_the_division
from services.court.domain.sentences import PassSentence, Sentence, order_faults
from services.court.domain.stages import REPORT
from shared.contracts.court import RiskPicture, SentencePassed
from shared.contracts.model import ClockChange, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import london_date
from shared.probation.organisations import is_crc
from shared.probation.vocabulary import ProposalDifference


@dataclass(frozen=True, slots=True)
class Sentenced:
    """The sentence, and the report that it was passed on where there was one."""

    sentence: Decision[Sentence]
    report: Decision[Report] | None


def pass_sentence(report: Report | None, asked: PassSentence, occasion: Occasion) -> Sentenced:
    """Record the sentence and its gaps. Raises Invalid, and NotAllowed where the report has its sentence already."""
    if faults := [*not_of_the_division(asked.division, occasion), *_faults(report, asked, occasion)]:
        raise Invalid(faults)
    state = None if report is None else REPORT.next(report.state, "sentence")
    sentence_id = occasion.new_id()
    # Where nobody will be supervised, nobody waits for what was not known.
    supervised = asked.disposal.brings_supervision
    gaps = gaps_at_sentence(report, sentence_id, asked.division, occasion) if supervised else ()
    sentence = Sentence(
        sentence_id=sentence_id,
        **dict(asked),
        sentenced_at=occasion.now,
        recorded_by=occasion.actor.officer,
        proposal_differences=_differences(report, asked, occasion),
        risk=RiskPicture() if report is None else report.risk,
        sara=None if report is None else report.sara,
        sara_completed=None if report is None else report.sara_completed,
        gaps=gaps,
        history=tuple(_known_at_sentence(report, gaps, occasion)),
    )
    clocks = [ClockChange.started(Obligation.GAP_ANSWERED, gap.gap_id, gap.due_at, gap.division) for gap in gaps]
    event = SentencePassed(
        sentence_id=sentence_id,
        **dict(asked),
        sentenced_at=sentence.sentenced_at,
        vague_rar=sentence.vague_rar,
        risk=sentence.risk,
        gaps=tuple(gap.published() for gap in gaps),
        proposal_differences=sentence.proposal_differences,
        detail_url=sentence.url,
        recorded_by=occasion.actor,
        clocks=(*clocks, *(not_owed_any_more(report, occasion) if report is not None else ())),
    )
    told = Decision(sentence, (event,))
    if report is None:
        return Sentenced(told, None)
    closed = report.model_copy(
        update={
            "state": state,
            "sentence_id": sentence_id,
            "lacked_at_sentence": report.lacks,
            "checks": tuple(_handed_over(check, gaps, occasion) for check in report.checks),
        }
    )
    return Sentenced(told, Decision(closed))


def _differences(
    report: Report | None, asked: PassSentence, occasion: Occasion
) -> tuple[ProposalDifference, ...] | None:
    if report is None or report.proposal is None:
        return None
    today = london_date(occasion.now)
    return proposal_differences(report.proposal, asked.disposal, asked.requirements, today, asked.order_ends_on)


def _known_at_sentence(report: Report | None, gaps: tuple[Gap, ...], occasion: Occasion) -> Iterator[GapEntry]:
    for gap in gaps:
        for check in () if report is None else report.checks:
            if check.check_id == gap.check_id:
                yield from of_check(gap.sentence_id, gap.gap_id, check, occasion.new_id)
        yield entry(gap.sentence_id, gap.gap_id, GapStep.RECORDED, occasion)


def _handed_over(check: Check, gaps: tuple[Gap, ...], occasion: Occasion) -> Check:
    """The answer is owed by the gap's time now, unless the check was overdue by then; without a gap nobody waits."""
    gap = next((gap for gap in gaps if gap.check_id == check.check_id), None)
    if gap is None:
        return check.let_go()
    return check if check.is_overdue(occasion.now) else check.model_copy(update={"due_at": gap.due_at})


def _faults(report: Report | None, asked: PassSentence, occasion: Occasion) -> Iterator[Fault]:
    if asked.report_id is not None:
        # A report of another division is not there, and of another person is the wrong one.
        if report is None or report.division != occasion.actor.organisation:
            yield Fault("/reportId", "noSuchReport", "There is no such report.")
        elif report.crn != asked.crn:
            yield Fault("/crn", "anotherPerson", f"The report is about {report.crn}, not {asked.crn}.")
    if not is_crc(asked.area_crc):
        yield Fault("/areaCrc", "notACrc", f"{asked.area_crc} is not a CRC.")
    yield from order_faults(asked.order_ends_on, asked.requirements, london_date(occasion.now))
