"""A case of the NPS has its own responsible officer, and that officer reads every gap; another one reads them anew."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.allocation.domain.acknowledgements import earlier_readings, reading_of, responsible, standing_of
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.stages import READING, TRANSITIONS, AllocationStage, ReadingState
from shared.contracts.allocation import NpsGapAcknowledged, NpsOfficerNamed
from shared.contracts.model import ClockAction, EventData, Obligation
from shared.decisions import Decision, Invalid, NotAllowed, NotFound
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import OverrideReason, StaffGrade
from tests.unit.allocation.given import (
    DOMESTIC_ABUSE,
    MONDAY,
    SAFEGUARDING,
    allocated,
    answered,
    closed,
    ended,
    occasion,
    overridden,
    receive,
    reject,
    review,
)
from tests.unit.allocation.passing import (
    acknowledge,
    decide,
    kept,
    name_officer,
    shown_wrong,
    supervised,
    taken_over,
    unknown,
)

LATER = MONDAY + timedelta(days=1)
MUCH_LATER = MONDAY + timedelta(days=8)
GAPS = (DOMESTIC_ABUSE, SAFEGUARDING)
STANDING: dict[AllocationStage, Callable[[], Allocation]] = {
    AllocationStage.AWAITING_REPLY: allocated,
    AllocationStage.KEPT_BY_NPS: kept,
    AllocationStage.ACCEPTED: supervised,
    AllocationStage.REJECTED: lambda: reject(allocated()).state,
    AllocationStage.TRANSFERRED: taken_over,
    AllocationStage.ENDED: lambda: ended(kept()).allocation.state,
}


def theirs(*events: EventData) -> list[tuple[Obligation, Any, ClockAction]]:
    """What events do to the NPS's clocks on a case of its own."""
    own = (Obligation.NPS_OFFICER_NAMED, Obligation.NPS_GAP_ACKNOWLEDGED)
    return [
        (clock.obligation, clock.subject_id, clock.action)
        for event in events
        for clock in event.clocks
        if clock.obligation in own
    ]


def begun(allocation: Allocation) -> list[tuple[Obligation, Any, ClockAction]]:
    return [
        (Obligation.NPS_OFFICER_NAMED, allocation.sentence_id, ClockAction.STARTED),
        *((Obligation.NPS_GAP_ACKNOWLEDGED, gap.gap_id, ClockAction.STARTED) for gap in allocation.gaps),
    ]


def escalated_and_accepted() -> Decision[Allocation]:
    held, received = receive(supervised(gaps=GAPS))
    return answered(held.state, received.state, decision="accepted").allocation


BECOMING: dict[str, Callable[[], Decision[Allocation]]] = {
    "by an accepted escalation": escalated_and_accepted,
    "by an accepted transfer": lambda: decide(shown_wrong()).allocation,
    "by an override": lambda: overridden(allocated()).allocation,
    "by an override after a rejection": lambda: (
        overridden(reject(allocated()).state, reason=OverrideReason.REJECTION_UPHELD).allocation
    ),
}


@pytest.mark.parametrize("way", BECOMING)
def test_however_a_case_becomes_the_npss_its_clocks_begin_with_it(way: str) -> None:
    decision = BECOMING[way]()
    assert theirs(*decision.events) == begun(decision.state)
    assert {(one.obligation, one.subject_id) for one in decision.state.owed} == {
        (obligation, subject) for obligation, subject, _ in begun(decision.state)
    }


def test_kept_at_sentence_the_clocks_run_from_the_decision_for_the_division() -> None:
    allocation = kept(gaps=GAPS)
    named_by, read_by = (
        due(LimitName.RESPONSIBLE_OFFICER_NAMED, MONDAY),
        due(LimitName.GAP_ACKNOWLEDGED, MONDAY),
    )
    assert {(one.obligation, one.due_at) for one in allocation.owed} == {
        (Obligation.NPS_OFFICER_NAMED, named_by),
        (Obligation.NPS_GAP_ACKNOWLEDGED, read_by),
    }
    assert len(allocation.owed) == 3


@pytest.mark.parametrize("of_a_crc", [allocated, supervised, lambda: reject(allocated()).state])
def test_where_a_crc_has_or_is_to_have_the_case_the_nps_owes_none_of_it(of_a_crc: Callable[[], Allocation]) -> None:
    assert of_a_crc().owed == ()


@pytest.mark.parametrize("stage", STANDING)
@pytest.mark.parametrize("command", ["nameOfficer", "acknowledgeGap"])
def test_what_the_table_does_not_allow_is_refused(stage: AllocationStage, command: str) -> None:
    allocation = STANDING[stage]()
    assert allocation.state is stage
    if (stage, command) in TRANSITIONS.table:
        named = name_officer(allocation).state
        assert acknowledge(named).state.owed == ()
        return
    with pytest.raises(NotAllowed) as refused:
        name_officer(allocation) if command == "nameOfficer" else acknowledge(allocation)
    assert (refused.value.state, refused.value.allowed) == (stage, TRANSITIONS.allowed(stage))


@pytest.mark.parametrize("with_nps", [kept, taken_over])
@pytest.mark.parametrize("other", ["C17", "N01"])
def test_only_the_division_names_and_only_its_officer_reads(with_nps: Callable[[], Allocation], other: str) -> None:
    with pytest.raises(NotFound):
        name_officer(with_nps(), by=other)
    with pytest.raises(NotFound):
        acknowledge(name_officer(with_nps()).state, officer=f"{other}R310")


def test_named_the_clock_is_met_and_the_gaps_are_still_to_be_read() -> None:
    decision = name_officer(kept(gaps=GAPS), now=LATER)
    (told,) = decision.events
    assert isinstance(told, NpsOfficerNamed)
    assert (told.provider, told.officer, told.grade) == ("N07", "N07R310", StaffGrade.PO)
    assert theirs(told) == [(Obligation.NPS_OFFICER_NAMED, told.sentence_id, ClockAction.MET)]
    now = responsible(decision.state)
    assert now is not None
    assert (now.officer, now.at) == ("N07R310", LATER)
    assert {one.subject_id for one in decision.state.owed} == {gap.gap_id for gap in GAPS}


@pytest.mark.parametrize(
    ("officer", "code"), [("C17A001", "ofAnotherProvider"), ("N01R310", "ofAnotherProvider"), ("N07DTXU", "nobodyYet")]
)
def test_an_officer_of_another_provider_or_nobody_is_refused(officer: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        name_officer(kept(), officer)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [("/officer", code)]


def test_the_same_officer_is_not_named_twice() -> None:
    with pytest.raises(NotAllowed, match="N07R310 is the responsible officer already"):
        name_officer(name_officer(kept()).state, now=LATER)


def test_each_gap_is_read_one_by_one_by_the_named_officer() -> None:
    named = name_officer(kept(gaps=GAPS)).state
    decision = acknowledge(named, now=LATER)
    (told,) = decision.events
    assert isinstance(told, NpsGapAcknowledged)
    assert (told.gap_id, told.officer) == (DOMESTIC_ABUSE.gap_id, "N07R310")
    assert theirs(told) == [(Obligation.NPS_GAP_ACKNOWLEDGED, DOMESTIC_ABUSE.gap_id, ClockAction.MET)]
    read = reading_of(decision.state, DOMESTIC_ABUSE.gap_id)
    assert read is not None
    assert (read.officer, read.at) == ("N07R310", LATER)
    assert standing_of(decision.state, SAFEGUARDING.gap_id) is ReadingState.UNREAD


def test_before_anybody_is_named_nobody_reads() -> None:
    with pytest.raises(NotAllowed, match="no responsible officer yet") as refused:
        acknowledge(kept())
    assert refused.value.allowed == ("nameOfficer",)


def test_nobody_reads_in_the_officers_place() -> None:
    with pytest.raises(NotAllowed, match="Only the responsible officer, N07R310"):
        acknowledge(name_officer(kept()).state, officer="N07R311")


def test_a_gap_is_read_once_by_one_officer() -> None:
    read = acknowledge(name_officer(kept()).state).state
    with pytest.raises(NotAllowed) as refused:
        acknowledge(read, now=LATER)
    assert (refused.value.state, refused.value.allowed) == (ReadingState.READ, READING.allowed(ReadingState.READ))


def test_a_gap_that_is_not_on_the_record_is_not_found() -> None:
    with pytest.raises(NotFound):
        acknowledge(name_officer(kept()).state, unknown())


def test_another_officer_reads_again_what_the_one_before_had_read() -> None:
    read = acknowledge(name_officer(kept(gaps=GAPS)).state).state
    decision = name_officer(read, "N07R311", now=MUCH_LATER)
    assert theirs(*decision.events) == [(Obligation.NPS_GAP_ACKNOWLEDGED, DOMESTIC_ABUSE.gap_id, ClockAction.STARTED)]
    (clock,) = decision.events[0].clocks
    assert clock.due_at == due(LimitName.GAP_ACKNOWLEDGED, MUCH_LATER)
    for gap in GAPS:
        assert standing_of(decision.state, gap.gap_id) is ReadingState.UNREAD
    assert [one.officer for one in earlier_readings(decision.state, DOMESTIC_ABUSE.gap_id)] == ["N07R310"]
    again = acknowledge(decision.state, officer="N07R311", now=MUCH_LATER).state
    assert standing_of(again, DOMESTIC_ABUSE.gap_id) is ReadingState.READ


def test_what_nobody_had_read_stays_due_when_it_was() -> None:
    named = name_officer(kept(gaps=GAPS)).state
    other = name_officer(named, "N07R311", now=MUCH_LATER)
    assert theirs(*other.events) == []
    assert {one.due_at for one in other.state.owed} == {due(LimitName.GAP_ACKNOWLEDGED, MONDAY)}


def test_an_officer_who_comes_back_reads_again() -> None:
    read = acknowledge(name_officer(kept()).state).state
    between = name_officer(read, "N07R311", now=LATER).state
    back = name_officer(between, now=MUCH_LATER).state
    assert standing_of(back, DOMESTIC_ABUSE.gap_id) is ReadingState.UNREAD
    assert len(earlier_readings(back, DOMESTIC_ABUSE.gap_id)) == 1


def test_another_grade_is_no_other_officer() -> None:
    read = acknowledge(name_officer(kept()).state).state
    decision = name_officer(read, grade="SPO", now=LATER)
    assert theirs(*decision.events) == []
    assert standing_of(decision.state, DOMESTIC_ABUSE.gap_id) is ReadingState.READ


def test_a_gap_that_was_answered_meanwhile_is_read_all_the_same() -> None:
    answer = review(kept(gaps=GAPS), closed()).state
    named = name_officer(answer).state
    assert standing_of(acknowledge(named).state, DOMESTIC_ABUSE.gap_id) is ReadingState.READ


def test_the_end_of_the_order_ends_what_the_nps_owes() -> None:
    decision = ended(kept(gaps=GAPS)).allocation
    assert {action for _, _, action in theirs(*decision.events)} == {ClockAction.CANCELLED}
    assert len(theirs(*decision.events)) == 3
    assert decision.state.owed == ()


def test_what_has_run_out_by_the_end_of_the_order_stays_missed() -> None:
    decision = ended(name_officer(kept(gaps=GAPS)).state, now=MUCH_LATER).allocation
    assert theirs(*decision.events) == []
    assert decision.state.owed == ()


def test_a_move_between_officers_is_told_by_the_division() -> None:
    (told,) = name_officer(taken_over(), now=LATER).events
    assert told.recorded_by == occasion("N07", "N07S410").actor
