"""What is asked of the record of a breach's end."""

from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.court import Requirement
from shared.contracts.model import Contract
from shared.probation.vocabulary import BreachOutcome, BreachPenalty, BreachState, BreachWithdrawalReason
from shared.probation.written import Day

_S = BreachState


class OrderAfterAsked(Contract):
    """The order as the court left it."""

    order_ends_on: Day = Field(examples=["2017-09-05"])
    requirements: Annotated[
        tuple[Requirement, ...],
        Field(
            max_length=20,
            description="Every requirement as the order now has it, not only the changed.",
            examples=[[{"kind": "unpaidWork", "amount": 100, "unit": "hours"}]],
        ),
    ]


class OutcomeAsked(Contract):
    """How the breach ended; a proven one says what the court did."""

    state: Literal[_S.PROVEN, _S.NOT_PROVEN, _S.WITHDRAWN] = Field(examples=["proven"])
    outcome: BreachOutcome | None = Field(
        default=None, description="Required with `proven`, absent otherwise.", examples=["continue"]
    )
    penalty: BreachPenalty | None = Field(
        default=None, description="Required with `continue`; absent otherwise.", examples=["fine"]
    )
    fine_amount: int | None = Field(
        default=None, ge=1, le=1_000_000, description="In pounds; required with a fine.", examples=[100]
    )
    days: int | None = Field(
        default=None, ge=1, le=1000, description="Required with a committal to prison.", examples=[None]
    )
    unpaid_work_hours: int | None = Field(
        default=None,
        ge=1,
        le=1000,
        description="Of a supervision default order; absent where it is a curfew.",
        examples=[None],
    )
    order_after: OrderAfterAsked | None = Field(
        default=None, description="Required where the order is made more onerous or extended.", examples=[None]
    )
    ended_on: Day | None = Field(
        default=None, description="Required where the order ends: the day on which it did.", examples=[None]
    )
    withdrawal_reason: BreachWithdrawalReason | None = Field(
        default=None, description="Required with `withdrawn`, absent otherwise.", examples=[None]
    )
