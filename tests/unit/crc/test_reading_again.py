"""What one officer has read the next has not: another officer reads every gap anew, by a clock of its own (¶11)."""

from datetime import timedelta

import pytest

from services.crc.domain.cases import Case
from services.crc.domain.parts import Owed, Reading
from services.crc.domain.stages import GapState
from shared.contracts.crc import ResponsibleOfficerNamed
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import NotAllowed
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from tests.unit.crc.given import (
    ACCEPTED_AT,
    COLLEAGUE,
    DOMESTIC_ABUSE,
    MONDAY,
    OFFICER,
    SAFEGUARDING,
    acknowledge,
    arrange,
    heard,
    kept,
    name,
    opened,
    sentence,
    supervised,
)

READ_AT = MONDAY + timedelta(days=1)
LATER = MONDAY + timedelta(days=21)


def read() -> Case:
    """Both gaps read by the officer."""
    return acknowledge(acknowledge(supervised()).state, SAFEGUARDING.gap_id).state


def owed(case: Case) -> dict[object, Owed]:
    return {one.subject_id: one for one in case.owed if one.obligation is Obligation.GAP_ACKNOWLEDGED}


def test_every_gap_is_to_be_read_again_and_who_read_it_before_is_kept() -> None:
    assert owed(read()) == {}
    decision = name(read(), COLLEAGUE, now=LATER)
    told = decision.events[0]
    assert isinstance(told, ResponsibleOfficerNamed)
    by = due(LimitName.GAP_ACKNOWLEDGED, LATER)
    assert {(one.subject_id, one.action, one.due_at, one.owner) for one in told.clocks} == {
        (gap.gap_id, ClockAction.STARTED, by, "C17") for gap in (DOMESTIC_ABUSE, SAFEGUARDING)
    }
    assert {one.due_at for one in owed(decision.state).values()} == {by}
    for gap in decision.state.gaps:
        assert (gap.state, gap.acknowledged_by, gap.acknowledged_at) == (GapState.TO_READ, None, None)
        assert gap.earlier_readings == (Reading(officer=OFFICER, at=READ_AT),)


def test_only_the_officer_of_now_reads_and_the_readings_follow_one_another() -> None:
    changed = name(read(), COLLEAGUE, now=LATER).state
    with pytest.raises(NotAllowed, match=f"Only the responsible officer, {COLLEAGUE}"):
        acknowledge(changed)
    again = acknowledge(changed, by=COLLEAGUE, now=LATER + timedelta(hours=1)).state
    gap = again.gap(DOMESTIC_ABUSE.gap_id)
    assert (gap.state, gap.acknowledged_by) == (GapState.ACKNOWLEDGED, COLLEAGUE)
    assert set(owed(again)) == {SAFEGUARDING.gap_id}
    # The first officer comes back: what was read once was read as things stood then.
    back = name(again, OFFICER, now=LATER + timedelta(days=30)).state.gap(DOMESTIC_ABUSE.gap_id)
    assert [one.officer for one in back.earlier_readings] == [OFFICER, COLLEAGUE]
    assert back.state is GapState.TO_READ


def test_a_change_of_officers_wins_no_time_for_a_gap_that_nobody_has_read() -> None:
    half = acknowledge(supervised()).state
    before = owed(half)[SAFEGUARDING.gap_id]
    changed = name(half, COLLEAGUE, now=LATER)
    assert owed(changed.state)[SAFEGUARDING.gap_id] == before
    assert [one.subject_id for one in changed.events[0].clocks] == [DOMESTIC_ABUSE.gap_id]
    assert changed.state.gap(SAFEGUARDING.gap_id).earlier_readings == ()


def test_another_grade_of_the_same_officer_is_no_other_officer() -> None:
    decision = name(read(), OFFICER, "SPO", now=LATER)
    assert (decision.events[0].clocks, decision.state.gaps) == ((), read().gaps)


def test_the_gaps_are_read_again_before_the_person_comes_for_the_first_time() -> None:
    first = LATER + timedelta(hours=3)
    arranged = arrange(read(), first, now=LATER - timedelta(days=1)).state
    assert {one.due_at for one in owed(name(arranged, COLLEAGUE, now=LATER).state).values()} == {first}
    been, _, _ = kept(read(), LATER - timedelta(days=2))
    by = due(LimitName.GAP_ACKNOWLEDGED, LATER)
    assert {one.due_at for one in owed(name(been, COLLEAGUE, now=LATER).state).values()} == {by}


def test_a_case_without_gaps_has_nothing_to_read_again() -> None:
    case, _ = heard((sentence(gaps=()), MONDAY), case=None)
    assert case.gaps == ()
    assert name(name(opened(gaps=())).state, COLLEAGUE, now=ACCEPTED_AT + timedelta(days=3)).events[0].clocks == ()
