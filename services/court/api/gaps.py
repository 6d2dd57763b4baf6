"""Information gaps: the work list of what sentence did not have, how each was closed, and who knew of it when (¶11)."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.court import store
from services.court.api.on_both import on_sentence
from services.court.api.sentence_views import GapHistory, GapOfSentence, SentenceView, entry_view
from services.court.domain.closures import CloseGap, supervise_without_it
from services.court.domain.gap_answers import AnswerGap, answer_gap
from services.court.domain.late_assessments import revise_assessment
from services.court.domain.order_changes import ReviseAssessment
from services.court.domain.stages import GapState
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, instant, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["gaps"])


@router.get("/gaps", operation_id="listGaps", responses=responses())
async def list_gaps(
    reading: Reading, state: GapState | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[GapOfSentence]:
    """The gaps that the caller's division owes an answer to, or owed one, the first due first."""
    after_time, after_id = decode_cursor(cursor, instant, UUID) or (None, None)
    async with reading.database.read() as connection:
        rows = await store.GAPS.all(
            connection,
            organisations=reading.caller.organisations(),
            states=[state] if state else list(GapState),
            after_time=after_time,
            after_id=after_id,
            rows=limit + 1,
        )
    found, next_cursor = page(rows, limit, lambda row: (row["due_at"], row["gap_id"]))
    return Page(items=[GapOfSentence.model_validate(row, extra="ignore") for row in found], next_cursor=next_cursor)


@router.post(
    "/sentences/{sentence_id}/gaps/{gap_id}/closure",
    operation_id="closeGap",
    response_model=SentenceView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.COURT_OFFICER, Role.SENIOR_PROBATION_OFFICER)],
)
async def close_a_gap(sentence_id: UUID, gap_id: UUID, asked: CloseGap, command: Commanded) -> Response:
    """Decide, with a reason, to supervise without what was missing. The late answer closes a gap by itself."""
    return await on_sentence(
        command, sentence_id, lambda sentence, _, at: supervise_without_it(sentence, gap_id, asked, at)
    )


@router.post(
    "/sentences/{sentence_id}/gaps/{gap_id}/answer",
    operation_id="answerGap",
    response_model=SentenceView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.COURT_OFFICER)],
)
async def answer_a_gap(sentence_id: UUID, gap_id: UUID, asked: AnswerGap, command: Commanded) -> Response:
    """Record what an agency answered after a sentence without a report. 409 where the gap has its answer (¶11)."""
    return await on_sentence(command, sentence_id, lambda sentence, _, at: answer_gap(sentence, gap_id, asked, at))


@router.get("/sentences/{sentence_id}/gaps/{gap_id}/history", operation_id="getGapHistory", responses=responses(404))
async def get_history(sentence_id: UUID, gap_id: UUID, reading: Reading, response: Response) -> GapHistory:
    """Who knew what of a gap when: asked, chased, recorded, told, read, closed, and answered after that (¶11)."""
    sentence = await reading.one(store.sentences, sentence_id, response)
    return GapHistory(items=tuple(entry_view(one) for one in sentence.history_of(gap_id)))


@router.post(
    "/sentences/{sentence_id}/assessments",
    operation_id="reviseAssessment",
    response_model=SentenceView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.COURT_OFFICER, Role.SENIOR_PROBATION_OFFICER)],
)
async def revise_an_assessment(sentence_id: UUID, asked: ReviseAssessment, command: Commanded) -> Response:
    """What was not assessed at sentence has been, or a score is corrected: every gap that it answers closes.

    What may be claimed as full depends on what has been received by now, as it does of a report (¶11).
    """
    return await on_sentence(
        command, sentence_id, lambda sentence, report, at: revise_assessment(sentence, report, asked, at)
    )
