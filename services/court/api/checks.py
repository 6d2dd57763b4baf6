"""Pre-sentence checks: asked for, dispensed with, answered; after sentence on the report and its sentence together."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Response

from services.court import store
from services.court.api.views import ReportView, report_view
from services.court.domain.check_answers import answer_check
from services.court.domain.check_requests import OnBoth, ask_for_check
from services.court.domain.checks import AnswerCheck, AskForCheck
from services.court.domain.reports import Report
from services.court.domain.sentences import Sentence
from shared.decisions import Occasion
from shared.runtime.auth import Role, requires
from shared.runtime.command import Command, Commanded, Reply
from shared.runtime.problems import responses
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["checks"])


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
    "/reports/{report_id}/checks/{check_id}/answer",
    operation_id="answerCheck",
    response_model=ReportView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.COURT_OFFICER, Role.CHECK_AGENCY)],
)
async def answer_a_check(report_id: UUID, check_id: UUID, asked: AnswerCheck, command: Commanded) -> Response:
    """The agency answers. After sentence the answer is late, and closes the gap that waited for it (¶11)."""
    return await _decide(
        command, report_id, lambda report, sentence, at: answer_check(report, sentence, check_id, asked, at)
    )


async def _decide(
    command: Command, report_id: UUID, decide: Callable[[Report, Sentence | None, Occasion], OnBoth]
) -> Response:
    return await command.run(partial(_on_both, command, report_id, decide))


async def _on_both(
    command: Command,
    report_id: UUID,
    decide: Callable[[Report, Sentence | None, Occasion], OnBoth],
    tx: Transaction,
) -> Reply:
    # The report first, then its sentence, as sentencing does: so that no two wait for each other.
    await tx.lock(store.reports, [report_id])
    report = command.visible(tx.get(store.reports, report_id))
    sentence = None
    if report.sentence_id is not None:
        await tx.lock(store.sentences, [report.sentence_id])
        sentence = tx.get(store.sentences, report.sentence_id)
    decided = decide(report, sentence, tx.occasion(command.caller.actor))
    after = tx.put(store.reports, decided.report)
    if decided.sentence is not None:
        tx.put(store.sentences, decided.sentence)
    return Reply(view=report_view(after, tx.now), headers={"ETag": f'"{after.version}"'})
