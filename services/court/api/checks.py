"""Pre-sentence checks: asked for, dispensed with, chased, answered; after sentence on report and sentence together."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.court import store
from services.court.api.check_views import CheckOfReport, check_of_report
from services.court.api.on_both import DecidesOnBoth, locked, put
from services.court.api.report_views import ReportView, report_view
from services.court.domain.chasing import ChaseCheck, chase_check
from services.court.domain.check_answers import answer_check
from services.court.domain.check_requests import ask_for_check
from services.court.domain.checks import AnswerCheck, AskForCheck
from shared.probation.vocabulary import ASKED_OF, Agency, CheckKind, CheckState
from shared.runtime.auth import Role, requires
from shared.runtime.command import Command, Commanded, Reply
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["checks"])

_S = CheckState
Asked = Literal[_S.REQUESTED, _S.OVERDUE, _S.RECEIVED]
_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@router.get("/checks", operation_id="listChecks", responses=responses())
async def list_checks(
    reading: Reading,
    state: Annotated[Asked | None, Query(description="Requested and in time, overdue, or answered.")] = None,
    kind: CheckKind | None = None,
    agency: Annotated[Agency | None, Query(description="Whose answer it is.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[CheckOfReport]:
    """The checks that the caller's division has asked for and waits for, or had answered, the first due first."""
    after_time, after_id = decode_cursor(cursor, instant, UUID) or (None, None)
    now = reading.now
    # Overdue is after the due time: what is due at this very instant is in time.
    stretches = {
        _S.OVERDUE: ("requested", _EARLIEST, now),
        _S.REQUESTED: ("requested", now, _LATEST),
        _S.RECEIVED: ("received", _EARLIEST, _LATEST),
    }
    wanted = [stretch for name, stretch in stretches.items() if state in (None, name)]
    kinds = [one for one in CheckKind if kind in (None, one) and agency in (None, ASKED_OF[one])]
    async with reading.database.read() as connection:
        rows = await store.CHECKS.all(
            connection,
            organisations=reading.caller.organisations(),
            kinds=kinds,
            states=[stored for stored, _, _ in wanted],
            since=[since for _, since, _ in wanted],
            until=[until for _, _, until in wanted],
            after_time=after_time,
            after_id=after_id,
            rows=limit + 1,
        )
    found, next_cursor = page(rows, limit, lambda row: (row["due_at"], row["check_id"]))
    return Page(items=[check_of_report(row, now) for row in found], next_cursor=next_cursor)


@router.post(
    "/reports/{report_id}/checks",
    operation_id="askForCheck",
    response_model=ReportView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.COURT_OFFICER)],
)
async def ask_for_a_check(report_id: UUID, asked: AskForCheck, command: Commanded) -> Response:
    """Ask for a check, or record why it is not required. After sentence it is asked for the sake of its open gap."""
    return await _decide(command, report_id, lambda report, sentence, at: ask_for_check(report, sentence, asked, at))


@router.post(
    "/reports/{report_id}/checks/{check_id}/chase",
    operation_id="chaseCheck",
    response_model=ReportView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.COURT_OFFICER)],
)
async def chase_a_check(report_id: UUID, check_id: UUID, asked: ChaseCheck, command: Commanded) -> Response:
    """The agency has been asked again. 409 where it has answered, or nobody waits for the answer any more."""
    return await _decide(command, report_id, lambda report, sentence, at: chase_check(report, sentence, check_id, at))


@router.post(
    "/reports/{report_id}/checks/{check_id}/answer",
    operation_id="answerCheck",
    response_model=ReportView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.COURT_OFFICER)],
)
async def answer_a_check(report_id: UUID, check_id: UUID, asked: AnswerCheck, command: Commanded) -> Response:
    """Record what the agency answered. After sentence that is late, and closes the gap that waited for it (¶11)."""
    return await _decide(
        command, report_id, lambda report, sentence, at: answer_check(report, sentence, check_id, asked, at)
    )


async def _decide(command: Command, report_id: UUID, decide: DecidesOnBoth) -> Response:
    return await command.run(partial(_on_both, command, report_id, decide))


async def _on_both(command: Command, report_id: UUID, decide: DecidesOnBoth, tx: Transaction) -> Reply:
    report, sentence = await locked(tx, report_id)
    decided = decide(command.visible(report), sentence, tx.occasion(command.caller.actor))
    after = put(tx, decided)
    return Reply(view=report_view(after, tx.now), headers={"ETag": f'"{after.version}"'})
