"""What is said of the end of a breach: whole, within the limits of the power, and what it does to the order."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.breach.domain.breaches import Breach
from services.breach.domain.outcome_asked import OrderAfterAsked, OutcomeAsked
from services.breach.domain.outcomes import conclude
from services.breach.domain.preparing import prepare
from shared.contracts.breach import BreachConcluded
from shared.contracts.court import Requirement
from shared.decisions import Invalid
from shared.probation.vocabulary import (
    BreachOutcome,
    BreachPenalty,
    BreachState,
    BreachWithdrawalReason,
    Disposal,
    Recommendation,
    RequirementKind,
)
from tests.unit.breach.states import STATES
from tests.unit.breach.story import BY_CRC, BY_NPS, FINED, WITHDRAWN, asked, begun

S, Did, P = BreachState, BreachOutcome, BreachPenalty
TODAY = BY_NPS.now.date()
HARDER = (
    Requirement(kind=RequirementKind.REHABILITATION_ACTIVITY, amount=20, unit="days"),
    Requirement(kind=RequirementKind.UNPAID_WORK, amount=120, unit="hours"),
)


def of(disposal: Disposal = Disposal.COMMUNITY_ORDER) -> Breach:
    breach = STATES[S.EXECUTED]
    return breach.model_copy(update={"known": (breach.case.model_copy(update={"disposal": disposal}),)})


def proven(outcome: BreachOutcome, penalty: BreachPenalty | None = None, **said: Any) -> OutcomeAsked:
    return OutcomeAsked(state=S.PROVEN, outcome=outcome, penalty=penalty, **said)


def left(ends: date, requirements: tuple[Requirement, ...] = HARDER) -> OrderAfterAsked:
    return OrderAfterAsked(order_ends_on=ends, requirements=requirements)


def refused(breach: Breach, said: OutcomeAsked) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as caught:
        conclude(breach, said, BY_NPS)
    return [(fault.place, fault.code) for fault in caught.value.faults]


CO, SSO, CUSTODY = Disposal.COMMUNITY_ORDER, Disposal.SUSPENDED_SENTENCE_ORDER, Disposal.CUSTODY
WRONG = [
    pytest.param(CO, OutcomeAsked(state=S.PROVEN), [("/outcome", "outcomeMissing")], id="no outcome"),
    pytest.param(CO, proven(Did.CONTINUE), [("/penalty", "penaltyMissing")], id="no penalty"),
    pytest.param(CO, proven(Did.CONTINUE, P.FINE), [("/fineAmount", "amountMissing")], id="no amount"),
    pytest.param(
        CO, proven(Did.CONTINUE, P.FINE, fine_amount=2501), [("/fineAmount", "beyondThePower")], id="a fine too high"
    ),
    pytest.param(
        CUSTODY, proven(Did.CONTINUE, P.FINE, fine_amount=1001), [("/fineAmount", "beyondThePower")], id="above level 3"
    ),
    pytest.param(CUSTODY, proven(Did.CUSTODY), [("/days", "amountMissing")], id="no days"),
    pytest.param(CUSTODY, proven(Did.CUSTODY, days=15), [("/days", "beyondThePower")], id="a fortnight and a day"),
    pytest.param(
        CUSTODY,
        proven(Did.SUPERVISION_DEFAULT_ORDER, unpaid_work_hours=61),
        [("/unpaidWorkHours", "beyondThePower")],
        id="too much unpaid work",
    ),
    pytest.param(
        CUSTODY,
        proven(Did.SUPERVISION_DEFAULT_ORDER, unpaid_work_hours=19),
        [("/unpaidWorkHours", "beyondThePower")],
        id="too little unpaid work",
    ),
    pytest.param(CO, proven(Did.CUSTODY), [("/endedOn", "endMisplaced")], id="no end"),
    pytest.param(
        CO,
        proven(Did.RE_SENTENCED, ended_on=TODAY + timedelta(days=1)),
        [("/endedOn", "inTheFuture")],
        id="an end to come",
    ),
    pytest.param(
        CO, proven(Did.RE_SENTENCED, ended_on=date(2016, 6, 5)), [("/endedOn", "beforeSentence")], id="an end too early"
    ),
    pytest.param(
        CO,
        proven(Did.CONTINUE, P.FINE, fine_amount=100, ended_on=TODAY),
        [("/endedOn", "endMisplaced")],
        id="ended and going on",
    ),
    pytest.param(CO, proven(Did.CONTINUE, P.EXTENDED), [("/orderAfter", "orderMisplaced")], id="how is it extended"),
    pytest.param(
        CO,
        proven(Did.CONTINUE, P.EXTENDED, order_after=left(date(2017, 6, 5))),
        [("/orderAfter/orderEndsOn", "notExtended")],
        id="not extended at all",
    ),
    pytest.param(
        CO,
        proven(Did.CONTINUE, P.EXTENDED, order_after=left(date(2017, 12, 6))),
        [("/orderAfter/orderEndsOn", "beyondThePower")],
        id="more than six months longer",
    ),
    pytest.param(
        SSO,
        proven(Did.CONTINUE, P.EXTENDED, order_after=left(date(2018, 6, 7))),
        [("/orderAfter/orderEndsOn", "beyondThePower")],
        id="supervised for more than two years",
    ),
    pytest.param(
        CO,
        proven(Did.CONTINUE, P.MORE_ONEROUS, order_after=left(date(2016, 9, 4))),
        [("/orderAfter/orderEndsOn", "inThePast")],
        id="an order that is over",
    ),
    pytest.param(
        CO,
        proven(Did.CONTINUE, P.MORE_ONEROUS, order_after=left(date(2017, 6, 5), STATES[S.EXECUTED].case.requirements)),
        [("/orderAfter/requirements", "nothingAdded")],
        id="no harder than before",
    ),
    pytest.param(
        CO,
        proven(
            Did.CONTINUE,
            P.MORE_ONEROUS,
            order_after=left(
                date(2017, 6, 5), (Requirement(kind=RequirementKind.UNPAID_WORK, amount=10, unit="days"),)
            ),
        ),
        [("/orderAfter/requirements/0/unit", "unitOfAnotherKind")],
        id="unpaid work in days",
    ),
    pytest.param(
        CO,
        proven(Did.CONTINUE, P.FINE, fine_amount=100, days=3, unpaid_work_hours=20),
        [("/days", "misplaced"), ("/unpaidWorkHours", "misplaced")],
        id="what belongs elsewhere",
    ),
    pytest.param(
        Disposal.OTHER,
        proven(Did.SUPERVISION_DEFAULT_ORDER),
        [("/outcome", "notOpenToTheCourt")],
        id="judged by the order of the pack",
    ),
]


@pytest.mark.parametrize(("disposal", "said", "faults"), WRONG)
def test_what_the_court_could_not_do_is_refused_with_its_place(
    disposal: Disposal, said: OutcomeAsked, faults: list[tuple[str, str]]
) -> None:
    assert refused(of(disposal), said) == faults


@pytest.mark.parametrize("state", [S.NOT_PROVEN, S.WITHDRAWN])
def test_only_a_proven_breach_has_an_outcome(state: BreachState) -> None:
    reason = BreachWithdrawalReason.SUPERSEDED if state is S.WITHDRAWN else None
    said = OutcomeAsked(
        state=state, outcome=Did.CONTINUE, penalty=P.FINE, fine_amount=1, ended_on=TODAY, withdrawal_reason=reason
    )
    places = ["/outcome", "/penalty", "/fineAmount", "/endedOn"]
    assert refused(of(), said) == [(place, "noOutcome") for place in places]


def test_a_withdrawn_breach_has_its_reason_and_no_other_has() -> None:
    missing = [("/withdrawalReason", "reasonMisplaced")]
    assert refused(of(), OutcomeAsked(state=S.WITHDRAWN)) == missing
    given = OutcomeAsked(state=S.NOT_PROVEN, withdrawal_reason=BreachWithdrawalReason.SUPERSEDED)
    assert refused(of(), given) == missing


def told(breach: Breach, said: OutcomeAsked) -> BreachConcluded:
    event = conclude(breach, said, BY_NPS).events[-1]
    assert isinstance(event, BreachConcluded)
    return event


def test_an_amended_order_is_told_as_the_court_left_it() -> None:
    event = told(of(), proven(Did.CONTINUE, P.EXTENDED, order_after=left(date(2017, 12, 5))))
    assert event.order_after is not None
    assert (event.order_after.order_ends_on, event.order_after.requirements) == (date(2017, 12, 5), HARDER)
    assert (event.order_ends, event.ended_on, event.penalty) == (False, None, P.EXTENDED)


def test_an_ended_order_is_told_with_its_day() -> None:
    event = told(of(SSO), proven(Did.CUSTODY, ended_on=TODAY))
    assert (event.order_ends, event.ended_on, event.order_after) == (True, TODAY, None)
    committal = told(of(CUSTODY), proven(Did.CUSTODY, days=14))
    assert (committal.order_ends, committal.ended_on) == (False, None)


@pytest.mark.parametrize(
    ("recommended", "followed"), [(Recommendation.FINE, True), (Recommendation.REVOKE_AND_RESENTENCE, False)]
)
def test_the_end_says_whether_the_court_did_what_was_recommended_last(
    recommended: Recommendation, followed: bool
) -> None:
    breach = of().model_copy(update={"recommendation": recommended})
    event = told(breach, FINED)
    assert (event.recommendation, event.recommendation_followed) == (recommended, followed)
    assert told(breach, OutcomeAsked(state=S.NOT_PROVEN)).recommendation_followed is None


def test_a_breach_that_is_withdrawn_before_any_pack_recommended_nothing() -> None:
    event = conclude(begun(), WITHDRAWN, BY_CRC).events[-1]
    assert isinstance(event, BreachConcluded)
    assert (event.first_recommendation, event.recommendation, event.recommendation_followed) == (None, None, None)
    assert event.withdrawal_reason is BreachWithdrawalReason.EVIDENCE_INSUFFICIENT


def test_changes_of_the_recommendation_are_counted_at_the_end() -> None:
    breach = prepare(begun(), asked(), BY_CRC).state
    assert conclude(breach, WITHDRAWN, BY_CRC).state.recommendation_changes == 0
