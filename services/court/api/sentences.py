"""Sentences: passed by the court, with what was not known."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.court import store
from services.court.api.sentence_views import SentenceView, sentence_view
from services.court.domain.sentences import PassSentence
from services.court.domain.sentencing import pass_sentence
from shared.probation.identifiers import Crn
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded, Reply
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["sentences"])


@router.post(
    "/sentences",
    operation_id="passSentence",
    status_code=201,
    response_model=SentenceView,
    responses=responses(409, 412),
    dependencies=[requires(Role.COURT_OFFICER)],
)
async def record_sentence(asked: PassSentence, command: Commanded) -> Response:
    """The court has sentenced: on a report, or without one. The gaps are recorded with it, by the service itself (¶11).

    409 where the report has its sentence already, or the person has a sentence of this event number.
    """

    async def sentence(tx: Transaction) -> Reply:
        report = None
        if asked.report_id is not None:
            await tx.lock(store.reports, [asked.report_id])
            report = tx.get(store.reports, asked.report_id)
        passed = pass_sentence(report, asked, tx.occasion(command.caller.actor))
        if passed.report is not None:
            tx.put(store.reports, passed.report)
        after = tx.put(store.sentences, passed.sentence)
        headers = {"Location": f"/sentences/{after.sentence_id}", "ETag": f'"{after.version}"'}
        return Reply(view=sentence_view(after), status=201, headers=headers)

    return await command.run(sentence)


@router.get("/sentences", operation_id="listSentences", responses=responses())
async def list_sentences(
    reading: Reading,
    crn: Annotated[Crn | None, Query(description="Of one person.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[SentenceView]:
    """The sentences that the caller's division recorded, the newest first."""
    (after_id,) = decode_cursor(cursor, UUID) or (None,)
    of_whom = {} if crn is None else {"crn": crn}
    async with reading.database.read() as connection:
        rows = await (store.SENTENCES if crn is None else store.SENTENCES_OF_PERSON).all(
            connection, organisations=reading.caller.organisations(), after_id=after_id, rows=limit + 1, **of_whom
        )
        found, next_cursor = page(rows, limit, lambda row: (row["sentence_id"],))
        sentences = await store.sentences.read(connection, [row["sentence_id"] for row in found])
    items = [sentence_view(sentences[row["sentence_id"]]) for row in found]
    return Page(items=items, next_cursor=next_cursor)


@router.get("/sentences/{sentence_id}", operation_id="getSentence", responses=responses(404))
async def get_sentence(sentence_id: UUID, reading: Reading, response: Response) -> SentenceView:
    """One sentence, with the risk picture as it stands and every gap."""
    return sentence_view(await reading.one(store.sentences, sentence_id, response))
