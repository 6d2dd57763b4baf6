"""How a breach ends: proven with what the court did, not proven, or withdrawn.

Invariant: a proven breach has an outcome that the powers table allows for its kind of order, within the limits of that
power; any other end has none. What the court made of the order is told with it, so that nobody types it again.
"""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from services.breach.domain.breaches import Breach, only_for
from services.breach.domain.clocks import Clocks
from services.breach.domain.disputes import without_dispute
from services.breach.domain.outcome_asked import OutcomeAsked
from services.breach.domain.outcome_rules import OutcomeFaults
from services.breach.domain.powers import Power, follows
from shared.contracts.breach import BreachConcluded, OrderAfterBreach
from shared.contracts.model import Actor
from shared.decisions import Decision, Invalid, Occasion
from shared.probation.vocabulary import BreachState, BreachWithdrawalReason

_S = BreachState


def conclude(breach: Breach, asked: OutcomeAsked, occasion: Occasion) -> Decision[Breach]:
    """The breach ends. The court's answer is the NPS's to record; who has the pack before them may withdraw it.

    Raises `NotAllowed` in a state that does not lead there, `Invalid` with every fault of what is said.
    """
    breach.must_allow(asked.state)
    withdrawn = asked.state is _S.WITHDRAWN
    only_for(
        breach.holder if withdrawn else breach.division,
        occasion,
        "withdraw the breach now" if withdrawn else "record the court's answer",
    )
    reading = OutcomeFaults(breach, occasion.now)
    faults = [*reading.of_the_state(asked), *reading.of_the_power(asked)]
    if faults:
        raise Invalid(faults)
    return _concluded(breach, asked, reading.power(asked), occasion.now, occasion)


def withdraw_by_rule(
    breach: Breach, reason: BreachWithdrawalReason, since: datetime, occasion: Occasion
) -> Decision[Breach]:
    """Nobody withdraws it: what it was about has ended, at `since`, before a court heard of it."""
    by_rule = replace(occasion, actor=Actor(organisation=breach.holder))
    return _concluded(breach, OutcomeAsked(state=_S.WITHDRAWN, withdrawal_reason=reason), None, since, by_rule)


def _concluded(
    breach: Breach, asked: OutcomeAsked, power: Power | None, since: datetime, occasion: Occasion
) -> Decision[Breach]:
    breach, before = without_dispute(breach, occasion, since=since, is_over=True)
    clocks = Clocks.of(breach)
    clocks.end(since)
    order_after = OrderAfterBreach(**dict(asked.order_after)) if asked.order_after is not None else None
    followed = follows(breach.recommendation, power) if power is not None and breach.recommendation else None
    changes: dict[str, Any] = {
        **asked.model_dump(include={"outcome", "penalty", "fine_amount", "days", "unpaid_work_hours", "ended_on"}),
        "order_after": order_after,
        "withdrawal_reason": asked.withdrawal_reason,
        "recommendation_followed": followed,
        **_changes_of_recommendation(breach),
        "concluded_at": occasion.now,
        "owed": clocks.owed,
    }
    concluded = BreachConcluded(
        **breach.facts(occasion),
        provider=breach.provider,
        division=breach.division,
        state=asked.state,
        outcome=asked.outcome,
        penalty=asked.penalty,
        order_after=order_after,
        order_ends=power is not None and power.ends_order,
        ended_on=asked.ended_on,
        withdrawal_reason=asked.withdrawal_reason,
        recommendation_followed=followed,
        first_recommendation=breach.first_recommendation,
        recommendation=breach.recommendation,
        clocks=clocks.told,
    )
    return Decision(breach.moved(asked.state.value, occasion, **changes), (*before, concluded))


def _changes_of_recommendation(breach: Breach) -> dict[str, int]:
    """How often the recommendation was changed, and how often by somebody other than the first author (¶8)."""
    changed = [after for before, after in pairwise(breach.packs) if before.recommendation is not after.recommendation]
    others = [one for one in changed if one.author != breach.packs[0].author]
    return {"recommendation_changes": len(changed), "changes_by_manager": len(others)}
