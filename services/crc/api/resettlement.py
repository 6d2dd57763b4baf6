"""Who is to be prepared for release, and what those who were released had been helped with (¶21)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from services.crc import gate_store
from services.crc.api.gate_views import StayOfCase, of_case
from services.crc.domain.gate.stages import StayState
from shared.contracts.crc_custody import PrisonCode
from shared.contracts.model import Contract
from shared.decisions import Invalid
from shared.probation.calendar import end_of_day, london_date, start_of_day
from shared.probation.identifiers import ProviderCode
from shared.probation.vocabulary import Need
from shared.probation.written import Day
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["through the gate"])

LONGEST = timedelta(days=366)


class NeedFigures(Contract):
    """Of the people who left prison with a need, what had become of the help with it; each is counted once."""

    need: Need
    people: int
    received: int
    declined: int
    planned: int = Field(description="Planned, and not received.")
    not_available: int
    nothing: int = Field(description="Nothing had been planned.")


class ReleaseFigures(Contract):
    """Releases, and whether the people were helped enough before (¶21)."""

    released: int
    not_screened: int = Field(description="Nobody had asked what they needed; none of them counts as helped.")
    without_plan: int
    helped_enough: int
    by_need: tuple[NeedFigures, ...]


class ReleasesOf(ReleaseFigures):
    """The releases of one prison, by the provider that had the cases."""

    provider: ProviderCode
    prison: PrisonCode


class Releases(Contract):
    """The releases of a period."""

    whole: ReleaseFigures
    by_prison: tuple[ReleasesOf, ...]


@router.get("/resettlement", operation_id="listResettlement", responses=responses())
async def list_resettlement(
    reading: Reading,
    state: StayState | None = None,
    release_before: Annotated[
        Day | None, Query(alias="releaseBefore", description="Only those whose day of release is before this one.")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[StayOfCase]:
    """The people in custody whom the caller's organisation is to prepare for release, the first to be released first.

    Who has no day of release yet comes last. Those who have been released are listed where their state is asked for.
    """
    after_day, after_id = decode_cursor(cursor, _place, UUID) or (None, None)
    async with reading.database.read() as connection:
        rows = await gate_store.RESETTLEMENT.all(
            connection,
            organisations=reading.caller.organisations(),
            states=[state] if state else [one for one in StayState if one.is_in_custody],
            after_day=after_day,
            after_id=after_id,
            release_before=release_before,
            rows=limit + 1,
        )
    found, next_cursor = page(rows, limit, lambda row: (row["place"], row["stay_id"]))
    today = london_date(reading.now)
    return Page(items=[of_case(row, today) for row in found], next_cursor=next_cursor)


@router.get("/releases", operation_id="getReleases", responses=responses())
async def get_releases(
    reading: Reading,
    first: Annotated[Day, Query(alias="from", description="The first day of the period.", examples=["2016-09-01"])],
    last: Annotated[Day, Query(alias="to", description="The last day, a year later at most.", examples=["2016-09-30"])],
) -> Releases:
    """What the people who were released from each prison had been helped with before (¶21)."""
    if last < first:
        raise Invalid.one("/to", "beforeItBegins", "The period ends before it begins.")
    if last - first >= LONGEST:
        raise Invalid.one("/to", "tooLong", f"A period has {LONGEST.days} days at most.")
    async with reading.database.read() as connection:
        rows = await gate_store.RELEASES.all(
            connection,
            organisations=reading.caller.organisations(),
            since=start_of_day(first),
            until=end_of_day(last),
        )
    return Releases(whole=_whole(rows), by_prison=tuple(_of_prison(row) for row in rows))


def _place(text: str) -> str:
    """The day in a cursor. Raises ValueError where it is not one; who has no day of release is placed at infinity."""
    return text if text == "infinity" else date.fromisoformat(text).isoformat()


_COUNTED = ("released", "not_screened", "without_plan", "helped_enough")
_OF_A_NEED = ("people", "received", "declined", "planned", "not_available", "nothing")


def _of_prison(row: Mapping[str, Any]) -> ReleasesOf:
    named = {name: row[name] for name in ("provider", "prison", *_COUNTED)}
    return ReleasesOf.model_validate(named | {"by_need": row["needs"]})


def _whole(rows: Sequence[Mapping[str, Any]]) -> ReleaseFigures:
    needs = [one for row in rows for one in row["needs"]]
    found = [need for need in Need if any(one["need"] == need for one in needs)]
    return ReleaseFigures.model_validate(
        {name: sum(row[name] for row in rows) for name in _COUNTED}
        | {
            "by_need": [
                {"need": need} | {name: sum(one[name] for one in needs if one["need"] == need) for name in _OF_A_NEED}
                for need in found
            ]
        }
    )
