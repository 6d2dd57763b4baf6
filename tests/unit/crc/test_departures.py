"""An officer leaves the CRC, and every case of theirs is seen to be without anybody (¶15, ¶17)."""

from datetime import date, timedelta

import pytest

from services.crc.domain.departures import LeaveOfficer, leave
from services.crc.domain.stages import GapState, OfficerState
from shared.contracts.crc_staff import OfficerListed, ResponsibleOfficerLeft
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import Invalid, NotAllowed
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from tests.unit.crc.given import (
    DOMESTIC_ABUSE,
    MANAGER,
    MONDAY,
    OFFICER,
    SAFEGUARDING,
    SENTENCE_ID,
    acknowledge,
    arrange,
    entry,
    lose_officer,
    name,
    occasion,
    supervised,
)

NOW = MONDAY + timedelta(days=14)


def test_the_register_says_when_they_left_and_that_is_told() -> None:
    decision = leave(entry(OFFICER), LeaveOfficer(left_on=NOW.date()), occasion(MANAGER, NOW))
    assert (decision.state.left_on, decision.state.state, decision.state.number) == (NOW.date(), OfficerState.LEFT, 2)
    (told,) = decision.listings
    assert isinstance(told, OfficerListed)
    assert (told.officer, told.left_on, told.number) == (OFFICER, NOW.date(), 2)


def test_a_departure_that_is_still_to_come_is_none() -> None:
    with pytest.raises(Invalid) as refused:
        leave(entry(OFFICER), LeaveOfficer(left_on=date(2016, 9, 20)), occasion(MANAGER, NOW))
    assert [fault.code for fault in refused.value.faults] == ["stillToCome"]


def test_nobody_leaves_twice() -> None:
    with pytest.raises(NotAllowed):
        leave(entry(OFFICER, left_on=NOW.date()), LeaveOfficer(left_on=NOW.date()), occasion(MANAGER, NOW))


def test_the_case_has_nobody_and_an_officer_is_owed_anew() -> None:
    read = acknowledge(supervised()).state
    decision = lose_officer(read, now=NOW)
    case = decision.state
    assert (case.officer, case.officer_grade, case.officer_named_at) == (None, None, None)
    assert [one.officer for one in case.earlier_officers] == [OFFICER]
    (told,) = decision.events
    assert isinstance(told, ResponsibleOfficerLeft)
    assert (told.officer, told.provider) == (OFFICER, "C17")
    started = {(one.obligation, one.subject_id): one.due_at for one in told.clocks}
    assert started == {
        (Obligation.OFFICER_NAMED, SENTENCE_ID): due(LimitName.RESPONSIBLE_OFFICER_NAMED, NOW),
        (Obligation.GAP_ACKNOWLEDGED, DOMESTIC_ABUSE.gap_id): due(LimitName.GAP_ACKNOWLEDGED, NOW),
    }
    assert {one.action for one in told.clocks} == {ClockAction.STARTED}
    # What they had read is to be read by the next; what nobody had read stays due when it was.
    assert {gap.state for gap in case.gaps} == {GapState.TO_READ}
    unread = next(one for one in case.owed if one.subject_id == SAFEGUARDING.gap_id)
    assert unread in read.owed


def test_somebody_is_named_before_the_person_comes_for_the_first_time() -> None:
    soon = NOW + timedelta(hours=5)
    case = lose_officer(arrange(supervised(), soon, now=NOW - timedelta(days=1)).state, now=NOW).state
    (owed,) = [one for one in case.owed if one.obligation is Obligation.OFFICER_NAMED]
    assert owed.due_at == soon


def test_the_next_officer_meets_the_clock() -> None:
    case = lose_officer(supervised(), now=NOW).state
    decision = name(case, "C17A002", now=NOW)
    assert (Obligation.OFFICER_NAMED, ClockAction.MET) in [
        (clock.obligation, clock.action) for clock in decision.events[0].clocks
    ]
