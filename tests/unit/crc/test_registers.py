"""Risk registers: one review of each is due at its interval, and the next from when that was made."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError

from services.crc.domain import risk_reviews
from services.crc.domain.cases import Case
from services.crc.domain.stages import RegistrationState, ReviewState
from shared.contracts.crc import RiskDeregistered, RiskRegistered, RiskReviewDue, RiskReviewed
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import Invalid, NotAllowed, NotFound
from shared.probation.calendar import due, end_of_day, london_date
from shared.probation.limits import LimitName
from shared.probation.vocabulary import Disposal, RegisterType, RiskChange, RiskReviewCause
from tests.unit.crc.given import (
    ACCEPTED_AT,
    ELSEWHERE,
    MEDIUM,
    MONDAY,
    OFFICER,
    accepted,
    closed,
    ended,
    heard,
    moved,
    name,
    occasion,
    opened,
    sentence,
    supervised,
)
from tests.unit.crc.risks import complete, deregister, due_of, register, review

TUESDAY = MONDAY + timedelta(days=1)
INTERVALS = {
    "childProtection": date(2016, 12, 6),
    "mappa": date(2016, 12, 6),
    "domesticAbusePerpetrator": date(2016, 12, 6),
    "weapons": date(2016, 12, 6),
    "requiredReview": date(2016, 10, 6),
}


@pytest.mark.parametrize("disposal", [Disposal.COMMUNITY_ORDER, Disposal.CUSTODY])
def test_the_risk_of_serious_harm_of_every_case_is_reviewed_six_months_after_a_crc_first_had_it(
    disposal: Disposal,
) -> None:
    case, (_, registered, owed) = heard((sentence(disposal=disposal), MONDAY), (accepted(), ACCEPTED_AT))
    assert isinstance(registered, RiskRegistered)
    assert isinstance(owed, RiskReviewDue)
    assert (registered.register_type, registered.registered_on) == (RegisterType.ROSH, date(2016, 9, 5))
    assert (registered.recorded_by.officer, registered.clocks) == (None, ())
    assert (owed.cause, owed.register_type) == (RiskReviewCause.REGISTER_INTERVAL, RegisterType.ROSH)
    (clock,) = owed.clocks
    assert (clock.obligation, clock.subject_id, clock.action) == (
        Obligation.RISK_REVIEW,
        owed.review_id,
        ClockAction.STARTED,
    )
    assert clock.due_at == end_of_day(date(2017, 3, 5))
    assert due_of(case).review_id == owed.review_id


def test_it_is_registered_once_however_much_is_heard() -> None:
    case = opened()
    again, told = heard((sentence(), MONDAY), (accepted(), ACCEPTED_AT), case=case)
    assert (again, told) == (case, [])


def test_a_case_from_before_the_registers_has_its_own_with_the_next_fact_that_is_heard() -> None:
    before = opened().model_copy(update={"registrations": (), "risk_reviews": ()})
    case, told = heard((accepted(), ACCEPTED_AT), case=before)
    assert [one.event_type.split(".")[2] for one in told] == ["risk-registered", "risk-review-due"]
    assert due_of(case).due_at == due(LimitName.RISK_REVIEW_ROSH, ACCEPTED_AT)


@pytest.mark.parametrize("kind", INTERVALS)
def test_each_register_has_its_interval(kind: str) -> None:
    decision = register(supervised(), kind)
    registered, owed = decision.events
    assert isinstance(registered, RiskRegistered)
    assert isinstance(owed, RiskReviewDue)
    assert (registered.register_type, registered.recorded_by.officer) == (kind, OFFICER)
    assert due_of(decision.state, RegisterType(kind)).due_at == end_of_day(INTERVALS[kind])
    with pytest.raises(NotAllowed, match="applies to the case already"):
        register(decision.state, kind)


def test_that_of_the_risk_of_serious_harm_is_nobodys_to_register() -> None:
    with pytest.raises(ValidationError):
        register(supervised(), "rosh")


@pytest.mark.parametrize("on", [date(2016, 9, 4), date(2016, 9, 7)])
def test_a_register_applies_from_a_day_on_which_a_crc_had_the_case(on: date) -> None:
    with pytest.raises(Invalid) as refused:
        register(supervised(), on=on)
    assert [(one.place, one.code) for one in refused.value.faults] == [("/registeredOn", "notPossible")]


def test_what_is_registered_late_was_owed_all_the_same() -> None:
    now = datetime(2017, 1, 10, 9, tzinfo=UTC)
    case = register(supervised(), "weapons", on=date(2016, 9, 6), now=now).state
    one = due_of(case, RegisterType.WEAPONS)
    assert (one.due_at, one.raised_at) == (end_of_day(date(2016, 12, 6)), now)


def test_made_the_next_is_due_from_then() -> None:
    case = register(supervised(), "weapons").state
    first = due_of(case, RegisterType.WEAPONS)
    at = datetime(2016, 11, 30, 15, tzinfo=UTC)
    decision = complete(case, first.review_id, "medium", at)
    made, following = decision.events
    assert isinstance(made, RiskReviewed)
    assert isinstance(following, RiskReviewDue)
    assert (made.cause, made.register_type) == (RiskReviewCause.REGISTER_INTERVAL, RegisterType.WEAPONS)
    assert [(one.subject_id, one.action) for one in made.clocks] == [(first.review_id, ClockAction.MET)]
    second = due_of(decision.state, RegisterType.WEAPONS)
    assert (second.review_id, second.due_at) == (following.review_id, end_of_day(date(2017, 2, 28)))
    assert second.review_id != first.review_id
    with pytest.raises(NotAllowed):
        complete(decision.state, first.review_id, "medium", at)


def test_a_review_made_late_stays_late_and_the_next_counts_from_when_it_was_made() -> None:
    case = register(supervised(), "requiredReview").state
    at = datetime(2017, 1, 31, 9, tzinfo=UTC)
    after = complete(case, due_of(case, RegisterType.REQUIRED_REVIEW).review_id, "medium", at).state
    assert due_of(after, RegisterType.REQUIRED_REVIEW).due_at == end_of_day(date(2017, 2, 28))


def test_a_review_for_another_reason_puts_no_register_off() -> None:
    case = register(supervised(), "weapons").state
    assert due_of(review(case, "medium").state, RegisterType.WEAPONS) == due_of(case, RegisterType.WEAPONS)
    assert due_of(review(case, "medium").state) == due_of(case)


def test_a_register_ends_and_its_review_is_not_owed_any_more() -> None:
    case = register(supervised(), "weapons").state
    one = due_of(case, RegisterType.WEAPONS)
    assert one.registration_id is not None
    decision = deregister(case, one.registration_id)
    (told,) = decision.events
    assert isinstance(told, RiskDeregistered)
    assert [(each.subject_id, each.action) for each in told.clocks] == [(one.review_id, ClockAction.CANCELLED)]
    assert decision.state.review(one.review_id).state is ReviewState.CANCELLED
    assert decision.state.registration(one.registration_id).state is RegistrationState.ENDED
    with pytest.raises(NotAllowed):
        deregister(decision.state, one.registration_id)
    again = register(decision.state, "weapons").state  # it may come to apply again, as another registration
    assert due_of(again, RegisterType.WEAPONS).registration_id != one.registration_id


def test_ending_a_register_does_not_excuse_its_late_review() -> None:
    case = register(supervised(), "requiredReview").state
    one = due_of(case, RegisterType.REQUIRED_REVIEW)
    assert one.registration_id is not None
    assert one.due_at is not None
    deregister(case, one.registration_id, one.due_at)
    late = one.due_at + timedelta(microseconds=1)
    with pytest.raises(NotAllowed, match="make it first"):
        deregister(case, one.registration_id, late)
    made = complete(case, one.review_id, "medium", late).state
    assert deregister(made, one.registration_id, late).events


def test_the_register_of_every_case_does_not_end() -> None:
    case = supervised()
    rosh = due_of(case).registration_id
    assert rosh is not None
    with pytest.raises(NotAllowed, match="applies to every case"):
        deregister(case, rosh)
    with pytest.raises(NotFound):
        deregister(case, UUID(int=0))


def test_registers_and_their_reviews_go_with_the_person_at_their_time() -> None:
    before = register(supervised(), "weapons").state
    case, (_, came) = heard((moved(), TUESDAY), case=before)
    started = {one.subject_id: one.due_at for one in came.clocks if one.obligation is Obligation.RISK_REVIEW}
    assert started == {one.review_id: one.due_at for one in (due_of(before), due_of(before, RegisterType.WEAPONS))}
    assert case.registrations == before.registrations


def test_a_review_that_ran_out_before_a_move_is_made_by_the_next_crc_and_the_register_goes_on() -> None:
    before = register(supervised(), "requiredReview").state
    at = datetime(2016, 11, 1, 9, tzinfo=UTC)
    case, (_, came) = heard((moved(), at), case=before)
    one = due_of(case, RegisterType.REQUIRED_REVIEW)
    assert one.review_id not in {clock.subject_id for clock in came.clocks}
    named = name(case, ELSEWHERE, by="C21M001", now=at).state
    made, following = complete(named, one.review_id, "medium", at, by=ELSEWHERE).events
    assert made.clocks == ()
    assert [(clock.action, clock.owner) for clock in following.clocks] == [(ClockAction.STARTED, "C21")]


def test_no_review_is_owed_of_an_order_that_has_ended() -> None:
    case, _ = heard((ended(), TUESDAY), case=register(supervised()).state)
    assert {one.state for one in case.risk_reviews} == {ReviewState.CANCELLED}


def advised(case: Case) -> set[str]:
    return {one.value for one in case.registers_advised}


def test_what_is_known_and_in_no_register_is_advised_to_be_registered() -> None:
    case, _ = heard((closed(), ACCEPTED_AT), case=supervised())
    assert advised(case) == {"domesticAbusePerpetrator"}
    both = supervised(opened(risk=MEDIUM.model_copy(update={"domestic_abuse": True, "child_safeguarding": True})))
    assert advised(both) == {"domesticAbusePerpetrator", "childProtection"}
    registered = register(both, "domesticAbusePerpetrator").state
    assert advised(registered) == {"childProtection"}
    one = due_of(registered, RegisterType.DOMESTIC_ABUSE_PERPETRATOR)
    assert one.registration_id is not None
    assert advised(deregister(registered, one.registration_id).state) == advised(both)


@pytest.mark.parametrize("known", [None, False])
def test_what_is_not_known_is_advised_to_nobody(known: bool | None) -> None:
    case = opened(risk=MEDIUM.model_copy(update={"domestic_abuse": known, "child_safeguarding": known}))
    assert advised(case) == set()


def test_where_the_level_changes_it_is_said_what_changed() -> None:
    case = supervised()
    for level, before in (("high", case), ("low", case), ("medium", without_level())):
        with pytest.raises(Invalid) as refused:
            reviewed(before, level)
        assert [(one.place, one.code) for one in refused.value.faults] == [("/changes", "changesMissing")]
        assert reviewed(before, level, "weapons", "relapse").changes == (RiskChange.WEAPONS, RiskChange.RELAPSE)
    assert reviewed(case, "medium").changes == ()
    with pytest.raises(Invalid) as refused:
        reviewed(case, "high", "weapons", "weapons")
    assert refused.value.faults[0].code == "namedTwice"


def without_level() -> Case:
    return supervised(opened(risk=MEDIUM.model_copy(update={"rosh_level": None})))


def reviewed(case: Case, level: str, *changes: str) -> RiskReviewed:
    asked = risk_reviews.ReviewRisk.model_validate({"roshAfter": level, "changes": changes})
    (told,) = risk_reviews.review_risk(case, asked, occasion()).events
    assert isinstance(told, RiskReviewed)
    assert told.cause is RiskReviewCause.NEW_INFORMATION
    return told


def test_a_case_that_moved_before_its_sentence_was_heard_has_its_register_from_the_first_crc() -> None:
    case, told = heard((accepted(), ACCEPTED_AT), (moved(), TUESDAY), (sentence(), MONDAY))
    (registered,) = [one for one in told if isinstance(one, RiskRegistered)]
    assert (registered.registered_on, registered.recorded_by.organisation) == (london_date(ACCEPTED_AT), "C17")
    assert (Obligation.RISK_REVIEW, due_of(case).review_id) in {(one.obligation, one.subject_id) for one in case.owed}
