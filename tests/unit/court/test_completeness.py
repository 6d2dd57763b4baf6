"""How complete a report is: one list of needs gives the figure, the list of what is missing and the gaps (¶10-11)."""

import itertools
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.court.domain.claims import overclaims
from services.court.domain.completion import complete_report
from services.court.domain.deliveries import Written
from services.court.domain.gaps import gaps_at_sentence
from services.court.domain.missing import completeness
from services.court.domain.reports import Report
from services.court.domain.sources import SOURCES_NEEDED, sources_needed
from shared.contracts.court import ReportCompleted, RiskPicture
from shared.decisions import Invalid
from shared.probation.vocabulary import (
    CheckKind,
    CheckState,
    GapCause,
    ReportType,
    RoshDepth,
    RoshLevel,
    Source,
)
from tests.unit.court.given import (
    EVERY_SOURCE,
    MONDAY,
    OCCASION,
    answered,
    both,
    completed,
    completion,
    requested,
    sentenced,
    with_check,
)

DA, CS, MH = CheckKind.DOMESTIC_ABUSE, CheckKind.CHILD_SAFEGUARDING, CheckKind.MENTAL_HEALTH
ON = date(2016, 9, 5)
SARA = {"towards_partner": "high", "towards_others": "low"}


def settled(**changed: Any) -> Report:
    report = with_check(requested(**changed), CS, "No contact with children.")
    return answered(with_check(report, DA), DA).report.state


@pytest.mark.parametrize("rule", SOURCES_NEEDED, ids=lambda rule: str(rule.effective_from))
def test_the_more_time_a_report_is_given_the_more_it_must_have_looked_at(rule: Any) -> None:
    assert set(rule.by_type) == set(ReportType)
    oral, fast, standard = (set(rule.by_type[one]) for one in (ReportType.ORAL, ReportType.FAST, ReportType.STANDARD))
    assert oral < fast < standard


def delivered(
    report_type: ReportType,
    checks: tuple[CheckState, CheckState],
    depth: RoshDepth | None,
    rsr: Decimal | None,
    known: bool | None,
    sara: bool,
    consulted: tuple[Source, ...],
) -> Report:
    """The report as it would be stored; some rows no command would let through, and the rule still holds."""
    report = requested()
    for kind, state in zip((DA, CS), checks, strict=True):
        if state is CheckState.NOT_REQUIRED:
            report = with_check(report, kind, "Not a case for it.")
        elif state is not CheckState.NOT_REQUESTED:
            report = with_check(report, kind)
        if state is CheckState.RECEIVED:
            report = answered(report, kind).report.state
    level = None if depth is None else RoshLevel.MEDIUM
    risk = RiskPicture(rosh_level=level, rosh_depth=depth, rsr=rsr, domestic_abuse=known)
    changed = {"risk": risk, "sara_completed": sara, "sources_consulted": consulted}
    return report.model_copy(update={"delivered_type": report_type, "completed_at": MONDAY, **changed})


STATES = [state for state in CheckState if state is not CheckState.OVERDUE]
TABLE = list(
    itertools.product(
        (ReportType.ORAL, ReportType.FAST, ReportType.STANDARD),
        itertools.product(STATES, STATES),
        (None, RoshDepth.SCREENING, RoshDepth.FULL),
        (None, Decimal("6.90")),
        (None, False, True),
        (False, True),
        ((), (Source.PROSECUTION_PAPERS, Source.POLICE), tuple(Source)),
    )
)


def test_the_figure_the_list_and_the_gaps_agree_in_every_combination() -> None:
    for row in TABLE:
        report = delivered(*row)
        gaps = gaps_at_sentence(report, OCCASION.new_id(), "N07", OCCASION)
        assert [(gap.cause, gap.check_kind) for gap in gaps] == [
            (lack.cause, lack.check_kind) for lack in report.lacks
        ], row
        assert report.needed - report.had == len(report.lacks), row
        report_type, _, _, _, known, _, _ = row
        assert report.needed == 4 + (known is True) + len(sources_needed(report_type, ON)), row
        assert (report.completeness == 100) is report.complete is (gaps == ()), row
        assert report.completeness == report.had * 100 // report.needed, row


def test_almost_everything_is_not_everything() -> None:
    assert (completeness(200, 199), completeness(200, 200), completeness(7, 0)) == (99, 100, 0)


@pytest.mark.parametrize("report_type", ["oral", "fast", "standard"])
@pytest.mark.parametrize("consulted", [(), *itertools.combinations(EVERY_SOURCE, 4), EVERY_SOURCE])
def test_a_full_analysis_and_a_complete_report_need_the_sources_of_their_type(
    report_type: str, consulted: tuple[str, ...]
) -> None:
    report = settled(requested_type=report_type)
    unread = [source for source in sources_needed(ReportType(report_type), ON) if source not in consulted]
    screened = completed(report, delivered_type=report_type, sources_consulted=consulted)
    assert screened.missing_sources == tuple(unread)
    asked = completion(delivered_type=report_type, rosh_depth="full", sources_consulted=consulted)
    if not unread:
        assert complete_report(report, asked, OCCASION).state.complete
        return
    with pytest.raises(Invalid) as refused:
        complete_report(report, asked, OCCASION)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [("/roshDepth", "sourcesNotConsulted")]
    assert all(source in refused.value.faults[0].sentence for source in unread)


@pytest.mark.parametrize("state", STATES)
def test_a_sara_is_not_claimed_before_the_police_have_answered_and_the_refusal_says_why(state: CheckState) -> None:
    report = delivered(ReportType.ORAL, (state, CheckState.RECEIVED), None, None, None, False, ())
    assessment = completion(sara=SARA, rosh_depth="screening")
    written = Written(
        delivered_type=ReportType.ORAL,
        differs_because=None,
        assessment=assessment,
        proposal=None,
        author="N07B960",
        written_at=MONDAY,
    )
    found = list(overclaims(report, written, ON))
    if state.is_settled:
        assert found == []
        return
    [fault] = found
    assert (fault.place, fault.code) == ("/sara", "checkOutstanding")
    assert "call-outs" in fault.sentence
    assert str(state) in fault.sentence


def test_another_check_is_needed_once_asked_for_and_dispensing_with_it_makes_nothing_more_complete() -> None:
    report = completed(settled(), rosh_depth="full")
    assert (report.needed, report.had) == (6, 6)
    asked = with_check(report, MH)
    assert (asked.needed, asked.had) == (7, 6)
    assert answered(asked, MH).report.state.complete
    dispensed = with_check(report, MH, "No sign of it.")
    assert (dispensed.needed, dispensed.had) == (6, 6)


def test_what_was_needed_and_had_travels_with_the_delivery_and_is_kept_with_it() -> None:
    report = with_check(requested(), DA)
    decided = complete_report(report, completion(rsr=None, sources_consulted=["interview"]), OCCASION)
    [event] = decided.events
    [delivery] = decided.state.deliveries
    assert isinstance(event, ReportCompleted)
    assert (event.needed, event.had) == (delivery.needed, delivery.had) == (6, 0)
    assert event.missing == decided.state.missing
    assert [(lack.cause, lack.source) for lack in delivery.lacked if lack.source] == [
        (GapCause.SOURCE_NOT_CONSULTED, Source.PROSECUTION_PAPERS),
        (GapCause.SOURCE_NOT_CONSULTED, Source.PREVIOUS_CONVICTIONS),
    ]
    answered_since = answered(decided.state, DA).report.state
    assert answered_since.had == 1
    assert answered_since.deliveries == decided.state.deliveries


def test_after_sentence_the_figure_is_that_of_the_moment_of_sentence() -> None:
    report, sentence = both(sentenced(completed(with_check(requested(), DA))))
    later = answered(report, DA, sentence=sentence).report.state
    assert (later.needed, later.had, later.completeness) == (report.needed, report.had, report.completeness)
    assert report.needed - report.had == len(sentence.gaps)


def test_where_nothing_was_delivered_the_assessment_is_missing_and_not_each_of_its_sources() -> None:
    report = requested(requested_type="standard")
    assert (report.missing_sources, report.needed, report.had) == ((), 4, 0)


@pytest.mark.parametrize(
    ("changed", "place", "code"),
    [
        ({"offences": [{"code": "10501", "main": False}]}, "/offences", "oneMainOffence"),
        (
            {"offences": [{"code": "10501", "main": True}, {"code": "10501", "main": True}]},
            "/offences/1/main",
            "oneMainOffence",
        ),
        (
            {"offences": [{"code": "10501", "main": True, "committed_on": "2016-09-06"}]},
            "/offences/0/committedOn",
            "inTheFuture",
        ),
        ({"factors": ["alcohol", "alcohol"]}, "/factors", "saidTwice"),
        ({"sources_consulted": [*EVERY_SOURCE, "interview"]}, "/sourcesConsulted", "saidTwice"),
    ],
)
def test_an_assessment_that_contradicts_itself_is_refused_at_its_place(
    changed: dict[str, Any], place: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        completed(requested(), **changed)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [(place, code)]


def test_the_whole_assessment_is_delivered() -> None:
    offences = [{"code": "10501", "main": True, "committed_on": "2016-08-20"}, {"code": "00801", "main": False}]
    report = completed(
        settled(), offences=offences, factors=["alcohol", "relationships"], ogrs3=47, analysis="As said.", sara=SARA
    )
    assert [offence.code for offence in report.offences] == ["10501", "00801"]
    assert (report.factors, report.risk.ogrs3, report.analysis) == (("alcohol", "relationships"), 47, "As said.")
    assert (report.sara_completed, report.sara is not None) == (True, True)
    assert report.deliveries[0].assessment == report.assessment
