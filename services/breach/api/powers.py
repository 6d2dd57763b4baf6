"""What integrators map to: the powers of the court by order, outcome and penalty, and the states with their codes."""

from decimal import Decimal

from fastapi import APIRouter
from pydantic import Field

from services.breach.domain.bre_codes import STATUSES
from services.breach.domain.powers import POWERS, Breached, Power
from shared.contracts.model import Contract
from shared.probation.dated_limits import Unit
from shared.probation.limits import LimitName, latest
from shared.probation.vocabulary import BreachOutcome, BreachPenalty, BreachState
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["powers"])


class PowerLimit(Contract):
    """A limit that the court is bound by."""

    name: LimitName
    value: Decimal
    unit: Unit
    source: str


class PowerView(Contract):
    """One combination of what is breached, outcome and penalty: allowed with a provision, or refused with a reason."""

    order: Breached
    outcome: BreachOutcome
    penalty: BreachPenalty
    allowed: bool
    citation: str | None = Field(description="The provision that allows it; null where it is refused.")
    reason: str | None = Field(description="Why it is not open to the court; null where it is allowed.")
    ends_order: bool
    limits: tuple[PowerLimit, ...]


class Powers(Contract):
    """Every combination, in the order of the vocabularies."""

    items: tuple[PowerView, ...]


class StatusView(Contract):
    """A state, and the code of the field that stands for it."""

    state: BreachState
    description: str
    ended: bool
    outcome: BreachOutcome | None = Field(description="Narrows a proven one.")
    process: BreachState | None = Field(description="Narrows an executed one: a summons or a warrant.")
    bre_code: str
    bre_description: str
    exact: bool = Field(description="False where the field has no status of its own, and its last one stays.")


class Statuses(Contract):
    """Every state with its code."""

    items: tuple[StatusView, ...]


@router.get("/powers", operation_id="listPowers", responses=responses())
async def list_powers(reading: Reading) -> Powers:
    """What a court can do with a proven breach. What may be recommended follows from the same table."""
    return Powers(items=tuple(_power(one) for one in POWERS.values()))


@router.get("/states", operation_id="listStates", responses=responses())
async def list_states(reading: Reading) -> Statuses:
    """The states of a breach with the published codes of the field's own system, for integrators to map."""
    return Statuses(
        items=tuple(
            StatusView(
                state=one.state,
                description=one.state.description,
                ended=one.state.is_ended,
                outcome=one.outcome,
                process=one.process,
                bre_code=one.code,
                bre_description=one.words,
                exact=one.is_exact,
            )
            for one in STATUSES
        )
    )


def _power(power: Power) -> PowerView:
    rows = (latest(name) for name in power.limits)
    return PowerView(
        order=power.breached,
        outcome=power.outcome,
        penalty=power.penalty,
        allowed=power.is_allowed,
        citation=power.citation,
        reason=power.reason,
        ends_order=power.ends_order,
        limits=tuple(
            PowerLimit(name=LimitName(row.name), value=row.value, unit=row.unit, source=row.source) for row in rows
        ),
    )
