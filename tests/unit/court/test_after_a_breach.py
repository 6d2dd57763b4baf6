"""What a court made of an order when it dealt with a breach of it: followed once, in the name of who recorded it."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.court.domain.after_breach import follow
from services.court.domain.amendments import AmendOrder, amend_order
from services.court.domain.appeals import LodgeAppeal, lodge_appeal
from services.court.domain.sentences import Sentence
from services.court.domain.stages import GapState, SentenceState
from shared.contracts.breach import BreachConcluded, OrderAfterBreach
from shared.contracts.court import AppealDecided, InformationGapClosed, OrderAmended, OrderRevoked, Requirement
from shared.contracts.model import Actor
from shared.decisions import Occasion
from shared.probation.vocabulary import (
    AmendmentCause,
    AppealOutcome,
    BreachOutcome,
    BreachPenalty,
    BreachState,
    RequirementKind,
    RevocationCause,
)
from tests.unit.court.given import CRN, OCCASION, TUESDAY, at, sentenced

RECORDED_BY = Actor(organisation="N07", officer="N07E001")
HARDER = (Requirement(kind=RequirementKind.UNPAID_WORK, amount=120, unit="hours"),)
LEFT = OrderAfterBreach(order_ends_on=date(2018, 3, 5), requirements=HARDER)
LATER: Occasion = at(TUESDAY, officer="N07E001")


def passed(**changed: Any) -> Sentence:
    return sentenced(None, **changed).sentence.state


def ended(sentence: Sentence, **said: Any) -> BreachConcluded:
    """The end of a breach of this sentence; a fine, which leaves the order as it was, unless something else is said."""
    facts = {
        "crn": CRN,
        "detail_url": "http://breach.test/breaches/1",
        "recorded_by": RECORDED_BY,
        "breach_id": UUID(int=7),
        "sentence_id": sentence.sentence_id,
        "provider": "C17",
        "division": "N07",
        "state": BreachState.PROVEN,
        "outcome": BreachOutcome.CONTINUE,
        "penalty": BreachPenalty.FINE,
        "order_after": None,
        "order_ends": False,
        "ended_on": None,
        "withdrawal_reason": None,
        "recommendation_followed": True,
        "first_recommendation": None,
        "recommendation": None,
    }
    return BreachConcluded(**{**facts, **said})


def amended(sentence: Sentence) -> BreachConcluded:
    return ended(sentence, penalty=BreachPenalty.MORE_ONEROUS, order_after=LEFT)


def revoked(sentence: Sentence) -> BreachConcluded:
    said = {"outcome": BreachOutcome.RE_SENTENCED, "penalty": None, "order_ends": True, "ended_on": TUESDAY.date()}
    return ended(sentence, **said)


def test_the_order_is_changed_as_the_court_left_it() -> None:
    sentence = passed()
    decision = follow(sentence, amended(sentence), LATER)
    (event,) = decision.events
    assert isinstance(event, OrderAmended)
    assert (event.cause, event.number, event.order_ends_on) == (AmendmentCause.BREACH, 1, LEFT.order_ends_on)
    assert (event.requirements, event.disposal, event.area_crc) == (HARDER, sentence.disposal, sentence.area_crc)
    assert (decision.state.order_ends_on, decision.state.requirements) == (LEFT.order_ends_on, HARDER)
    (change,) = decision.state.changes
    assert (change.before, change.changed_by) == (sentence.order, "N07E001")


def test_the_order_ends_on_the_day_that_was_recorded_and_its_gaps_with_it() -> None:
    sentence = passed()
    decision = follow(sentence, revoked(sentence), LATER)
    event, *gaps = decision.events
    assert isinstance(event, OrderRevoked)
    assert (event.cause, event.ended_on) == (RevocationCause.RE_SENTENCED, TUESDAY.date())
    assert all(isinstance(gap, InformationGapClosed) for gap in gaps)
    assert (decision.state.state, decision.state.ended_by) == (SentenceState.ENDED, "N07E001")
    assert {gap.state for gap in decision.state.gaps} == {GapState.CLOSED}


def test_an_appeal_that_is_undecided_ends_with_the_order_and_not_with_a_change_of_it() -> None:
    appealed = lodge_appeal(passed(), LodgeAppeal(), OCCASION).state
    first, second, *_ = follow(appealed, revoked(appealed), LATER).events
    assert isinstance(first, AppealDecided)
    assert (first.outcome, type(second)) == (AppealOutcome.ABANDONED, OrderRevoked)
    changed = follow(appealed, amended(appealed), LATER)
    assert (changed.state.state, [type(one) for one in changed.events]) == (SentenceState.UNDER_APPEAL, [OrderAmended])


@pytest.mark.parametrize("state", [BreachState.PROVEN, BreachState.NOT_PROVEN, BreachState.WITHDRAWN])
def test_an_end_that_leaves_the_order_alone_changes_nothing(state: BreachState) -> None:
    sentence = passed()
    decision = follow(sentence, ended(sentence, state=state), LATER)
    assert (decision.state, decision.events) == (sentence, ())


def test_what_was_followed_is_not_followed_again() -> None:
    sentence = passed()
    once = follow(sentence, amended(sentence), LATER).state
    assert follow(once, amended(once), LATER).events == ()
    over = follow(once, revoked(once), LATER).state
    for told in (amended(over), revoked(over)):
        assert follow(over, told, LATER).events == ()


def test_a_sentence_without_an_order_has_none_to_change() -> None:
    other = passed(disposal="other", requirements=())
    assert follow(other, amended(other), LATER).events == ()


def test_changes_are_numbered_with_those_that_somebody_made() -> None:
    asked = AmendOrder.model_validate({"cause": "application", "order_ends_on": "2018-01-01", "requirements": []})
    sentence = amend_order(passed(), asked, LATER).state
    (event,) = follow(sentence, amended(sentence), LATER).events
    assert isinstance(event, OrderAmended)
    assert event.number == 2
