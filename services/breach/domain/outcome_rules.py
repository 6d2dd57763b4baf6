"""What can be wrong with a recorded outcome: its state, the power that the court used, and the limits of that power."""

from collections.abc import Iterator
from datetime import date, datetime

from services.breach.domain.assembling import order_of
from services.breach.domain.breaches import Breach
from services.breach.domain.outcome_asked import OutcomeAsked
from services.breach.domain.pack import PackOrder
from services.breach.domain.powers import POWERS, Breached, Power
from shared.decisions import Fault
from shared.probation.calendar import add_months, london_date
from shared.probation.limits import LimitName, LimitNotInForce, limit
from shared.probation.vocabulary import BreachOutcome, BreachPenalty, BreachState, RequirementKind

_AMENDED = (BreachPenalty.MORE_ONEROUS, BreachPenalty.EXTENDED)
_UNITS = {RequirementKind.REHABILITATION_ACTIVITY: "days", RequirementKind.UNPAID_WORK: "hours"}
"""What is counted during supervision, and in what; any other unit would be counted wrongly ever after."""


class OutcomeFaults:
    """Reads what is said of the end of one breach, on the London day on which it is recorded."""

    def __init__(self, breach: Breach, now: datetime) -> None:
        self._breach = breach
        self._today = london_date(now)
        self._order = order_of(breach.case)

    def power(self, asked: OutcomeAsked) -> Power | None:
        """The power that the court used; None where nothing was proven, or the kind of order is not known."""
        breached = self._breached()
        if asked.outcome is None or breached is None:
            return None
        return POWERS[breached, asked.outcome, asked.penalty or BreachPenalty.NONE]

    def of_the_state(self, asked: OutcomeAsked) -> Iterator[Fault]:
        """What goes with which end: an outcome with a proven breach, a reason with a withdrawn one."""
        proven = asked.state is BreachState.PROVEN
        if proven and asked.outcome is None:
            yield Fault("/outcome", "outcomeMissing", "A proven breach needs what the court did.")
        said = {
            "/outcome": asked.outcome,
            "/penalty": asked.penalty,
            "/fineAmount": asked.fine_amount,
            "/days": asked.days,
            "/unpaidWorkHours": asked.unpaid_work_hours,
            "/orderAfter": asked.order_after,
            "/endedOn": asked.ended_on,
        }
        if not proven:
            for place in (place for place, value in said.items() if value is not None):
                yield Fault(place, "noOutcome", "Only a proven breach has an outcome.")
        if (asked.state is BreachState.WITHDRAWN) != (asked.withdrawal_reason is not None):
            yield Fault("/withdrawalReason", "reasonMisplaced", "A withdrawn breach has its reason, and no other has.")

    def of_the_power(self, asked: OutcomeAsked) -> Iterator[Fault]:
        """What the court had no power to do, or did beyond the limit of its power."""
        if asked.state is not BreachState.PROVEN or asked.outcome is None:
            return
        if asked.outcome is BreachOutcome.CONTINUE and asked.penalty is None:
            yield Fault(
                "/penalty", "penaltyMissing", "The order continues: say what the court added, or that it was nothing."
            )
            return
        power = self.power(asked)
        if power is None:
            yield Fault(
                "/outcome", "orderNotKnown", "Of this sentence no order is known that a court can hear a breach of."
            )
            return
        if not power.is_allowed:
            place = "/outcome" if self._never(power) else "/penalty"
            yield Fault(place, "notOpenToTheCourt", f"{power.breached.description}: {power.reason}")
            return
        yield from self._amounts(asked, power)
        yield from self._end(asked, power)
        yield from self._order_after(asked, power)

    def _breached(self) -> Breached | None:
        """The order as it stands; where it has become something else since, as the pack has it."""
        orders = [self._order, *(pack.order for pack in reversed(self._breach.packs))]
        kinds = (order.kind for order in orders if order is not None)
        return next((Breached(kind.value) for kind in kinds if kind is not None), None)

    @staticmethod
    def _never(power: Power) -> bool:
        """Whether no penalty would make the outcome lawful."""
        return not any(POWERS[power.breached, power.outcome, penalty].is_allowed for penalty in BreachPenalty)

    def _amounts(self, asked: OutcomeAsked, power: Power) -> Iterator[Fault]:
        fined = asked.penalty is BreachPenalty.FINE
        committed = power.outcome is BreachOutcome.CUSTODY and power.breached is Breached.POST_SENTENCE_SUPERVISION
        default = power.outcome is BreachOutcome.SUPERVISION_DEFAULT_ORDER
        yield from _amount("/fineAmount", asked.fine_amount, fined, "A fine has its amount")
        yield from _amount("/days", asked.days, committed, "A committal has its days")
        if asked.unpaid_work_hours is not None and not default:
            yield Fault("/unpaidWorkHours", "misplaced", "Only a supervision default order has hours of its own.")
        if asked.fine_amount is not None and fined:
            yield from self._within("/fineAmount", asked.fine_amount, power, "pounds")
        if asked.days is not None and committed:
            yield from self._within("/days", asked.days, power, "days")
        if asked.unpaid_work_hours is not None and default:
            yield from self._within("/unpaidWorkHours", asked.unpaid_work_hours, power, "hours")

    def _within(self, place: str, value: int, power: Power, unit: str) -> Iterator[Fault]:
        *least, most = power.limits
        highest = self._limit(most)
        lowest = self._limit(least[0]) if least else 1
        if highest is None or lowest is None:
            yield Fault(place, "notInForce", "The court had no such power yet on this day.")
        elif not lowest <= value <= highest:
            yield Fault(place, "beyondThePower", f"The court can order from {lowest} to {highest} {unit}, not {value}.")

    def _end(self, asked: OutcomeAsked, power: Power) -> Iterator[Fault]:
        if power.ends_order != (asked.ended_on is not None):
            wrong = (
                "The order has ended: say on which day." if power.ends_order else "The order goes on: it has no end."
            )
            yield Fault("/endedOn", "endMisplaced", wrong)
        elif asked.ended_on is not None and asked.ended_on > self._today:
            yield Fault("/endedOn", "inTheFuture", f"The order has not ended yet on {asked.ended_on}.")
        elif asked.ended_on is not None and self._order and asked.ended_on < london_date(self._order.sentenced_at):
            yield Fault("/endedOn", "beforeSentence", f"The order was not made yet on {asked.ended_on}.")

    def _order_after(self, asked: OutcomeAsked, power: Power) -> Iterator[Fault]:
        amended, after = power.penalty in _AMENDED, asked.order_after
        if amended != (after is not None):
            wrong = "Say how the court left the order." if amended else "The court has not changed the order."
            yield Fault("/orderAfter", "orderMisplaced", wrong)
        if after is None or not amended or self._order is None:
            return
        latest = self._latest_end(self._order, power)
        if after.order_ends_on < self._today:
            yield Fault("/orderAfter/orderEndsOn", "inThePast", f"{after.order_ends_on} is in the past.")
        elif latest is not None and after.order_ends_on > max(latest, self._order.order_ends_on):
            yield Fault(
                "/orderAfter/orderEndsOn", "beyondThePower", f"The court can let the order run to {latest} at most."
            )
        elif power.penalty is BreachPenalty.EXTENDED and after.order_ends_on <= self._order.order_ends_on:
            wrong = f"It is not extended: the order ends on {self._order.order_ends_on} already."
            yield Fault("/orderAfter/orderEndsOn", "notExtended", wrong)
        if power.penalty is BreachPenalty.MORE_ONEROUS and after.requirements == self._order.requirements:
            yield Fault("/orderAfter/requirements", "nothingAdded", "The requirements are like this already.")
        for index, one in enumerate(after.requirements):
            unit = _UNITS.get(one.kind, one.unit)
            if one.unit != unit:
                wrong = f"{one.kind.description} is counted in {unit}, not in {one.unit}."
                yield Fault(f"/orderAfter/requirements/{index}/unit", "unitOfAnotherKind", wrong)

    def _latest_end(self, order: PackOrder, power: Power) -> date | None:
        """A community order can run some months longer; supervision of a suspended sentence never past its most."""
        months = self._limit(power.limits[0])
        if months is None:
            return None
        begun = order.order_ends_on if power.breached is Breached.COMMUNITY_ORDER else london_date(order.sentenced_at)
        return add_months(begun, months)

    def _limit(self, name: LimitName) -> int | None:
        try:
            return limit(name, self._today).whole
        except LimitNotInForce:
            return None


def _amount(place: str, value: int | None, wanted: bool, what: str) -> Iterator[Fault]:
    if wanted and value is None:
        yield Fault(place, "amountMissing", f"{what}.")
    if not wanted and value is not None:
        yield Fault(place, "misplaced", f"{what}; nothing else has.")
