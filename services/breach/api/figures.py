"""Figures that both sides see of each other: the exchange of packs (¶18), and recommendations against outcomes (¶8)."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from services.breach import store
from shared.contracts.model import Contract
from shared.decisions import Invalid
from shared.probation.calendar import end_of_day, start_of_day
from shared.probation.identifiers import ProviderCode
from shared.probation.vocabulary import BreachOutcome, BreachPenalty, BreachState, Recommendation, ReturnReason
from shared.probation.written import Day
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["figures"])

LONGEST = timedelta(days=366)
"""The longest period that is read at once."""

First = Annotated[Day, Query(alias="from", description="The first day of the period.", examples=["2016-09-01"])]
Last = Annotated[Day, Query(alias="to", description="The last day, a year later at most.", examples=["2016-09-30"])]


class SideTime(Contract):
    """How long one side had the pack, in working hours; null where it has not handed one on."""

    median_hours: float | None
    longest_hours: float | None


class ExchangeFigures(Contract):
    """The packs that a provider referred to a division in the period, and what the division answered."""

    provider: ProviderCode
    division: ProviderCode
    referred: int
    returned: int
    returned_for: dict[ReturnReason, int] = Field(description="Returns by each of their reasons, fatal and minor.")
    return_rate: float | None = Field(description="Per cent of the answered ones, to one decimal.")
    accepted_as_it_was: int
    accepted_with_corrections: int
    unanswered: int
    disputed: int
    upheld: int = Field(description="Disputes in which a third person found that the pack should not have come back.")
    provider_time: SideTime = Field(description="From the beginning, a return or the end of a dispute to the referral.")
    division_time: SideTime = Field(description="From the referral to the answer.")


class Exchange(Contract):
    """Each pair of sides that the caller is one of; an inspector sees all."""

    items: tuple[ExchangeFigures, ...]


class RecommendationFigures(Contract):
    """Breaches that ended in the period with the same recommendations and the same end."""

    provider: ProviderCode
    division: ProviderCode
    first_recommendation: Recommendation
    recommendation: Recommendation
    state: BreachState
    outcome: BreachOutcome | None
    penalty: BreachPenalty | None
    breaches: int
    followed: int = Field(description="The court did what was recommended last.")
    changed: int = Field(description="The recommendation was changed after the first, once or more.")
    changed_by_manager: int = Field(description="Somebody other than the pack's first author changed it (¶8).")


class Recommendations(Contract):
    """Each pair of sides that the caller is one of; an inspector sees all."""

    items: tuple[RecommendationFigures, ...]


@router.get("/exchange", operation_id="getExchange", responses=responses())
async def get_exchange(reading: Reading, first: First, last: Last) -> Exchange:
    """What was referred in a period, and how each side dealt with it. Both sides read the same figures (¶18)."""
    async with reading.database.read() as connection:
        rows = await store.EXCHANGE.all(connection, **_period(first, last, reading))
    return Exchange(items=tuple(_exchange(row) for row in rows))


@router.get("/recommendations", operation_id="getRecommendations", responses=responses())
async def get_recommendations(reading: Reading, first: First, last: Last) -> Recommendations:
    """What was recommended first and last of the breaches that ended in a period, and what the court did (¶8)."""
    async with reading.database.read() as connection:
        rows = await store.RECOMMENDATIONS.all(connection, **_period(first, last, reading))
    return Recommendations(items=tuple(RecommendationFigures.model_validate(row, extra="ignore") for row in rows))


def _period(first: Day, last: Day, reading: Reading) -> dict[str, Any]:
    if last < first:
        raise Invalid.one("/to", "beforeItBegins", "The period ends before it begins.")
    if last - first >= LONGEST:
        raise Invalid.one("/to", "tooLong", f"A period has {LONGEST.days} days at most.")
    organisations = reading.caller.organisations()
    return {"organisations": organisations, "since": start_of_day(first), "until": end_of_day(last)}


def _exchange(row: dict[str, Any]) -> ExchangeFigures:
    accepted = row["accepted_as_it_was"] + row["accepted_with_corrections"]
    answered = row["returned"] + accepted
    kept = set(ExchangeFigures.model_fields) & set(row)
    return ExchangeFigures(
        **{name: row[name] for name in kept},
        return_rate=round(row["returned"] * 100 / answered, 1) if answered else None,
        unanswered=row["referred"] - answered,
        provider_time=_time(row, "provider"),
        division_time=_time(row, "division"),
    )


def _time(row: dict[str, Any], side: str) -> SideTime:
    median, longest = row[f"{side}_median"], row[f"{side}_longest"]
    return SideTime(
        median_hours=None if median is None else round(median / 60, 1),
        longest_hours=None if longest is None else round(longest / 60, 1),
    )
