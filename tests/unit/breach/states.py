"""A breach in each state, reached by its decisions."""

from collections.abc import Iterator

from services.breach.domain.breaches import Breach
from services.breach.domain.court import ProcessAsked, present, process
from services.breach.domain.disputes import dispute
from services.breach.domain.exchange import AcceptanceAsked, Nothing, ReturnAsked, accept, refer, return_
from services.breach.domain.outcome_asked import OutcomeAsked
from services.breach.domain.outcomes import conclude
from services.breach.domain.preparing import prepare
from shared.probation.vocabulary import BreachState
from tests.unit.breach.story import (
    BY_CRC,
    BY_NPS,
    DISPUTED,
    FATAL,
    FINED,
    MINOR,
    PRESENTED,
    WITHDRAWN,
    asked,
    begun,
    signed,
)


def every_state() -> Iterator[Breach]:
    """A breach in each state, reached by its decisions."""
    initiated = begun()
    prepared = signed(prepare(initiated, asked(), BY_CRC).state)
    referred = refer(prepared, Nothing(), BY_CRC).state
    returned = return_(referred, ReturnAsked(reasons=FATAL), BY_NPS).state
    accepted = accept(referred, AcceptanceAsked(corrections=MINOR), BY_NPS).state
    presented = present(accepted, PRESENTED, BY_NPS).state
    summons = process(presented, ProcessAsked(state=BreachState.SUMMONS_ISSUED), BY_NPS).state
    warrant = process(presented, ProcessAsked(state=BreachState.WARRANT_ISSUED), BY_NPS).state
    executed = process(summons, ProcessAsked(state=BreachState.EXECUTED), BY_NPS).state
    proven = conclude(executed, FINED, BY_NPS).state
    not_proven = conclude(presented, OutcomeAsked(state=BreachState.NOT_PROVEN), BY_NPS).state
    withdrawn = conclude(initiated, WITHDRAWN, BY_CRC).state
    yield from (initiated, prepared, referred, returned, accepted, presented, summons, warrant, executed)
    yield from (proven, not_proven, withdrawn)


STATES = {breach.state: breach for breach in every_state()}
UNDER_DISPUTE = dispute(STATES[BreachState.RETURNED], DISPUTED, BY_CRC).state
"""Returned, and the return is disputed."""
