"""What callers see of a dispute, of hearings, and of what the court did."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.breach.domain.breaches import Breach
from services.breach.domain.findings import PackFinding
from services.breach.domain.stages import DisputeState
from shared.contracts.breach import OrderAfterBreach
from shared.contracts.model import Contract
from shared.probation.vocabulary import BreachApplication, BreachPenalty, BreachWithdrawalReason


class DisputeView(Contract):
    """The dispute of one return (¶18). Grounds are for the two sides: no event carries them."""

    dispute_id: UUID
    version: int
    state: DisputeState
    reasons: tuple[PackFinding, ...] = Field(description="The reasons of the return that are disputed.")
    grounds: str
    disputed_at: datetime
    disputed_by: str
    ended_at: datetime | None
    ended_by: str | None
    decision_grounds: str | None


class HearingView(Contract):
    """A hearing that the court has listed."""

    number: int
    court_code: str
    hearing_on: date
    listed_at: datetime
    listed_by: str


class CourtView(Contract):
    """What the court was asked for, and what it did."""

    application: BreachApplication | None
    hearings: tuple[HearingView, ...]
    penalty: BreachPenalty | None = Field(description="With `continue`: what the court added.")
    fine_amount: int | None = Field(description="In pounds.")
    days: int | None
    unpaid_work_hours: int | None
    order_after: OrderAfterBreach | None = Field(description="The order as the court left it, where it changed it.")
    ended_on: date | None = Field(description="The day on which the order ended, where the court ended it.")
    withdrawal_reason: BreachWithdrawalReason | None
    recommendation_followed: bool | None = Field(description="Whether the court did what was recommended last (¶8).")


def court_view(breach: Breach) -> CourtView:
    """The court's part of a breach."""
    return CourtView(
        hearings=tuple(HearingView(**one.model_dump(exclude={"breach_id"})) for one in breach.hearings),
        **breach.model_dump(include=set(CourtView.model_fields) - {"hearings"}),
    )


def dispute_views(breach: Breach) -> tuple[DisputeView, ...]:
    """The disputes of a breach, the first one first."""
    return tuple(
        DisputeView(version=one.pack_version, **one.model_dump(exclude={"breach_id", "pack_version"}))
        for one in sorted(breach.disputes, key=lambda one: one.pack_version)
    )
