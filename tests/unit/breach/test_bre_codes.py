"""Every state has the published code of the field, and every breach exactly one."""

import pytest

from services.breach.domain.bre_codes import STATUSES, bre_code
from services.breach.domain.court import ProcessAsked, process
from shared.probation.vocabulary import BreachOutcome, BreachState
from tests.unit.breach.states import STATES
from tests.unit.breach.story import BY_NPS

CODES = {
    BreachState.INITIATED: "BRE01",
    BreachState.PREPARED: "BRE03",
    BreachState.REFERRED: "BRE03",
    BreachState.RETURNED: "BRE17",
    BreachState.ACCEPTED: "BRE04",
    BreachState.PRESENTED: "BRE19",
    BreachState.SUMMONS_ISSUED: "BRE05",
    BreachState.WARRANT_ISSUED: "BRE11",
    BreachState.EXECUTED: "BRE05",
    BreachState.PROVEN: "BRE08",
    BreachState.NOT_PROVEN: "BRE07",
    BreachState.WITHDRAWN: "BRE06",
}


@pytest.mark.parametrize("state", BreachState)
def test_a_breach_in_each_state_has_its_code(state: BreachState) -> None:
    breach = STATES[state]
    assert bre_code(breach.state, breach.outcome, breach.process) == CODES[state]


def test_a_warrant_that_was_executed_is_not_a_summons_that_was_served() -> None:
    executed = process(STATES[BreachState.WARRANT_ISSUED], ProcessAsked(state=BreachState.EXECUTED), BY_NPS).state
    assert bre_code(executed.state, executed.outcome, executed.process) == "BRE12"


@pytest.mark.parametrize("outcome", BreachOutcome)
def test_each_outcome_of_a_proven_breach_has_its_own(outcome: BreachOutcome) -> None:
    codes = {one.outcome: one.code for one in STATUSES if one.state is BreachState.PROVEN}
    assert bre_code(BreachState.PROVEN, outcome, BreachState.SUMMONS_ISSUED) == codes[outcome]
    assert len(set(codes.values())) == len(BreachOutcome)
