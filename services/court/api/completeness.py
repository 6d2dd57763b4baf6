"""How complete reports are, comparable by their type (¶10): read over a period by the time of delivery."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from services.court import store
from services.court.domain.asked import CourtCode
from shared.contracts.model import Contract
from shared.decisions import Invalid
from shared.probation.calendar import end_of_day, start_of_day
from shared.probation.identifiers import TeamCode
from shared.probation.vocabulary import CheckKind, GapCause, ReportType, Source
from shared.probation.written import Day
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["reports"])

LONGEST = timedelta(days=366)
"""The longest period that is read at once."""


class CompletenessOfType(Contract):
    """The deliveries of one type. Each counts as it was delivered, whatever was answered later."""

    delivered_type: ReportType
    reports: int = Field(description="Deliveries of the type; an addendum is one of its own.")
    complete: int = Field(description="How many of them lacked nothing.")
    completeness: float = Field(description="Mean of their figures of completeness, in per cent to one decimal.")
    missing: dict[GapCause, int] = Field(description="How often something was missing, by cause.")
    missing_checks: dict[CheckKind, int] = Field(description="How often a check was unanswered or never made, by kind.")
    missing_sources: dict[Source, int] = Field(description="How often a source was not consulted.")


class Completeness(Contract):
    """The deliveries of a period, by type, in the order of the vocabulary; a type without any is left out."""

    items: tuple[CompletenessOfType, ...]


@router.get("/reports/completeness", operation_id="getCompleteness", responses=responses())
async def get_completeness(
    reading: Reading,
    first: Annotated[Day, Query(alias="from", description="The first day of the period.", examples=["2016-09-01"])],
    last: Annotated[Day, Query(alias="to", description="The last day, a year later at most.", examples=["2016-09-30"])],
    court_code: Annotated[CourtCode | None, Query(alias="courtCode")] = None,
    team: TeamCode | None = None,
) -> Completeness:
    """What reports of each type had of what they needed when they were delivered, in the caller's division."""
    if last < first:
        raise Invalid.one("/to", "beforeItBegins", "The period ends before it begins.")
    if last - first >= LONGEST:
        raise Invalid.one("/to", "tooLong", f"A period has {LONGEST.days} days at most.")
    given = {"court_code": court_code, "team": team}
    narrowed = {name: value for name, value in given.items() if value is not None}
    async with reading.database.read() as connection:
        rows = await store.COMPLETENESS[frozenset(narrowed)].all(
            connection,
            organisations=reading.caller.organisations(),
            since=start_of_day(first),
            until=end_of_day(last),
            **narrowed,
        )
    return Completeness(items=tuple(_by_type(rows)))


def _by_type(rows: list[dict[str, Any]]) -> Iterable[CompletenessOfType]:
    counted = {ReportType(row["type"]): row for row in rows if row["cause"] is None}
    missing: dict[ReportType, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["cause"] is not None:
            missing[ReportType(row["type"])].append(row)
    for one in (one for one in ReportType if one in counted):
        yield CompletenessOfType(
            delivered_type=one,
            reports=counted[one]["number"],
            complete=counted[one]["complete"],
            completeness=counted[one]["mean"],
            missing=_summed(GapCause, "cause", missing[one]),
            missing_checks=_summed(CheckKind, "check_kind", missing[one]),
            missing_sources=_summed(Source, "source", missing[one]),
        )


def _summed(words: Any, column: str, rows: list[dict[str, Any]]) -> dict[Any, int]:
    """The numbers by one column, in the order of the vocabulary."""
    found = {word: sum(row["number"] for row in rows if row[column] == word) for word in words}
    return {word: number for word, number in found.items() if number}
