"""Every combination of what is breached, outcome and penalty: allowed with a citation, or refused with a reason."""

from datetime import date
from itertools import product

import pytest

from services.breach.domain.breaches import Breach
from services.breach.domain.outcome_asked import OrderAfterAsked, OutcomeAsked
from services.breach.domain.outcomes import conclude
from services.breach.domain.powers import POWERS, Breached, Power, follows, lawful_recommendations
from shared.contracts.court import Requirement
from shared.decisions import Invalid
from shared.probation.vocabulary import (
    BreachOutcome,
    BreachPenalty,
    BreachState,
    Disposal,
    OrderKind,
    Recommendation,
    RequirementKind,
)
from tests.unit.breach.states import STATES
from tests.unit.breach.story import BY_NPS

B, Did, P = Breached, BreachOutcome, BreachPenalty
ALLOWED = {
    (B.COMMUNITY_ORDER, Did.CONTINUE, P.FINE): "9(1)(aa)",
    (B.COMMUNITY_ORDER, Did.CONTINUE, P.MORE_ONEROUS): "9(1)(a)",
    (B.COMMUNITY_ORDER, Did.CONTINUE, P.EXTENDED): "9(3)",
    (B.COMMUNITY_ORDER, Did.RE_SENTENCED, P.NONE): "9(1)(b)",
    (B.COMMUNITY_ORDER, Did.CUSTODY, P.NONE): "9(1)(b)-(c)",
    (B.SUSPENDED_SENTENCE_ORDER, Did.CONTINUE, P.FINE): "8(2)(ba)",
    (B.SUSPENDED_SENTENCE_ORDER, Did.CONTINUE, P.MORE_ONEROUS): "8(2)(c)(i)",
    (B.SUSPENDED_SENTENCE_ORDER, Did.CONTINUE, P.EXTENDED): "8(2)(c)(ii)",
    (B.SUSPENDED_SENTENCE_ORDER, Did.CUSTODY, P.NONE): "8(2)(a)-(b)",
    (B.POST_SENTENCE_SUPERVISION, Did.CONTINUE, P.NONE): "256AC(4)",
    (B.POST_SENTENCE_SUPERVISION, Did.CONTINUE, P.FINE): "256AC(4)(b)",
    (B.POST_SENTENCE_SUPERVISION, Did.CUSTODY, P.NONE): "256AC(4)(a)",
    (B.POST_SENTENCE_SUPERVISION, Did.SUPERVISION_DEFAULT_ORDER, P.NONE): "256AC(4)(c)",
}
"""What is open to the court, and the provision; written down here a second time, so that the table cannot drift."""

DISPOSALS = {
    B.COMMUNITY_ORDER: Disposal.COMMUNITY_ORDER,
    B.SUSPENDED_SENTENCE_ORDER: Disposal.SUSPENDED_SENTENCE_ORDER,
    B.POST_SENTENCE_SUPERVISION: Disposal.CUSTODY,
}
Place = tuple[Breached, BreachOutcome, BreachPenalty]
EVERY = list(product(Breached, BreachOutcome, BreachPenalty))
BEFORE_A_COURT = [one for one in EVERY if one[0] in DISPOSALS]


def executed_of(breached: Breached) -> Breach:
    breach = STATES[BreachState.EXECUTED]
    known = breach.case.model_copy(update={"disposal": DISPOSALS[breached]})
    return breach.model_copy(update={"known": (known,)})


def asked_for(power: Power) -> OutcomeAsked:
    """The outcome with everything that goes with it, within every limit."""
    amended = power.penalty in (P.MORE_ONEROUS, P.EXTENDED)
    after = OrderAfterAsked(
        order_ends_on=date(2017, 9, 5) if power.penalty is P.EXTENDED else date(2017, 6, 5),
        requirements=(Requirement(kind=RequirementKind.UNPAID_WORK, amount=120, unit="hours"),),
    )
    committed = power.breached is B.POST_SENTENCE_SUPERVISION and power.outcome is Did.CUSTODY
    return OutcomeAsked(
        state=BreachState.PROVEN,
        outcome=power.outcome,
        penalty=power.penalty if power.outcome is Did.CONTINUE or power.penalty is not P.NONE else None,
        fine_amount=200 if power.penalty is P.FINE else None,
        days=14 if committed else None,
        unpaid_work_hours=40 if power.outcome is Did.SUPERVISION_DEFAULT_ORDER else None,
        order_after=after if amended else None,
        ended_on=date(2016, 9, 5) if power.ends_order else None,
    )


def test_every_combination_is_in_the_table() -> None:
    assert list(POWERS) == EVERY
    assert len(EVERY) == 4 * 4 * 4


@pytest.mark.parametrize("place", EVERY)
def test_each_is_allowed_with_a_citation_or_refused_with_a_reason(place: Place) -> None:
    power = POWERS[place]
    assert (power.breached, power.outcome, power.penalty) == place
    assert (power.citation is None) != (power.reason is None)
    assert power.is_allowed == (place in ALLOWED)
    if power.is_allowed:
        assert power.citation is not None
        assert "Criminal Justice Act 2003" in power.citation
        assert ALLOWED[place] in power.citation
    else:
        assert power.reason is not None
        assert power.reason.endswith(".")
        assert not power.ends_order


@pytest.mark.parametrize("place", BEFORE_A_COURT)
def test_the_record_takes_what_is_allowed_and_says_why_it_refuses_the_rest(
    place: Place,
) -> None:
    power = POWERS[place]
    breach = executed_of(power.breached)
    if power.is_allowed:
        told = conclude(breach, asked_for(power), BY_NPS)
        assert (told.state.outcome, told.state.state) == (power.outcome, BreachState.PROVEN)
        assert told.events[-1].model_dump()["order_ends"] is power.ends_order
        return
    with pytest.raises(Invalid) as refused:
        conclude(breach, asked_for(power), BY_NPS)
    (fault,) = refused.value.faults
    assert fault.code == "notOpenToTheCourt"
    assert power.reason is not None
    assert power.reason in fault.sentence
    assert fault.place in ("/outcome", "/penalty")


def test_a_licence_is_never_breached_before_a_court() -> None:
    of_a_licence = [power for power in POWERS.values() if power.breached is B.LICENCE]
    assert len(of_a_licence) == 16
    assert {power.is_allowed for power in of_a_licence} == {False}
    assert all("recall" in str(power.reason) for power in of_a_licence)


@pytest.mark.parametrize(
    ("order", "lawful"),
    [
        ("communityOrder", {"continue", "fine", "moreOnerous", "extend", "revokeAndResentence", "revoke"}),
        ("suspendedSentenceOrder", {"continue", "fine", "moreOnerous", "extend", "activate", "revoke"}),
        ("postSentenceSupervision", {"continue", "fine", "committal", "supervisionDefaultOrder"}),
    ],
)
def test_what_may_be_recommended_follows_from_the_powers(order: str, lawful: set[str]) -> None:
    assert lawful_recommendations(OrderKind(order)) == lawful


def test_every_recommendation_is_open_for_some_order() -> None:
    assert frozenset[Recommendation]().union(*map(lawful_recommendations, OrderKind)) == set(Recommendation)


@pytest.mark.parametrize(
    ("recommended", "place", "followed"),
    [
        (Recommendation.FINE, (B.COMMUNITY_ORDER, Did.CONTINUE, P.FINE), True),
        (Recommendation.FINE, (B.COMMUNITY_ORDER, Did.CONTINUE, P.MORE_ONEROUS), False),
        (Recommendation.CONTINUE, (B.COMMUNITY_ORDER, Did.CONTINUE, P.EXTENDED), True),
        (Recommendation.CONTINUE, (B.COMMUNITY_ORDER, Did.CUSTODY, P.NONE), False),
        (Recommendation.REVOKE_AND_RESENTENCE, (B.COMMUNITY_ORDER, Did.CUSTODY, P.NONE), True),
        (Recommendation.ACTIVATE, (B.SUSPENDED_SENTENCE_ORDER, Did.CUSTODY, P.NONE), True),
        (Recommendation.COMMITTAL, (B.POST_SENTENCE_SUPERVISION, Did.CUSTODY, P.NONE), True),
        (Recommendation.ACTIVATE, (B.POST_SENTENCE_SUPERVISION, Did.CUSTODY, P.NONE), False),
    ],
)
def test_the_court_followed_a_recommendation_or_did_not(
    recommended: Recommendation, place: Place, followed: bool
) -> None:
    assert follows(recommended, POWERS[place]) is followed
