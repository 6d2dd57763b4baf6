"""A check is asked for, or found not to be required: before sentence on the report, after it for the sake of a gap."""

from dataclasses import dataclass

from services.court.domain.checks import AskForCheck, Check, find, state_of
from services.court.domain.history import GapStep, entry
from services.court.domain.reports import Report
from services.court.domain.sentences import Sentence
from services.court.domain.stages import CHECK, REPORT
from shared.contracts.court import CheckRequested
from shared.contracts.model import ClockChange, Obligation
from shared.decisions import Decision, Invalid, Occasion
from shared.probation.calendar import end_of_day
from shared.probation.vocabulary import ASKED_OF


@dataclass(frozen=True, slots=True)
class OnBoth:
    """A decision on a report and, where the court has sentenced on it, on its sentence. The report is told of first."""

    report: Decision[Report]
    sentence: Decision[Sentence] | None = None


def ask_for_check(report: Report, sentence: Sentence | None, asked: AskForCheck, occasion: Occasion) -> OnBoth:
    """Ask for a check, or dispense with it for a reason.

    Raises NotAllowed where the report or the check is past that, Invalid where after sentence no open gap waits for it.
    """
    command = "requestCheck" if asked.not_required_because is None else "dispenseWithCheck"
    REPORT.next(report.state, command)
    state = CHECK.next(state_of(report.checks, asked.kind), command)
    before = find(report.checks, asked.kind)
    check = before or Check(
        report_id=report.report_id,
        check_id=occasion.new_id(),
        division=report.division,
        kind=asked.kind,
        state=state,
    )
    if asked.not_required_because is not None:
        dispensed = check.model_copy(update={"state": state, "not_required_because": asked.not_required_because})
        return OnBoth(Decision(report.with_check(dispensed)))
    requested = check.model_copy(
        update={
            "state": state,
            "awaited": True,
            "asked_of": ASKED_OF[asked.kind],
            "requested_at": occasion.now,
            "requested_by": occasion.actor.officer,
        }
    )
    if sentence is None:
        return _before_sentence(report, requested, occasion)
    return _after_sentence(report, sentence, requested, occasion)


def _before_sentence(report: Report, check: Check, occasion: Occasion) -> OnBoth:
    # A case not sentenced on the court's date still needs the answer, by the end of the day on which it is asked.
    due_at = max(end_of_day(report.court_date), end_of_day(occasion.now))
    requested = check.model_copy(update={"due_at": due_at})
    clock = ClockChange.started(Obligation.CHECK_ANSWERED, check.check_id, due_at, report.division)
    return OnBoth(Decision(report.with_check(requested), (_told(report, requested, occasion, clock),)))


def _after_sentence(report: Report, sentence: Sentence, check: Check, occasion: Occasion) -> OnBoth:
    gap = sentence.gap_without_check(check.kind)
    if gap is None:
        raise Invalid.one(
            "/kind", "noOpenGap", f"The sentence has no open gap for this check: {check.kind.description}."
        )
    # The gap's clock runs already, and the answer is owed by it: a clock of the check's own would count it twice.
    requested = check.model_copy(update={"due_at": gap.due_at})
    waiting = sentence.with_gap(gap.model_copy(update={"check_id": check.check_id}))
    noted = waiting.with_history(entry(sentence.sentence_id, gap.gap_id, GapStep.ASKED, occasion))
    told = _told(report, requested, occasion)
    return OnBoth(Decision(report.with_check(requested), (told,)), Decision(noted))


def _told(report: Report, check: Check, occasion: Occasion, *clocks: ClockChange) -> CheckRequested:
    assert check.asked_of is not None
    return CheckRequested(
        crn=report.crn,
        detail_url=report.url,
        recorded_by=occasion.actor,
        clocks=clocks,
        report_id=report.report_id,
        check_id=check.check_id,
        check_kind=check.kind,
        asked_of=check.asked_of,
    )
