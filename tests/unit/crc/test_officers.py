"""Who may hold which case (¶17), and who reads what was missing (¶11)."""

import pytest

from services.crc.domain.cases import Case
from services.crc.domain.stages import GapState
from shared.contracts.crc import GapAcknowledged, ResponsibleOfficerNamed
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import Invalid, NotAllowed, NotFound
from shared.probation.vocabulary import CheckAnswer, CheckKind, GapCause, GapClosure, RoshLevel
from tests.unit.crc.given import (
    ANSWERED_AT,
    COLLEAGUE,
    DOMESTIC_ABUSE,
    MANAGER,
    MEDIUM,
    OFFICER,
    SAFEGUARDING,
    SENTENCE_ID,
    acknowledge,
    closed,
    gap,
    heard,
    name,
    opened,
    supervised,
)

SAID_NO = MEDIUM.model_copy(update={"domestic_abuse": False, "child_safeguarding": False})


def at(level: RoshLevel | None) -> Case:
    return opened(risk=SAID_NO.model_copy(update={"rosh_level": level}), gaps=())


def test_the_officer_is_named_and_the_clock_is_met() -> None:
    named = name(opened())
    (told,) = named.events
    assert isinstance(told, ResponsibleOfficerNamed)
    assert (told.officer, told.recorded_by.officer) == (OFFICER, MANAGER)
    (clock,) = told.clocks
    assert (clock.obligation, clock.subject_id, clock.action) == (
        Obligation.OFFICER_NAMED,
        SENTENCE_ID,
        ClockAction.MET,
    )
    assert Obligation.OFFICER_NAMED not in {one.obligation for one in named.state.owed}


def test_another_officer_can_be_named_and_the_same_one_not_again() -> None:
    again = name(supervised(), COLLEAGUE)
    assert (again.state.officer, again.events[0].clocks) == (COLLEAGUE, ())
    with pytest.raises(NotAllowed, match=f"{OFFICER} is the responsible officer already"):
        name(supervised())


@pytest.mark.parametrize(("officer", "code"), [("C01A001", "ofAnotherProvider"), ("C17DTXU", "nobodyYet")])
def test_the_officer_is_a_person_of_the_provider(officer: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        name(opened(), officer)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [("/officer", code)]


@pytest.mark.parametrize(
    ("grade", "level", "may"),
    [
        ("PSO", RoshLevel.LOW, True),
        ("PSO", RoshLevel.MEDIUM, True),
        ("PSO", RoshLevel.HIGH, False),
        ("PSO", RoshLevel.VERY_HIGH, False),
        ("PSO", None, False),
        ("PO", RoshLevel.MEDIUM, True),
        ("PO", RoshLevel.HIGH, True),
        ("PO", None, True),
        ("SPO", RoshLevel.MEDIUM, True),
        ("trainee", RoshLevel.LOW, False),
        ("trainee", RoshLevel.MEDIUM, False),
    ],
)
def test_a_grade_holds_what_it_may(grade: str, level: RoshLevel | None, may: bool) -> None:
    if may:
        assert name(at(level), grade=grade).state.officer == OFFICER
    else:
        with pytest.raises(Invalid, match="¶17") as refused:
            name(at(level), grade=grade)
        assert {fault.place for fault in refused.value.faults} == {"/officer"}


CONCERNS = {
    "domesticAbuseKnown": opened(risk=SAID_NO.model_copy(update={"domestic_abuse": True}), gaps=()),
    "childSafeguardingKnown": opened(risk=SAID_NO.model_copy(update={"child_safeguarding": True}), gaps=()),
    "domesticAbuseUnknown": opened(gaps=(DOMESTIC_ABUSE,)),
    "childSafeguardingUnknown": opened(gaps=(SAFEGUARDING,)),
}


@pytest.mark.parametrize("code", CONCERNS)
def test_a_pso_holds_medium_risk_only_without_domestic_abuse_or_safeguarding(code: str) -> None:
    with pytest.raises(Invalid, match="¶17") as refused:
        name(CONCERNS[code], grade="PSO")
    assert [fault.code for fault in refused.value.faults] == [code]


def test_domestic_abuse_without_its_assessment_is_domestic_abuse() -> None:
    case = opened(risk=SAID_NO, gaps=(gap(12, None, GapCause.SARA_MISSING),))
    with pytest.raises(Invalid) as refused:
        name(case, grade="PSO")
    assert [fault.code for fault in refused.value.faults] == ["domesticAbuseKnown"]


def test_a_gap_about_something_else_does_not_stand_in_the_way() -> None:
    case = opened(risk=SAID_NO, gaps=(gap(13, CheckKind.MENTAL_HEALTH),))
    assert name(case, grade="PSO").state.officer == OFFICER


def test_the_answer_nothing_known_opens_the_way_and_a_decision_without_it_does_not() -> None:
    case = opened(gaps=(DOMESTIC_ABUSE,))
    answer = closed(answer=CheckAnswer.NOTHING_KNOWN, risk=MEDIUM.model_copy(update={"domestic_abuse": False}))
    assert name(heard((answer, ANSWERED_AT), case=case)[0], grade="PSO").state.officer == OFFICER
    without = closed(closure=GapClosure.SUPERVISED_WITHOUT_IT, answer=None, indicates_rosh=None, risk=MEDIUM)
    with pytest.raises(Invalid):
        name(heard((without, ANSWERED_AT), case=case)[0], grade="PSO")


def test_the_responsible_officer_reads_each_gap_by_itself() -> None:
    read = acknowledge(supervised())
    (told,) = read.events
    assert isinstance(told, GapAcknowledged)
    assert [(clock.action, clock.subject_id) for clock in told.clocks] == [(ClockAction.MET, DOMESTIC_ABUSE.gap_id)]
    assert read.state.gap(DOMESTIC_ABUSE.gap_id).state is GapState.ACKNOWLEDGED
    assert read.state.gap(SAFEGUARDING.gap_id).state is GapState.TO_READ
    with pytest.raises(NotAllowed):
        acknowledge(read.state)


def test_nobody_reads_for_the_responsible_officer() -> None:
    with pytest.raises(NotAllowed, match=f"Only the responsible officer, {OFFICER}"):
        acknowledge(supervised(), by=COLLEAGUE)
    with pytest.raises(NotAllowed, match="no responsible officer yet") as refused:
        acknowledge(opened())
    assert refused.value.allowed == ("nameOfficer",)


def test_a_gap_of_another_case_is_not_there() -> None:
    with pytest.raises(NotFound):
        acknowledge(supervised(), SENTENCE_ID)
