"""Screening, the resettlement plan, and the help before release: planned is not received (¶21)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest

from services.crc.domain.cases import Case
from services.crc.domain.custody import is_in_custody, stage_of
from services.crc.domain.gate.screening import GateNeed
from services.crc.domain.gate.stages import HELP, STAY, StayState
from shared.contracts.crc import CaseOpened
from shared.contracts.crc_custody import CustodyScreened, ReleaseDateChanged, ResettlementPlanned
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import Decision, Invalid, NotAllowed
from shared.probation.calendar import due, end_of_day
from shared.probation.limits import LimitName
from shared.probation.vocabulary import (
    THROUGH_THE_GATE_NEEDS,
    CustodyState,
    Disposal,
    Need,
    ResettlementHelp,
    SupervisionStage,
)
from tests.unit.crc.gates import (
    NEEDS,
    PLANNED_AT,
    RELEASE_ON,
    SCREENED_AT,
    change_release_date,
    help_with,
    in_custody,
    last_stay,
    owed_on,
    plan_resettlement,
    planned_in_custody,
    screen,
)
from tests.unit.crc.given import ACCEPTED_AT, MONDAY, SENTENCE_ID, accepted, heard, sentence, supervised

DAY_BEFORE = end_of_day(RELEASE_ON - timedelta(days=1))


def codes(refused: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(one.place, one.code) for one in refused.value.faults]


def test_a_custodial_case_opens_in_custody_and_the_prison_owes_a_screening_in_72_hours() -> None:
    case, (told, *_) = heard((sentence(disposal=Disposal.CUSTODY), MONDAY), (accepted(), ACCEPTED_AT))
    assert isinstance(told, CaseOpened)
    (clock,) = [one for one in told.clocks if one.obligation is Obligation.CUSTODY_SCREENED]
    assert (clock.due_at, clock.owner) == (MONDAY + timedelta(hours=72), "prison")
    assert (case.custody, last_stay(case).state) == (CustodyState.IN_CUSTODY, StayState.RECEIVED)
    assert Obligation.FIRST_APPOINTMENT not in owed_on(case)
    assert stage_of(case, MONDAY.date()) is SupervisionStage.PRE_RELEASE


def test_who_is_in_the_community_has_no_stage_of_a_custodial_sentence() -> None:
    assert stage_of(supervised(), MONDAY.date()) is None
    assert not is_in_custody(supervised())


def test_the_stay_under_the_sentence_has_the_key_of_the_sentence() -> None:
    stay = last_stay(in_custody())
    assert (stay.stay_id, stay.number, stay.since) == (SENTENCE_ID, 1, MONDAY.date())


def test_before_may_2015_nobody_owed_a_screening() -> None:
    early = datetime(2015, 4, 20, 9, tzinfo=UTC)
    passed = sentence(disposal=Disposal.CUSTODY, sentenced_at=early, order_ends_on=date(2016, 4, 20), gaps=())
    case, _ = heard((passed, early), (accepted(allocated_at=early), early))
    assert (case.custody, owed_on(case)) == (CustodyState.IN_CUSTODY, {})


def test_the_screening_names_the_needs_and_a_plan_is_owed_from_it() -> None:
    decision = screen(in_custody(), now=SCREENED_AT + timedelta(days=1))
    (told,) = decision.events
    assert isinstance(told, CustodyScreened)
    assert (told.prison, told.needs) == ("BXI", (Need.ACCOMMODATION, Need.FINANCE))
    # From the screening, and not from when somebody wrote it down.
    assert owed_on(decision.state) == {Obligation.RESETTLEMENT_PLAN: due(LimitName.RESETTLEMENT_PLAN, SCREENED_AT)}
    assert [one.action for one in told.clocks] == [ClockAction.MET, ClockAction.STARTED]


def test_a_screening_that_finds_nothing_is_an_answer_too() -> None:
    case = plan_resettlement(screen(in_custody(), needs=()).state, needs=()).state
    assert (last_stay(case).state, owed_on(case)) == (StayState.PLANNED, {})


@pytest.mark.parametrize(
    ("at", "needs", "place", "code"),
    [
        (MONDAY - timedelta(days=1), NEEDS, "/screenedAt", "beforeCustody"),
        (SCREENED_AT + timedelta(days=9), NEEDS, "/screenedAt", "inTheFuture"),
        (SCREENED_AT, ("finance", "finance"), "/needs", "namedTwice"),
    ],
)
def test_a_screening_that_cannot_be_is_refused(at: datetime, needs: tuple[str, ...], place: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        screen(in_custody(), needs=needs, at=at, now=SCREENED_AT)
    assert codes(refused) == [(place, code)]


def test_the_needs_are_those_of_the_gate() -> None:
    assert set(get_args(GateNeed)) == THROUGH_THE_GATE_NEEDS


def test_every_need_is_to_be_met_by_the_day_before_release() -> None:
    decision = plan_resettlement(screen(in_custody()).state)
    (told,) = decision.events
    assert isinstance(told, ResettlementPlanned)
    assert (told.release_on, told.pre_release_from) == (RELEASE_ON, RELEASE_ON - timedelta(days=84))
    assert owed_on(decision.state) == {Obligation.PRE_RELEASE_WORK: DAY_BEFORE}


def test_pre_release_work_begins_today_where_release_is_less_than_twelve_weeks_ahead() -> None:
    case = plan_resettlement(screen(in_custody()).state, release_on=date(2016, 10, 7)).state
    assert last_stay(case).pre_release_from == PLANNED_AT.date()


def test_a_plan_may_name_a_further_need_and_leaves_none_out() -> None:
    screened = screen(in_custody()).state
    case = plan_resettlement(screened, needs=(*NEEDS, "sexWork")).state
    assert [one.need for one in last_stay(case).needs] == [Need.ACCOMMODATION, Need.FINANCE, Need.SEX_WORK]
    with pytest.raises(Invalid) as refused:
        plan_resettlement(screened, needs=("accommodation",))
    assert codes(refused) == [("/needs", "needLeftOut")]


def test_a_release_cannot_be_planned_for_a_day_that_is_past() -> None:
    with pytest.raises(Invalid) as refused:
        plan_resettlement(screen(in_custody()).state, release_on=date(2016, 9, 8))
    assert codes(refused) == [("/releaseOn", "inThePast")]


def test_work_for_a_release_on_the_day_of_the_plan_is_owed_until_that_evening() -> None:
    case = plan_resettlement(screen(in_custody()).state, release_on=PLANNED_AT.date()).state
    assert owed_on(case) == {Obligation.PRE_RELEASE_WORK: end_of_day(PLANNED_AT)}


def test_help_that_is_planned_settles_nothing_and_help_received_does() -> None:
    case = planned_in_custody()
    for need in NEEDS:
        case = help_with(case, need, "planned").state
    assert owed_on(case) == {Obligation.PRE_RELEASE_WORK: DAY_BEFORE}
    case = help_with(case, "accommodation", "received").state
    assert last_stay(case).open_needs == (Need.FINANCE,)
    done = help_with(case, "finance", "declined")
    assert [one.action for one in done.events[0].clocks] == [ClockAction.MET]
    assert owed_on(done.state) == {}
    kept = [[entry.help for entry in one.entries] for one in last_stay(done.state).needs]
    assert kept == [
        [ResettlementHelp.PLANNED, ResettlementHelp.RECEIVED],
        [ResettlementHelp.PLANNED, ResettlementHelp.DECLINED],
    ]


def test_help_that_is_not_available_leaves_the_need() -> None:
    case = planned_in_custody()
    for need in NEEDS:
        case = help_with(case, need, "notAvailable").state
    assert len(last_stay(case).open_needs) == 2
    assert Obligation.PRE_RELEASE_WORK in owed_on(case)


def test_help_need_not_wait_for_the_plan() -> None:
    case = screen(in_custody()).state
    for need in NEEDS:
        case = help_with(case, need, "received", on=date(2016, 9, 8)).state
    assert owed_on(case).keys() == {Obligation.RESETTLEMENT_PLAN}
    # Every need is settled when the plan is made: nothing is left to do.
    assert owed_on(plan_resettlement(case).state) == {}


def settled() -> Case:
    case = planned_in_custody()
    for need in NEEDS:
        case = help_with(case, need, "declined").state
    return case


def test_a_need_found_later_opens_the_work_again_while_there_is_time() -> None:
    case = help_with(settled(), "employmentTraining", "planned", on=date(2016, 12, 20)).state
    assert owed_on(case) == {Obligation.PRE_RELEASE_WORK: DAY_BEFORE}
    late = help_with(settled(), "employmentTraining", "planned", on=date(2017, 1, 13)).state
    assert owed_on(late) == {}


def test_who_did_not_want_help_may_want_it_after_all() -> None:
    case = help_with(settled(), "finance", "planned", on=date(2016, 12, 20)).state
    assert owed_on(case) == {Obligation.PRE_RELEASE_WORK: DAY_BEFORE}


@pytest.mark.parametrize("after", ResettlementHelp)
@pytest.mark.parametrize("before", ResettlementHelp)
def test_what_can_follow_a_word_on_help_is_in_the_table(before: ResettlementHelp, after: ResettlementHelp) -> None:
    case = help_with(planned_in_custody(), "finance", before.value).state
    if (before, after.value) in HELP.table:
        assert help_with(case, "finance", after.value).events
    else:
        with pytest.raises(NotAllowed) as refused:
            help_with(case, "finance", after.value)
        assert refused.value.allowed == HELP.allowed(before)


@pytest.mark.parametrize(("on", "code"), [(date(2016, 12, 2), "inTheFuture"), (date(2016, 11, 30), "beforeTheLast")])
def test_help_is_recorded_for_a_day_that_has_been_and_not_before_the_last(on: date, code: str) -> None:
    case = help_with(planned_in_custody(), "finance", "planned", on=date(2016, 12, 1)).state
    with pytest.raises(Invalid) as refused:
        help_with(case, "finance", "received", on=on, now=datetime(2016, 12, 1, 16, tzinfo=UTC))
    assert codes(refused) == [("/on", code)]


def test_another_day_of_release_moves_the_work_with_it() -> None:
    decision = change_release_date(planned_in_custody(), date(2017, 1, 20))
    (told,) = decision.events
    assert isinstance(told, ReleaseDateChanged)
    assert (told.before, told.release_on, told.pre_release_from) == (
        RELEASE_ON,
        date(2017, 1, 20),
        date(2016, 12, 1),
    )
    assert owed_on(decision.state) == {Obligation.PRE_RELEASE_WORK: end_of_day(date(2017, 1, 19))}
    earlier = change_release_date(planned_in_custody(), date(2016, 12, 9)).state
    assert owed_on(earlier) == {Obligation.PRE_RELEASE_WORK: end_of_day(date(2016, 12, 8))}


def test_a_later_release_does_not_excuse_work_that_had_run_out() -> None:
    decision = change_release_date(planned_in_custody(), date(2017, 2, 1), now=DAY_BEFORE + timedelta(hours=9))
    assert decision.events[0].clocks == ()
    assert owed_on(decision.state) == {Obligation.PRE_RELEASE_WORK: DAY_BEFORE}
    # Done all the same, it is met late.
    case = help_with(decision.state, "accommodation", on=date(2017, 1, 20)).state
    last = help_with(case, "finance", on=date(2017, 1, 20))
    assert [one.action for one in last.events[0].clocks] == [ClockAction.MET]


@pytest.mark.parametrize(("on", "code"), [(RELEASE_ON, "nothingChanged"), (date(2016, 11, 30), "inThePast")])
def test_a_day_of_release_that_is_none_is_refused(on: date, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        change_release_date(planned_in_custody(), on)
    assert codes(refused) == [("/releaseOn", code)]


@pytest.mark.parametrize("command", [screen, plan_resettlement, change_release_date, help_with])
def test_of_a_community_order_there_is_nothing_to_prepare(command: Callable[[Case], object]) -> None:
    with pytest.raises(NotAllowed, match="not a custodial one"):
        command(supervised())


STANDING: dict[StayState, Callable[[], Case]] = {
    StayState.RECEIVED: in_custody,
    StayState.SCREENED: lambda: screen(in_custody()).state,
    StayState.PLANNED: planned_in_custody,
}
COMMANDS: dict[str, Callable[[Case], Decision[Case]]] = {
    "screen": screen,
    "planResettlement": plan_resettlement,
    "changeReleaseDate": change_release_date,
    "recordHelp": help_with,
}


@pytest.mark.parametrize("state", STANDING)
@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_stay_does_not_allow_is_refused(state: StayState, command: str) -> None:
    case = STANDING[state]()
    assert last_stay(case).state is state
    if (state, command) in STAY.table:
        assert last_stay(COMMANDS[command](case).state).state is STAY.table[state, command]
    else:
        with pytest.raises(NotAllowed) as refused:
            COMMANDS[command](case)
        assert refused.value.allowed == STAY.allowed(state)
