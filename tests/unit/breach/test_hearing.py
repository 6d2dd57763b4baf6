"""What the events make known: the same whatever order the topics came in, and a breach from each decision, once."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.breach.domain.breaches import Breach
from services.breach.domain.hearing import hear
from services.breach.domain.initiating import breach_id_of, initiate
from services.breach.domain.known_case import KnownCase
from shared.contracts.model import ClockAction, EventData, Obligation
from shared.decisions import Decision
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import AppointmentOutcome, EnforcementDecision, ExcuseDecision, RoshLevel
from tests.unit.breach.story import (
    BY_NPS,
    CRC,
    DECISION,
    FIRST,
    NOW,
    NPS,
    OFFICER,
    SECOND,
    Story,
    known_from,
)

TOPICS = Story().told()
TOPIC_OF = [number for number, topic in enumerate(TOPICS) for _ in topic]


def interleaved(order: list[int]) -> list[EventData]:
    """The topics read in some order, each in its own."""
    left = [iter(topic) for topic in TOPICS]
    return [next(left[number]) for number in order]


def told(events: list[EventData]) -> tuple[KnownCase, list[Decision[Breach]]]:
    known: KnownCase | None = None
    begun: list[Decision[Breach]] = []
    for event in events:
        known, decisions = initiate(hear(known, event, NOW), BY_NPS)
        begun += decisions
    assert known is not None
    return known, begun


@given(st.permutations(TOPIC_OF))
def test_topics_in_any_order_make_the_same_known_case_and_the_same_breach(order: list[int]) -> None:
    known, begun = told(interleaved(order))
    expected, once = told(Story().in_order())
    assert known == expected
    assert begun == once


@given(st.permutations(TOPIC_OF), st.data())
def test_an_event_heard_again_adds_nothing(order: list[int], data: st.DataObject) -> None:
    events = interleaved(order)
    again = data.draw(st.sampled_from([event for event in events if "decided" in event.event_type]))
    known, begun = told([*events, again])
    assert known == known_from(events)
    assert len(begun) == 1


def test_what_is_known_is_what_was_told() -> None:
    known = known_from(Story().in_order())
    assert (known.provider, known.division, known.officer) == (CRC, NPS, OFFICER)
    assert known.court_code == "B01CN"
    assert len(known.contacts) == 3
    assert [gap.check_kind.value for gap in known.open_gaps if gap.check_kind] == ["childSafeguarding"]
    assert known.risk is not None
    assert known.risk.domestic_abuse is True
    assert known.plan is not None
    assert known.plan.rar_days_planned == 15
    assert known.seen_by() == {CRC, NPS}


def test_the_officers_review_of_the_risk_outweighs_the_courts_picture_whichever_comes_last() -> None:
    story = Story()
    review, sentence = story.risk_reviewed(RoshLevel.HIGH), story.sentence_passed()
    assert known_from([review, sentence]).rosh is known_from([sentence, review]).rosh is RoshLevel.HIGH
    assert known_from([sentence]).rosh is RoshLevel.MEDIUM
    assert known_from([story.officer_named()]).rosh is None


def test_a_transfer_gives_the_case_another_provider() -> None:
    assert known_from([*Story().in_order(), Story().transferred()]).provider == NPS


def test_a_case_that_the_nps_keeps_is_its_own_from_the_decision_on() -> None:
    story = Story()
    assert known_from([story.sentence_passed(), story.allocation_decided(NPS)]).provider == NPS
    assert known_from([story.sentence_passed(), story.allocation_decided(CRC)]).provider is None
    after = [story.allocation_decided(NPS), story.allocation_accepted()]
    assert known_from([story.sentence_passed(), *after]).provider == CRC


def test_an_outcome_is_not_lost_to_an_older_arrangement() -> None:
    outcome = Story().outcome(FIRST, NOW, AppointmentOutcome.UAAB)
    (contact,) = known_from([outcome, Story().arranged(FIRST, NOW)]).contacts
    assert contact.outcome is AppointmentOutcome.UAAB


def test_a_corrected_outcome_replaces_the_one_before_and_is_not_lost_to_what_is_told_again() -> None:
    first = Story().outcome(FIRST, NOW, AppointmentOutcome.UAAB)
    correction = Story().corrected(AppointmentOutcome.AAME)
    (contact,) = known_from([first, correction, first, correction]).contacts
    assert (contact.outcome, contact.recordings, contact.excuse_until) == (AppointmentOutcome.AAME, 2, None)


def test_an_older_correction_that_is_told_again_does_not_take_the_place_of_a_newer() -> None:
    first = Story().outcome(FIRST, NOW, AppointmentOutcome.UAAB)
    older = Story().corrected(AppointmentOutcome.AAME)
    newer = Story().corrected(AppointmentOutcome.AFTC).model_copy(update={"number": 3})
    (contact,) = known_from([first, older, newer, older]).contacts
    assert (contact.outcome, contact.recordings) == (AppointmentOutcome.AFTC, 3)


def test_an_excuse_is_known_with_the_outcome_as_it_stands_after_it() -> None:
    first = Story().outcome(FIRST, NOW, AppointmentOutcome.UAAB)
    (waiting,) = known_from([first]).contacts
    assert waiting.excuse_until is not None
    assert waiting.excuse_on(waiting.excuse_until) is ExcuseDecision.PENDING
    assert waiting.excuse_on(waiting.excuse_until + timedelta(seconds=1)) is ExcuseDecision.NONE_GIVEN
    accepted = Story().excuse_decided(FIRST, AppointmentOutcome.AAEM)
    (excused,) = known_from([first, accepted, first, accepted]).contacts
    assert (excused.outcome, excused.excuse, excused.recordings) == ("AAEM", ExcuseDecision.ACCEPTED, 2)
    (kept,) = known_from([first, Story().excuse_decided(FIRST)]).contacts
    assert (kept.outcome, kept.excuse, kept.recordings) == ("UAAB", ExcuseDecision.NOT_ACCEPTED, 1)


def test_a_manager_who_corrects_back_to_a_failure_overrules_the_excuse() -> None:
    first = Story().outcome(FIRST, NOW, AppointmentOutcome.UAAB)
    accepted = Story().excuse_decided(FIRST, AppointmentOutcome.AAEM)
    again = Story().corrected(AppointmentOutcome.UAAB).model_copy(update={"number": 3})
    (contact,) = known_from([first, accepted, again]).contacts
    assert (contact.outcome, contact.excuse) == (AppointmentOutcome.UAAB, ExcuseDecision.NOT_ACCEPTED)


def test_a_decision_begins_a_breach_whose_time_runs_from_awareness() -> None:
    _, (decision,) = told(Story().in_order())
    breach, (event,) = decision.state, decision.events
    assert breach.breach_id == breach_id_of(DECISION)
    assert breach.failures == (FIRST, SECOND)
    assert (breach.provider, breach.division) == (CRC, NPS)
    (clock,) = event.clocks
    assert (clock.obligation, clock.action, clock.owner) == (Obligation.BREACH_REFERRED, ClockAction.STARTED, CRC)
    assert clock.due_at == due(LimitName.BREACH_REFERRAL, NOW)
    assert event.recorded_by.officer is None


@pytest.mark.parametrize("late", ["court", "allocation"])
def test_a_decision_that_overtakes_the_court_waits_for_the_division(late: str) -> None:
    story = Story()
    event = story.sentence_passed() if late == "court" else story.allocation_accepted()
    known, begun = told([story.decided()])
    assert not begun
    assert [one.breach_id for one in known.decisions] == [None]
    known, (decision,) = initiate(hear(known, event, NOW), BY_NPS)
    assert decision.state.division == NPS
    assert [one.breach_id for one in known.decisions] == [decision.state.breach_id]


def test_a_decision_not_to_enforce_begins_nothing() -> None:
    known, begun = told([*Story().in_order()[:-1], Story().decided(EnforcementDecision.NOT_ENFORCED)])
    assert not begun
    assert not known.decisions
