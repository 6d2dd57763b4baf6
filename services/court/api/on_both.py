"""How a route decides on a report and its sentence together.

The report is locked first, then its sentence, as sentencing does: so that no two wait for each other.
"""

from collections.abc import Callable
from uuid import UUID

from fastapi import Response

from services.court import store
from services.court.api.sentence_views import sentence_view
from services.court.domain.check_requests import OnBoth
from services.court.domain.closures import with_checks_awaited
from services.court.domain.reports import Report
from services.court.domain.sentences import Sentence
from shared.decisions import Decision, Occasion
from shared.runtime.command import Command, Reply
from shared.runtime.transaction import Transaction

DecidesOnBoth = Callable[[Report, Sentence | None, Occasion], OnBoth]
DecidesOnSentence = Callable[[Sentence, Report | None, Occasion], Decision[Sentence]]


async def locked(tx: Transaction, report_id: UUID) -> tuple[Report | None, Sentence | None]:
    """A report and the sentence that was passed on it, where there are such."""
    await tx.lock(store.reports, [report_id])
    report = tx.get(store.reports, report_id)
    if report is None or report.sentence_id is None:
        return report, None
    await tx.lock(store.sentences, [report.sentence_id])
    return report, tx.get(store.sentences, report.sentence_id)


def put(tx: Transaction, decided: OnBoth) -> Report:
    """Take what was decided on both; the report's events are told first."""
    after = tx.put(store.reports, decided.report)
    if decided.sentence is not None:
        tx.put(store.sentences, decided.sentence)
    return after


async def on_sentence(command: Command, sentence_id: UUID, decide: DecidesOnSentence) -> Response:
    """A decision on a sentence, with its report where it has one: whose checks are awaited as long as a gap waits."""

    async def work(tx: Transaction) -> Reply:
        report_id = await store.REPORT_OF.value(tx.connection, sentence_id=sentence_id)
        report = None
        if report_id is not None:
            await tx.lock(store.reports, [report_id])
            report = tx.get(store.reports, report_id)
        await tx.lock(store.sentences, [sentence_id])
        sentence = command.visible(tx.get(store.sentences, sentence_id))
        after = tx.put(store.sentences, decide(sentence, report, tx.occasion(command.caller.actor)))
        if report is not None:
            tx.put(store.reports, Decision(with_checks_awaited(report, after)))
        return Reply(view=sentence_view(after), headers={"ETag": f'"{after.version}"'})

    return await command.run(work)
