"""Release with what was done by then, and the licence and the supervision that follow from it (¶20-21)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from services.crc.domain.caseloads import held_of
from services.crc.domain.cases import Case
from services.crc.domain.custody import stage_of
from services.crc.domain.gate.stages import STAY, StayState
from shared.contracts.crc_custody import PersonReleased
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import Decision, Invalid, NotAllowed
from shared.probation.calendar import due, end_of_day
from shared.probation.limits import LimitName
from shared.probation.vocabulary import (
    CustodyState,
    Disposal,
    Need,
    ResettlementHelp,
    SupervisionStage,
)
from tests.unit.crc.gates import (
    LICENCE_ENDS,
    NEEDS,
    RELEASE_ON,
    RELEASED_AT,
    SCREENED_AT,
    SUPERVISION_ENDS,
    back_in_custody,
    help_with,
    in_custody,
    on_licence,
    owed_on,
    plan_resettlement,
    planned_in_custody,
    release,
    screen,
)
from tests.unit.crc.given import (
    MONDAY,
    accepted,
    arrange,
    heard,
    name,
    opened,
    sentence,
)

DAY_BEFORE = end_of_day(RELEASE_ON - timedelta(days=1))


def codes(refused: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(one.place, one.code) for one in refused.value.faults]


def released(decision: Decision[Case]) -> PersonReleased:
    (told,) = decision.events
    assert isinstance(told, PersonReleased)
    return told


def helped(*needs: str) -> Case:
    """Released tomorrow, with help received for these needs."""
    case = planned_in_custody()
    for need in needs:
        case = help_with(case, need).state
    return case


def test_the_first_appointment_after_release_is_due_the_next_working_day() -> None:
    decision = release(helped(*NEEDS))
    told = released(decision)
    assert (told.provider, told.prison, told.helped_enough) == ("C17", "BXI", True)
    owed = [one for one in decision.state.owed if one.obligation is Obligation.FIRST_APPOINTMENT]
    # A Friday: the next working day is the Monday.
    assert [(one.subject_id, one.due_at) for one in owed] == [(told.release_id, end_of_day(date(2017, 1, 16)))]
    assert owed_on(decision.state)[Obligation.MONTHLY_CONTACT] == end_of_day(date(2017, 2, 28))
    assert decision.state.custody is CustodyState.RELEASED


def test_help_that_was_planned_and_never_came_was_not_enough() -> None:
    case = help_with(helped("accommodation"), "finance", "planned").state
    decision = release(case)
    told = released(decision)
    assert not told.helped_enough
    assert [(one.need, one.help) for one in told.needs] == [
        (Need.ACCOMMODATION, ResettlementHelp.RECEIVED),
        (Need.FINANCE, ResettlementHelp.PLANNED),
    ]
    # The day has come: what was not done by then stays missed, and the release meets nothing.
    assert owed_on(decision.state)[Obligation.PRE_RELEASE_WORK] == DAY_BEFORE


def test_who_was_never_asked_was_not_helped_enough() -> None:
    told = released(release(in_custody(), prison="WWI"))
    assert (told.needs, told.helped_enough, told.prison) == ((), False, "WWI")


def test_who_was_asked_and_needed_nothing_was_helped_enough() -> None:
    case = plan_resettlement(screen(in_custody(), needs=()).state, needs=()).state
    assert released(release(case)).helped_enough


def test_a_release_with_nothing_planned_leaves_what_was_missed_missed() -> None:
    case = screen(in_custody()).state
    decision = release(case)
    owed = owed_on(decision.state)
    assert owed[Obligation.RESETTLEMENT_PLAN] == due(LimitName.RESETTLEMENT_PLAN, SCREENED_AT)
    assert not released(decision).helped_enough


def test_a_release_before_the_screening_was_due_leaves_nobody_late() -> None:
    decision = release(in_custody(), at=MONDAY + timedelta(days=1), prison="BXI")
    actions = {(one.obligation, one.action) for one in decision.events[0].clocks}
    assert (Obligation.CUSTODY_SCREENED, ClockAction.CANCELLED) in actions
    assert owed_on(decision.state).keys() == {Obligation.FIRST_APPOINTMENT, Obligation.MONTHLY_CONTACT}


def test_a_release_before_the_planned_day_ends_the_work_that_had_time() -> None:
    decision = release(planned_in_custody(), at=datetime(2016, 12, 19, 9, tzinfo=UTC))
    assert Obligation.PRE_RELEASE_WORK not in owed_on(decision.state)
    assert not released(decision).helped_enough


def test_help_after_the_release_is_no_help_before_it() -> None:
    case = helped("accommodation")
    case = help_with(case, "finance", on=date(2017, 1, 14)).state
    told = released(release(case, now=datetime(2017, 1, 16, 9, tzinfo=UTC)))
    assert {one.need: one.help for one in told.needs}[Need.FINANCE] is None
    assert not told.helped_enough


def test_a_case_accepted_after_the_release_owes_the_first_appointment_from_its_allocation() -> None:
    late = MONDAY + timedelta(days=30)
    case, _ = heard(
        (sentence(disposal=Disposal.CUSTODY, gaps=()), MONDAY),
        (accepted(allocated_at=late, gaps=()), late + timedelta(days=1)),
    )
    # The screening that nobody did is late, and the prison's.
    assert owed_on(case)[Obligation.CUSTODY_SCREENED] == MONDAY + timedelta(hours=72)
    case = name(case, now=late + timedelta(days=2)).state
    decision = release(case, at=MONDAY + timedelta(days=14), now=late + timedelta(days=2), prison="BXI")
    assert owed_on(decision.state)[Obligation.FIRST_APPOINTMENT] == due(LimitName.FIRST_APPOINTMENT_RELEASE, late)


@pytest.mark.parametrize(
    ("asked", "place", "code"),
    [
        ({"at": RELEASED_AT + timedelta(days=9)}, "/releasedAt", "inTheFuture"),
        ({"at": MONDAY - timedelta(days=1)}, "/releasedAt", "beforeCustody"),
        ({"at": SCREENED_AT - timedelta(hours=1)}, "/releasedAt", "beforeTheScreening"),
        ({"supervisionEndsOn": "2017-01-12", "licenceEndsOn": "2017-01-12"}, "/supervisionEndsOn", "beforeTheRelease"),
        ({"supervisionEndsOn": "2017-05-11"}, "/supervisionEndsOn", "beforeTheLicenceEnds"),
    ],
)
def test_a_release_that_cannot_be_is_refused(asked: dict[str, object], place: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        release(planned_in_custody(), **{"now": RELEASED_AT + timedelta(hours=1), **asked})  # type: ignore[arg-type]
    assert codes(refused) == [(place, code)]


def test_where_no_screening_named_the_prison_the_release_does() -> None:
    with pytest.raises(Invalid) as refused:
        release(in_custody())
    assert codes(refused) == [("/prison", "prisonMissing")]


@pytest.mark.parametrize(
    ("on", "stage"),
    [
        (MONDAY.date() - timedelta(days=1), SupervisionStage.PRE_RELEASE),
        (RELEASE_ON - timedelta(days=1), SupervisionStage.PRE_RELEASE),
        (RELEASE_ON, SupervisionStage.LICENCE),
        (LICENCE_ENDS, SupervisionStage.LICENCE),
        (LICENCE_ENDS + timedelta(days=1), SupervisionStage.POST_SENTENCE_SUPERVISION),
        (SUPERVISION_ENDS, SupervisionStage.POST_SENTENCE_SUPERVISION),
        (SUPERVISION_ENDS + timedelta(days=1), SupervisionStage.ENDED),
    ],
)
def test_the_stage_of_a_day_follows_from_the_release(on: date, stage: SupervisionStage) -> None:
    assert stage_of(on_licence(), on) is stage


def test_a_release_without_a_licence_goes_straight_to_the_supervision_after_it() -> None:
    case = release(planned_in_custody(), licenceEndsOn="2017-01-12").state
    assert stage_of(case, RELEASE_ON) is SupervisionStage.POST_SENTENCE_SUPERVISION


@pytest.mark.parametrize("command", [screen, plan_resettlement, help_with, release])
def test_who_has_been_released_is_not_prepared_for_release(command: Callable[[Case], object]) -> None:
    with pytest.raises(NotAllowed, match="has been released"):
        command(on_licence())


def test_who_was_released_is_to_attend_until_the_supervision_ends_whatever_the_order_said() -> None:
    case = on_licence(order_ends_on=LICENCE_ENDS)
    last = datetime(2018, 1, 12, 15, tzinfo=UTC)
    assert arrange(case, last).events
    with pytest.raises(Invalid) as refused:
        arrange(case, last + timedelta(days=1))
    assert codes(refused) == [("/at", "afterTheOrder")]


def test_every_way_out_of_a_stay_is_final() -> None:
    for state in (StayState.RELEASED, StayState.CLOSED):
        assert STAY.allowed(state) == ()


def test_the_guardrails_count_a_case_in_custody_as_such_until_release() -> None:
    assert held_of(opened(disposal=Disposal.CUSTODY)).in_custody
    assert held_of(back_in_custody()).in_custody
    assert not held_of(on_licence()).in_custody
