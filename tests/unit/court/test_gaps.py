"""Which information gaps a sentence has: the whole table of what was asked, answered, assessed and scored (¶11)."""

import itertools
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from services.court.domain.checks import ALWAYS_NEEDED
from services.court.domain.gaps import gaps_at_sentence
from services.court.domain.reports import Report
from services.court.domain.sentences import Sentence
from shared.contracts.court import RiskPicture
from shared.probation.gaps import CHECK_BEARS_ON
from shared.probation.vocabulary import AllocationCriterion, CheckKind, CheckState, GapCause, RoshDepth, RoshLevel
from tests.unit.court.given import MONDAY, OCCASION, answered, both, completed, requested, sentenced, with_check

Stated = tuple[GapCause, CheckKind | None]
DA, CS = CheckKind.DOMESTIC_ABUSE, CheckKind.CHILD_SAFEGUARDING
ROSH, RSR = AllocationCriterion.ROSH_HIGH_OR_VERY_HIGH, AllocationCriterion.RSR_HIGH

OF_A_CHECK = {
    CheckState.NOT_REQUESTED: [GapCause.CHECK_NEVER_REQUESTED],
    CheckState.REQUESTED: [GapCause.CHECK_UNANSWERED],
    CheckState.RECEIVED: [],
    CheckState.NOT_REQUIRED: [],
}
OF_ROSH: dict[RoshDepth | None, list[GapCause]] = {
    None: [GapCause.ROSH_NOT_FULLY_ASSESSED],
    RoshDepth.SCREENING: [GapCause.ROSH_NOT_FULLY_ASSESSED],
    RoshDepth.FULL: [],
}
OF_RSR: dict[Decimal | None, list[GapCause]] = {
    None: [GapCause.RSR_NOT_CALCULATED],
    Decimal("0"): [],
    Decimal("6.90"): [],
}
OF_SARA: dict[tuple[bool | None, bool | None], list[GapCause]] = {
    (True, None): [GapCause.SARA_MISSING],
    (True, False): [GapCause.SARA_MISSING],
    (True, True): [],
    **{(known, sara): [] for known in (None, False) for sara in (None, False, True)},
}


def report_with(
    domestic: CheckState,
    children: CheckState,
    depth: RoshDepth | None,
    rsr: Decimal | None,
    *,
    known: bool | None,
    sara: bool | None,
) -> Report:
    """The report as it would be stored; some rows no command would let through, and the rule still holds."""
    report = requested()
    for kind, state in ((DA, domestic), (CS, children)):
        if state is CheckState.NOT_REQUIRED:
            report = with_check(report, kind, "Not a case for it.")
        elif state is not CheckState.NOT_REQUESTED:
            report = with_check(report, kind)
        if state is CheckState.RECEIVED:
            report = answered(report, kind).report.state
    level = None if depth is None else RoshLevel.MEDIUM
    risk = RiskPicture(rosh_level=level, rosh_depth=depth, rsr=rsr, domestic_abuse=known)
    return report.model_copy(update={"risk": risk, "sara_completed": sara})


TABLE = list(itertools.product(OF_A_CHECK, OF_A_CHECK, OF_ROSH, OF_RSR, OF_SARA))


def test_the_gaps_are_those_of_the_checks_then_of_the_assessments_in_every_combination() -> None:
    assert len(TABLE) == 4 * 4 * 3 * 3 * 9
    for domestic, children, depth, rsr, (known, sara) in TABLE:
        report = report_with(domestic, children, depth, rsr, known=known, sara=sara)
        expected: list[Stated] = [
            *((cause, DA) for cause in OF_A_CHECK[domestic]),
            *((cause, CS) for cause in OF_A_CHECK[children]),
            *((cause, None) for cause in OF_ROSH[depth] + OF_RSR[rsr] + OF_SARA[known, sara]),
        ]
        found = gaps_at_sentence(report, OCCASION.new_id(), "N07", OCCASION)
        row = (domestic, children, depth, rsr, known, sara)
        assert [(gap.cause, gap.check_kind) for gap in found] == expected, row
        assert report.missing == tuple(dict.fromkeys(cause for cause, _ in expected)), row


def test_a_report_reads_as_complete_exactly_when_a_sentence_on_it_would_have_no_gap() -> None:
    for domestic, children, depth, rsr, (known, sara) in TABLE:
        report = report_with(domestic, children, depth, rsr, known=known, sara=sara)
        gaps = gaps_at_sentence(report, OCCASION.new_id(), "N07", OCCASION)
        assert not report.complete
        assert report.model_copy(update={"completed_at": MONDAY}).complete is (gaps == ())


def test_without_a_report_nothing_was_known() -> None:
    found = gaps_at_sentence(None, OCCASION.new_id(), "N07", OCCASION)
    assert [(gap.cause, gap.check_kind, gap.bears_on) for gap in found] == [
        (GapCause.CHECK_NEVER_REQUESTED, DA, (ROSH,)),
        (GapCause.CHECK_NEVER_REQUESTED, CS, (ROSH,)),
        (GapCause.ROSH_NOT_FULLY_ASSESSED, None, (ROSH,)),
        (GapCause.RSR_NOT_CALCULATED, None, (RSR,)),
    ]


@pytest.mark.parametrize("kind", [kind for kind in CheckKind if kind not in ALWAYS_NEEDED])
def test_another_kind_of_check_is_needed_only_once_it_has_been_requested(kind: CheckKind) -> None:
    def unanswered(report: Report) -> list[CheckKind | None]:
        found = gaps_at_sentence(report, OCCASION.new_id(), "N07", OCCASION)
        return [gap.check_kind for gap in found if gap.cause is GapCause.CHECK_UNANSWERED]

    report = requested()
    assert unanswered(report) == []
    report = with_check(report, kind)
    assert unanswered(report) == [kind]
    assert unanswered(answered(report, kind).report.state) == []


def test_every_kind_of_check_bears_on_a_criterion() -> None:
    assert set(CHECK_BEARS_ON) == set(CheckKind)
    assert all(CHECK_BEARS_ON.values())


def test_a_gap_is_owed_an_answer_by_the_end_of_the_fifth_working_day_after_sentence() -> None:
    over_the_bank_holiday = datetime(2016, 8, 25, 14, 0, tzinfo=UTC)
    occasion = type(OCCASION)(now=over_the_bank_holiday, actor=OCCASION.actor, new_id=OCCASION.new_id)
    [due_at] = {gap.due_at for gap in gaps_at_sentence(None, OCCASION.new_id(), "N07", occasion)}
    assert due_at == datetime(2016, 9, 2, 22, 59, 59, 999999, tzinfo=UTC)


def test_the_journeys_oral_report_leaves_three_gaps() -> None:
    report = completed(with_check(requested(), DA))
    assert (report.complete, report.missing_checks) == (False, (DA, CS))
    after, sentence = both(sentenced(report))
    assert [(gap.cause, gap.check_kind) for gap in sentence.gaps] == [
        (GapCause.CHECK_UNANSWERED, DA),
        (GapCause.CHECK_NEVER_REQUESTED, CS),
        (GapCause.ROSH_NOT_FULLY_ASSESSED, None),
    ]
    assert isinstance(sentence, Sentence)
    assert [gap.check_id for gap in sentence.gaps] == [after.checks[0].check_id, None, None]
