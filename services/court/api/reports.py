"""Reports: requested by the court, given to an author, written, countersigned and delivered, put off or withdrawn."""

from collections.abc import Callable
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.court import store
from services.court.api.report_views import ReportItem, ReportView, report_item, report_view
from services.court.domain.adjourning import Adjourn, adjourn
from services.court.domain.asked import CourtCode
from services.court.domain.completion import CompleteReport, complete_report
from services.court.domain.countersigning import Countersign, countersign
from services.court.domain.directory import INSTEAD, Intervention
from services.court.domain.naming import NameAuthor, Registered, name_author
from services.court.domain.proposals import Proposal
from services.court.domain.reports import Report
from services.court.domain.requesting import RequestReport, request_report
from services.court.domain.stages import ReportState
from services.court.domain.withdrawal import WithdrawReport, withdraw_report
from shared.decisions import Decision, Occasion
from shared.probation.calendar import london_date, start_of_day
from shared.probation.identifiers import Crn, OfficerCode, TeamCode
from shared.probation.written import Day
from shared.runtime.auth import Role, requires
from shared.runtime.command import Command, Commanded, Reply
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["reports"])

B = TypeVar("B")

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
    author: OfficerCode | None = None,
    due_before: Annotated[Day | None, Query(alias="dueBefore", description="Due before this day begins.")] = None,
    crn: Annotated[Crn | None, Query(description="Of one person.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ReportItem]:
    """The reports of the caller's division, the first due first. Every filter goes with every other."""
    after_time, after_id = decode_cursor(cursor, instant, UUID) or (None, None)
    given = {"court_code": court_code, "team": team, "author": author, "crn": crn}
    narrowed = {name: value for name, value in given.items() if value is not None}
    async with reading.database.read() as connection:
        rows = await store.REPORTS[frozenset(narrowed)].all(
            connection,
            organisations=reading.caller.organisations(),
            states=[state] if state else list(ReportState),
            due_before=None if due_before is None else start_of_day(due_before),
            after_time=after_time,
            after_id=after_id,
            rows=limit + 1,
            **narrowed,
        )
        found, next_cursor = page(rows, limit, lambda row: (row["due_at"], row["report_id"]))
        reports = await store.reports.read(connection, [row["report_id"] for row in found])
    items = [report_item(reports[row["report_id"]], reading.now) for row in found]
    return Page(items=items, next_cursor=next_cursor)


@router.get("/reports/{report_id}", operation_id="getReport", responses=responses(404))
async def get_report(report_id: UUID, reading: Reading, response: Response) -> ReportView:
    """One report with its checks, and what it does not know (¶11)."""
    return report_view(await reading.one(store.reports, report_id, response), reading.now)


@router.post(
    "/reports/{report_id}/author",
    operation_id="nameAuthor",
    response_model=ReportView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.COURT_OFFICER, Role.SENIOR_PROBATION_OFFICER)],
)
async def name_an_author(report_id: UUID, asked: NameAuthor, command: Commanded) -> Response:
    """Give the report to an author of the register, or to another one, until it is written.

    The grade decides which reports an author may write, and with the training whether a countersignature is needed.
    """

    async def name(tx: Transaction) -> Reply:
        rows = await tx.lock_beside(store.reports, report_id, store.REGISTERED, officer=asked.author)
        report = command.visible(tx.get(store.reports, report_id))
        registered = next((Registered.model_validate(row, extra="ignore") for row in rows), None)
        after = tx.put(store.reports, name_author(report, registered, asked, tx.occasion(command.caller.actor)))
        return Reply(view=report_view(after, tx.now), headers={"ETag": f'"{after.version}"'})

    return await command.run(name)


@router.post(
    "/reports/{report_id}/completion",
    operation_id="completeReport",
    response_model=ReportView,
    responses=responses(404, 409, 412),
    dependencies=[CourtOfficer],
)
async def complete_a_report(report_id: UUID, asked: CompleteReport, command: Commanded) -> Response:
    """The report, or the addendum that is wanted, is delivered; or it is written and waits for a countersignature.

    It cannot claim a full RoSH analysis while its checks are outstanding or its sources unread, nor a SARA before the
    police have answered (¶11). A proposal of rehabilitation activity names an intervention of the directory (¶12).
    """

    async def complete(tx: Transaction) -> Reply:
        directory = await _locked_with_directory(tx, report_id, asked.proposal)
        report = command.visible(tx.get(store.reports, report_id))
        after = tx.put(store.reports, complete_report(report, asked, tx.occasion(command.caller.actor), directory))
        return Reply(view=report_view(after, tx.now), headers={"ETag": f'"{after.version}"'})

    return await command.run(complete)


@router.post(
    "/reports/{report_id}/countersignature",
    operation_id="countersignReport",
    response_model=ReportView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.SENIOR_PROBATION_OFFICER)],
)
async def countersign_a_report(report_id: UUID, asked: Countersign, command: Commanded) -> Response:
    """Countersign a written report, which delivers it, or returns it with a reason; never their own (¶12)."""
    return await _decide(command, report_id, countersign, asked)


@router.post(
    "/reports/{report_id}/adjournment",
    operation_id="adjournReport",
    response_model=ReportView,
    responses=responses(404, 409, 412),
    dependencies=[CourtOfficer],
)
async def adjourn_a_report(report_id: UUID, asked: Adjourn, command: Commanded) -> Response:
    """The court has put the case off, and may want an addendum. What is owed is owed by the new date.

    A clock that had run out before stays missed.
    """
    return await _decide(command, report_id, adjourn, asked)


@router.post(
    "/reports/{report_id}/withdrawal",
    operation_id="withdrawReport",
    response_model=ReportView,
    responses=responses(404, 409, 412),
    dependencies=[CourtOfficer],
)
async def withdraw_a_report(report_id: UUID, asked: WithdrawReport, command: Commanded) -> Response:
    """Nobody wants the report any more: it is not owed, nor are the answers to its checks."""
    return await _decide(command, report_id, withdraw_report, asked)


async def _decide(
    command: Command, report_id: UUID, decide: Callable[[Report, B, Occasion], Decision[Report]], asked: B
) -> Response:
    now = command.work.clock.now()
    return await command.handle(store.reports, report_id, decide, asked, lambda report: report_view(report, now))


async def _locked_with_directory(
    tx: Transaction, report_id: UUID, proposal: Proposal | None
) -> tuple[Intervention, ...]:
    """Lock the report; what its proposal needs of the directory comes in the same round trips."""
    if proposal is None or proposal.area_crc is None or proposal.sex is None:
        await tx.lock(store.reports, [report_id])
        return ()
    rows = await tx.lock_beside(
        store.reports,
        report_id,
        store.DIRECTORY,
        codes=list(proposal.interventions),
        needs=list(proposal.needs),
        area_crc=proposal.area_crc,
        sex=proposal.sex,
        on=london_date(tx.now),
        instead=INSTEAD,
    )
    return tuple(Intervention.model_validate(row, extra="ignore") for row in rows)
