"""What becomes of a purchase: the provider answers, starts and ends it; the NPS may withdraw it before it has started.

The place is free again as soon as the purchase is closed, whatever its outcome. The money comes back where nothing was
delivered: declined, withdrawn, and never started, for the rate card is a price for delivery and not for a kept place.
"""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ConfigDict, Field

from services.allocation.directory.domain.budgets import Budget
from services.allocation.directory.domain.interventions import Intervention
from services.allocation.directory.domain.purchases import Purchase
from services.allocation.directory.domain.stages import PURCHASE
from shared.contracts.allocation import PurchaseProgressed
from shared.contracts.model import ClockChange, Contract, Obligation
from shared.decisions import Decision, NotFound, Occasion
from shared.probation.vocabulary import InterventionOutcome, PurchaseState


class ReferralAnswer(Contract):
    """What the provider says to a referral."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"accepted": True}, {"accepted": False}]})

    accepted: bool = Field(description="Taken, with its place kept; or declined, and place and money are free again.")


class InterventionStart(Contract):
    """The person has begun the intervention."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class InterventionEnd(Contract):
    """How the intervention ended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"outcome": "completed"}, {"outcome": "neverStarted"}]})

    outcome: Literal[
        InterventionOutcome.COMPLETED, InterventionOutcome.NOT_COMPLETED, InterventionOutcome.NEVER_STARTED
    ] = Field(description="`neverStarted` of one that was accepted only; the others of one that has started.")


class PurchaseWithdrawal(Contract):
    """The NPS does not want it any more."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


@dataclass(frozen=True, slots=True)
class Closed:
    """What the end of a purchase changes: the purchase, the places, and the budget where money comes back."""

    purchase: Decision[Purchase]
    intervention: Decision[Intervention]
    budget: Decision[Budget]


def accept(purchase: Purchase, asked: ReferralAnswer, occasion: Occasion) -> Decision[Purchase]:
    """The provider keeps the place. Raises NotFound for any but the provider, NotAllowed once it has been answered."""
    _must_be(purchase.provider, occasion)
    return _told(purchase, _answered(purchase, "accept", occasion), occasion)


def start(purchase: Purchase, asked: InterventionStart, occasion: Occasion) -> Decision[Purchase]:
    """The person has begun. Raises NotFound for any but the provider, NotAllowed unless it is accepted."""
    _must_be(purchase.provider, occasion)
    after = purchase.model_copy(
        update={"state": PURCHASE.next(purchase.state, "start"), "started_at": occasion.now},
    )
    return _told(purchase, after, occasion)


def decline(purchase: Purchase, entry: Intervention, budget: Budget, occasion: Occasion) -> Closed:
    """The provider does not take the person. Raises NotFound for any but the provider, NotAllowed once answered."""
    _must_be(purchase.provider, occasion)
    answered = _answered(purchase, "decline", occasion)
    return _closed(purchase, answered, entry, budget, occasion, outcome=InterventionOutcome.DECLINED)


def end(asked: InterventionEnd, purchase: Purchase, entry: Intervention, budget: Budget, occasion: Occasion) -> Closed:
    """The outcome. Raises NotFound for any but the provider, NotAllowed where the state has no such end."""
    _must_be(purchase.provider, occasion)
    after = purchase.model_copy(update={"state": PURCHASE.next(purchase.state, asked.outcome)})
    return _closed(purchase, after, entry, budget, occasion, outcome=asked.outcome)


def withdraw(purchase: Purchase, entry: Intervention, budget: Budget, occasion: Occasion) -> Closed:
    """The division takes it back. Raises NotFound for any but the division, NotAllowed once it has started."""
    _must_be(purchase.division, occasion)
    after = purchase.model_copy(update={"state": PURCHASE.next(purchase.state, "withdraw")})
    return _closed(purchase, after, entry, budget, occasion)


def order_ended(purchase: Purchase, entry: Intervention, budget: Budget, occasion: Occasion) -> Closed:
    """By rule, when the order has ended: withdrawn where it had not started, else ended and not completed.

    Raises NotAllowed for one that is closed already.
    """
    state = PURCHASE.next(purchase.state, "orderEnded")
    outcome = InterventionOutcome.NOT_COMPLETED if state is PurchaseState.ENDED else None
    after = purchase.model_copy(update={"state": state})
    return _closed(purchase, after, entry, budget, occasion, outcome=outcome)


def _must_be(organisation: str, occasion: Occasion) -> None:
    if occasion.actor.organisation != organisation:
        raise NotFound


def _answered(purchase: Purchase, command: str, occasion: Occasion) -> Purchase:
    changes: dict[str, Any] = {
        "state": PURCHASE.next(purchase.state, command),
        "answered_at": occasion.now,
        "answered_by": occasion.actor.officer,
    }
    return purchase.model_copy(update=changes)


def _closed(
    before: Purchase,
    after: Purchase,
    entry: Intervention,
    budget: Budget,
    occasion: Occasion,
    outcome: InterventionOutcome | None = None,
) -> Closed:
    closed = after.model_copy(
        update={"outcome": outcome, "closed_at": occasion.now, "closed_by": occasion.actor.officer}
    )
    money = budget.with_money_back(closed.price) if closed.came_to_nothing else budget
    return Closed(_told(before, closed, occasion), Decision(entry.with_place_back()), Decision(money))


def _told(before: Purchase, after: Purchase, occasion: Occasion) -> Decision[Purchase]:
    """The provider's clock ends as the referral is over: met by an answer, cancelled where nobody owes one any more.

    One that has run out already stands as missed: taking the referral back does not excuse it.
    """
    clocks: tuple[ClockChange, ...] = ()
    if before.state is PurchaseState.REFERRED and after.answered_at is not None:
        clocks = (ClockChange.met(Obligation.REFERRAL_ANSWERED, after.purchase_id),)
    elif before.state is PurchaseState.REFERRED and occasion.now <= before.answer_due_at:
        clocks = (ClockChange.cancelled(Obligation.REFERRAL_ANSWERED, after.purchase_id),)
    told = PurchaseProgressed(
        crn=after.crn,
        detail_url=after.url,
        recorded_by=occasion.actor,
        clocks=clocks,
        sentence_id=after.sentence_id,
        purchase_id=after.purchase_id,
        intervention=after.intervention,
        provider=after.provider,
        division=after.division,
        state=after.state,
        outcome=after.outcome,
    )
    return Decision(after, (told,))
