"""Wrong allocations, counted by what hid them and where the case had gone (¶11)."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from services.allocation import store
from shared.contracts.model import Contract
from shared.decisions import Invalid
from shared.probation.calendar import end_of_day, start_of_day
from shared.probation.identifiers import ProviderCode
from shared.probation.vocabulary import MisallocationCause
from shared.probation.written import Day
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["allocations"])

LONGEST = timedelta(days=366)
"""The longest period that is counted at once."""


class MisallocationCount(Contract):
    """How many cases had gone wrongly to a provider for one cause."""

    cause: MisallocationCause
    provider: ProviderCode = Field(description="To whom they had been allocated.")
    number: int


class Misallocations(Contract):
    """The wrong allocations of a period, most first; a cause and provider without any is left out."""

    total: int
    items: tuple[MisallocationCount, ...]


@router.get("/misallocations", operation_id="countMisallocations", responses=responses())
async def count_misallocations(
    reading: Reading,
    first: Annotated[Day, Query(alias="from", description="The first day of the period.", examples=["2016-09-01"])],
    last: Annotated[Day, Query(alias="to", description="The last day, a year later at most.", examples=["2016-09-30"])],
    division: Annotated[ProviderCode | None, Query(description="The division that allocated.")] = None,
) -> Misallocations:
    """What showed in the period that a case had gone wrong: by the first decision that showed it, so once a case."""
    if last < first:
        raise Invalid.one("/to", "beforeItBegins", "The period ends before it begins.")
    if last - first >= LONGEST:
        raise Invalid.one("/to", "tooLong", f"A period has {LONGEST.days} days at most.")
    narrowed = {} if division is None else {"division": division}
    async with reading.database.read() as connection:
        rows = await store.MISALLOCATIONS[bool(narrowed)].all(
            connection,
            organisations=reading.caller.organisations(),
            since=start_of_day(first),
            until=end_of_day(last),
            **narrowed,
        )
    return Misallocations(
        total=sum(row["number"] for row in rows),
        items=tuple(MisallocationCount.model_validate(row, extra="ignore") for row in rows),
    )
