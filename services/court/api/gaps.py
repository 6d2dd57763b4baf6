"""Information gaps: the work list of what sentence did not have, and decisions to supervise without it (¶11)."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.court import store
from services.court.api.views import GapOfSentence, SentenceView, sentence_view
from services.court.domain.closures import CloseGap, supervise_without_it
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
    return Page(items=[GapOfSentence.model_validate(row) for row in found], next_cursor=next_cursor)


@router.post(
    "/sentences/{sentence_id}/gaps/{gap_id}/closure",
    operation_id="closeGap",
    response_model=SentenceView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.COURT_OFFICER, Role.SENIOR_PROBATION_OFFICER)],
)
async def close_a_gap(sentence_id: UUID, gap_id: UUID, asked: CloseGap, command: Commanded) -> Response:
    """Decide, with a reason, to supervise without what was missing. The late answer closes a gap by itself."""
    return await command.handle(
        store.sentences,
        sentence_id,
        lambda sentence, decided, at: supervise_without_it(sentence, gap_id, decided, at),
        asked,
        sentence_view,
    )
