"""The way in for the systems of the police, of children's services and of whoever else is asked for checks (¶11).

The organisation in the caller's token is the agency. An agency sees what was asked of it, of every division, and
nothing else: any other check does not exist for it.
"""

from uuid import UUID

from fastapi import APIRouter, Response

from services.court import store
from services.court.api.check_views import CheckForAgency, check_for_agency
from services.court.api.on_both import locked, put
from services.court.domain.check_answers import answer_check
from services.court.domain.checks import AnswerOfAgency
from shared.decisions import NotFound
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded, Reply
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["agencies"], prefix="/agency/checks", dependencies=[requires(Role.CHECK_AGENCY)])


@router.get("", operation_id="listChecksOfAgency", responses=responses())
async def list_checks(reading: Reading, limit: Limit = 50, cursor: Cursor = None) -> Page[CheckForAgency]:
    """The checks that await the agency's answer, the first due first."""
    after_time, after_id = decode_cursor(cursor, instant, UUID) or (None, None)
    async with reading.database.read() as connection:
        rows = await store.CHECKS_OF_AGENCY.all(
            connection,
            agency=reading.caller.organisation,
            after_time=after_time,
            after_id=after_id,
            rows=limit + 1,
        )
    these, next_cursor = page(rows, limit, lambda row: (row["due_at"], row["check_id"]))
    return Page(items=[check_for_agency(row, reading.now) for row in these], next_cursor=next_cursor)


@router.get("/{check_id}", operation_id="getCheckOfAgency", responses=responses(404))
async def get_check(check_id: UUID, reading: Reading) -> CheckForAgency:
    """One check that was asked of the agency, answered or not."""
    async with reading.database.read() as connection:
        row = await store.CHECK_OF_AGENCY.one(connection, check_id=check_id, agency=reading.caller.organisation)
    if row is None:
        raise NotFound
    return check_for_agency(row, reading.now)


@router.post(
    "/{check_id}/answer",
    operation_id="answerCheckOfAgency",
    response_model=CheckForAgency,
    responses=responses(404, 409),
)
async def answer_a_check(check_id: UUID, asked: AnswerOfAgency, command: Commanded) -> Response:
    """The agency answers, in time or late, and also where the court does not wait any more. 409 for a second answer."""

    async def answer(tx: Transaction) -> Reply:
        agency = command.caller.organisation
        report_id = await store.REPORT_OF_CHECK.value(tx.connection, check_id=check_id, agency=agency)
        if report_id is None:
            raise NotFound
        report, sentence = await locked(tx, report_id)
        assert report is not None  # a check is of a report
        after = put(tx, answer_check(report, sentence, check_id, asked, tx.occasion(command.caller.actor)))
        [check] = [one for one in after.checks if one.check_id == check_id]
        return Reply(view=check_for_agency({**check.model_dump(), "crn": after.crn}, tx.now))

    return await command.run(answer)
