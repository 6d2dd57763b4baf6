"""Sign-offs by managers, and what is seen in them: computed, never asserted (¶16)."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.crc import staff_store, store
from services.crc.api.staff_views import SignOffView
from services.crc.api.views import CaseView, case_view
from services.crc.domain import sign_offs
from services.crc.domain.staff import officer_id_of, staff_of
from shared.contracts.model import Contract
from shared.decisions import Invalid
from shared.probation.calendar import end_of_day, start_of_day
from shared.probation.identifiers import Crn, EventNumber, OfficerCode, ProviderCode
from shared.probation.written import Day
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded, Reply
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading
from shared.runtime.repository import After
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["sign-offs"])

LONGEST = timedelta(days=366)
"""The longest period that is looked at at once."""


class SignOffOfCase(SignOffView):
    """A sign-off as the list shows it."""

    sentence_id: UUID
    crn: Crn
    event_number: EventNumber
    provider: ProviderCode


class ManagerIntegrity(Contract):
    """What is seen in one manager's sign-offs over a time (¶16)."""

    provider: ProviderCode
    manager: OfficerCode
    sign_offs: int
    in_bursts: int
    share_in_bursts: float
    with_gaps_unread: int
    share_with_gaps_unread: float
    with_gaps_unanswered: int
    risk_not_looked_at: int
    past_deadline: int
    median_seconds_to_deadline: float | None = Field(description="Null where no deadline ran.")


class SignOffIntegrity(Contract):
    """The managers who signed anything off in a period."""

    items: tuple[ManagerIntegrity, ...]


@router.post(
    "/cases/{sentence_id}/sign-offs",
    operation_id="signOffWork",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.SENIOR_PROBATION_OFFICER)],
)
async def sign_off_work(sentence_id: UUID, asked: sign_offs.SignOffWork, command: Commanded) -> Response:
    """A manager signs off a plan or a risk review, once; what that was worth is computed and told with it."""
    manager = command.caller.actor.officer

    async def decided(tx: Transaction) -> Reply:
        # The manager's entry is locked first: of many sign-offs at once, each sees those before it.
        rows = await tx.lock_beside(
            store.cases,
            sentence_id,
            staff_store.BENCH,
            after=After(staff_store.CASE_AFTER_OFFICER, [officer_id_of(manager or "")]),
            officer=manager,
            since=sign_offs.burst_begins(tx.now),
        )
        bench = sign_offs.Bench(staff_of(row["entry"] for row in rows), sum(row["signed"] for row in rows))
        case = command.visible(tx.get(store.cases, sentence_id))
        after = tx.put(store.cases, sign_offs.sign_off(case, bench, asked, tx.occasion(command.caller.actor)))
        return Reply(view=case_view(after, tx.now), headers={"ETag": f'"{after.version}"'})

    return await command.run(decided)


@router.get("/sign-offs", operation_id="listSignOffs", responses=responses())
async def list_sign_offs(
    reading: Reading, manager: OfficerCode | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[SignOffOfCase]:
    """The sign-offs in the caller's organisations, the newest first."""
    after_time, after_id = decode_cursor(cursor, instant, UUID) or (None, None)
    asked = {
        "organisations": reading.caller.organisations(),
        "after_time": after_time,
        "after_id": after_id,
        "rows": limit + 1,
    }
    async with reading.database.read() as connection:
        if manager is None:
            rows = await staff_store.SIGN_OFFS.all(connection, **asked)
        else:
            rows = await staff_store.SIGN_OFFS_OF_MANAGER.all(connection, manager=manager, **asked)
    found, next_cursor = page(rows, limit, lambda row: (row["signed_off_at"], row["sign_off_id"]))
    return Page(items=[SignOffOfCase.model_validate(row, extra="ignore") for row in found], next_cursor=next_cursor)


@router.get("/sign-offs/integrity", operation_id="showSignOffIntegrity", responses=responses())
async def show_sign_off_integrity(
    reading: Reading,
    first: Annotated[Day, Query(alias="from", description="The first day of the period.", examples=["2016-09-01"])],
    last: Annotated[Day, Query(alias="to", description="The last day, a year later at most.", examples=["2016-09-30"])],
) -> SignOffIntegrity:
    """What is seen in each manager's sign-offs: the share in bursts, that with gaps unread, how near the deadline."""
    if last < first:
        raise Invalid.one("/to", "beforeItBegins", "The period ends before it begins.")
    if last - first >= LONGEST:
        raise Invalid.one("/to", "tooLong", f"A period has {LONGEST.days} days at most.")
    async with reading.database.read() as connection:
        rows = await staff_store.INTEGRITY.all(
            connection,
            organisations=reading.caller.organisations(),
            since=start_of_day(first),
            until=end_of_day(last),
        )
    return SignOffIntegrity(
        items=tuple(
            ManagerIntegrity(
                **row,
                share_in_bursts=round(row["in_bursts"] / row["sign_offs"], 4),
                share_with_gaps_unread=round(row["with_gaps_unread"] / row["sign_offs"], 4),
            )
            for row in rows
        )
    )
