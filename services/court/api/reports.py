"""Reports: requested by the court, and delivered to it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.court import store
from services.court.api.views import ReportView, report_view
from services.court.domain.asked import CourtCode
from services.court.domain.completion import CompleteReport, complete_report
from services.court.domain.reports import RequestReport, request_report
from services.court.domain.stages import ReportState
from shared.probation.identifiers import TeamCode
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["reports"])

CourtOfficer = requires(Role.COURT_OFFICER)


@router.post(
    "/reports",
    operation_id="requestReport",
    status_code=201,
    response_model=ReportView,
    responses=responses(),
    dependencies=[CourtOfficer],
)
async def request_a_report(asked: RequestReport, command: Commanded) -> Response:
    """The court asks for a report. It is owed by the end of the court's date; a date in the past is refused."""
    now = command.work.clock.now()
    return await command.create(
        store.reports, request_report, asked, lambda report: report_view(report, now), "/reports"
    )


@router.get("/reports", operation_id="listReports", responses=responses())
async def list_reports(
    reading: Reading,
    state: ReportState | None = None,
    court_code: Annotated[CourtCode | None, Query(alias="courtCode")] = None,
    team: TeamCode | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ReportView]:
    """The reports of the caller's division, the first due first."""
    after_time, after_id = decode_cursor(cursor, instant, UUID) or (None, None)
    given = {"court_code": court_code, "team": team}
    narrowed = {name: value for name, value in given.items() if value is not None}
    async with reading.database.read() as connection:
        rows = await store.REPORTS[tuple(narrowed)].all(
            connection,
            organisations=reading.caller.organisations(),
            states=[state] if state else list(ReportState),
            after_time=after_time,
            after_id=after_id,
            rows=limit + 1,
            **narrowed,
        )
        found, next_cursor = page(rows, limit, lambda row: (row["due_at"], row["report_id"]))
        reports = await store.reports.read(connection, [row["report_id"] for row in found])
    items = [report_view(reports[row["report_id"]], reading.now) for row in found]
    return Page(items=items, next_cursor=next_cursor)


@router.get("/reports/{report_id}", operation_id="getReport", responses=responses(404))
async def get_report(report_id: UUID, reading: Reading, response: Response) -> ReportView:
    """One report with its checks, and what it does not know (¶11)."""
    return report_view(await reading.one(store.reports, report_id, response), reading.now)


@router.post(
    "/reports/{report_id}/completion",
    operation_id="completeReport",
    response_model=ReportView,
    responses=responses(404, 409, 412),
    dependencies=[CourtOfficer],
)
async def complete_a_report(report_id: UUID, asked: CompleteReport, command: Commanded) -> Response:
    """The report is delivered. It cannot claim a full RoSH analysis while its checks are outstanding (¶11)."""
    now: datetime = command.work.clock.now()
    return await command.handle(
        store.reports, report_id, complete_report, asked, lambda report: report_view(report, now)
    )
