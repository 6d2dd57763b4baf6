"""Somebody asks after who did not come, within five working days; and that stands for the month's contact."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.crc.domain.cases import Case
from services.crc.domain.contact_months import month_of, owed_month
from shared.contracts.crc import AppointmentArranged, FollowUpStarted
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import NotAllowed
from shared.probation.calendar import due, end_of_day
from shared.probation.limits import LimitName
from tests.unit.crc.contacts import follow_up
from tests.unit.crc.given import MONDAY, SENTENCE_ID, arrange, kept, supervised, warn

FIRST = MONDAY + timedelta(days=4)
OCTOBER = datetime(2016, 10, 12, 9, tzinfo=UTC)
IN_TIME = due(LimitName.MISSED_CONTACT_FOLLOW_UP, OCTOBER)


def owes(case: Case) -> bool:
    return Obligation.CONTACT_FOLLOW_UP in {one.obligation for one in case.owed}


def month(case: Case) -> object:
    owed = owed_month(case)
    return None if owed is None else (owed.subject_id, owed.due_at)


OWED_IN_OCTOBER = (month_of(SENTENCE_ID, date(2016, 10, 1)), end_of_day(date(2016, 10, 31)))
OWED_IN_NOVEMBER = (month_of(SENTENCE_ID, date(2016, 11, 1)), end_of_day(date(2016, 11, 30)))


@pytest.mark.parametrize(("outcome", "missed"), [("UAAB", True), ("AAHO", True), ("ATTC", False), ("RSSR", False)])
def test_who_did_not_come_is_asked_after(outcome: str, missed: bool) -> None:
    case, _, _ = kept(supervised(), FIRST, outcome)
    assert owes(case) == missed


def test_a_follow_up_in_time_meets_it_and_stands_for_the_contact_of_the_month() -> None:
    case, missed, _ = kept(supervised(), OCTOBER, "UAAB")
    assert month(case) == OWED_IN_OCTOBER
    decision = follow_up(case, missed, IN_TIME)
    (told,) = decision.events
    assert isinstance(told, FollowUpStarted)
    assert (told.kind, {(one.obligation, one.action) for one in told.clocks}) == (
        "homeVisit",
        {
            (Obligation.CONTACT_FOLLOW_UP, ClockAction.MET),
            (Obligation.MONTHLY_CONTACT, ClockAction.MET),
            (Obligation.MONTHLY_CONTACT, ClockAction.STARTED),
        },
    )
    assert month(decision.state) == OWED_IN_NOVEMBER


def test_a_follow_up_that_comes_late_is_no_contact_of_the_month() -> None:
    case, missed, _ = kept(supervised(), OCTOBER, "UAAB")
    after = follow_up(case, missed, IN_TIME + timedelta(seconds=1)).state
    assert (owes(after), month(after)) == (False, OWED_IN_OCTOBER)


def test_only_who_was_to_be_seen_is_in_contact() -> None:
    by_phone, _, _ = kept(supervised(), OCTOBER, face_to_face=False)
    assert month(by_phone) == OWED_IN_OCTOBER
    case, missed, _ = kept(supervised(), OCTOBER, "UAAB", face_to_face=False)
    assert month(follow_up(case, missed, OCTOBER + timedelta(hours=2)).state) == OWED_IN_OCTOBER
    seen, _, _ = kept(supervised(), OCTOBER)
    assert month(seen) == OWED_IN_NOVEMBER


def test_a_letter_or_a_new_appointment_follows_it_up_too() -> None:
    case, missed, _ = kept(supervised(), FIRST, "UAAB")
    assert not owes(warn(case, missed, FIRST.date(), FIRST + timedelta(hours=2)).state)
    arranged = arrange(case, FIRST + timedelta(days=3), now=FIRST + timedelta(hours=2))
    assert not owes(arranged.state)
    (told,) = arranged.events
    assert isinstance(told, AppointmentArranged)
    assert (Obligation.CONTACT_FOLLOW_UP, ClockAction.MET) in {(one.obligation, one.action) for one in told.clocks}


def test_who_has_been_told_to_come_again_needs_no_asking_after() -> None:
    again = arrange(supervised(), FIRST + timedelta(days=3), now=FIRST - timedelta(days=2)).state
    case, _, _ = kept(again, FIRST, "UAAB")
    assert not owes(case)


def test_it_is_followed_up_once_and_only_where_somebody_did_not_come() -> None:
    case, missed, _ = kept(supervised(), FIRST, "UAAB")
    followed = follow_up(case, missed, FIRST + timedelta(hours=2)).state
    with pytest.raises(NotAllowed, match="followed up: home visit"):
        follow_up(followed, missed, FIRST + timedelta(hours=3))
    came, seen, _ = kept(supervised(), FIRST)
    with pytest.raises(NotAllowed, match="was not missed"):
        follow_up(came, seen, FIRST + timedelta(hours=3))
