"""What the breach service tells of the case."""

from typing import Any
from uuid import UUID

from shared.contracts.breach import BreachConcluded, BreachInitiated
from shared.probation.vocabulary import BreachOutcome, BreachState, Recommendation
from tests.unit.crc.given import about

BREACH_ID = UUID("01920000-0000-7000-8000-0000000000bb")


def initiated(**changes: Any) -> BreachInitiated:
    facts: dict[str, Any] = {
        "breach_id": BREACH_ID,
        "provider": "C17",
        "division": "N07",
        "decision_id": None,
        "failures": (),
    }
    return BreachInitiated(**about(facts, changes))


def concluded(**changes: Any) -> BreachConcluded:
    facts: dict[str, Any] = {
        "breach_id": BREACH_ID,
        "provider": "C17",
        "division": "N07",
        "state": BreachState.PROVEN,
        "outcome": BreachOutcome.CONTINUE,
        "penalty": None,
        "order_after": None,
        "order_ends": False,
        "ended_on": None,
        "withdrawal_reason": None,
        "recommendation_followed": None,
        "first_recommendation": Recommendation.CONTINUE,
        "recommendation": Recommendation.CONTINUE,
    }
    return BreachConcluded(**about(facts, changes))
