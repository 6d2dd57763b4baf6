"""The API of a service's dead letters: list, show, redrive, discard, for operators.

Invariant: there is no operation that changes what a letter holds. Inspectors do not read letters either: a message that
breaks its contract may hold what no contract allows.
"""

from dataclasses import asdict
from typing import Annotated, Self

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import Response

from shared.runtime import dead_letters
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded, Reply
from shared.runtime.dead_letter_views import (
    KeyRedriven,
    Letter,
    LetterDiscarded,
    Letters,
    LettersRedriven,
    LetterState,
    LetterSummary,
    StateCount,
    letter_view,
)
from shared.runtime.dead_letters import MOST_KEYS, Because
from shared.runtime.paging import Cursor, Limit, decode_cursor, page
from shared.runtime.problems import responses
from shared.runtime.runtime import Runtime
from shared.runtime.transaction import Transaction

LARGEST_ID = 2**63 - 1


class Digits(Convertor[str]):
    """An id in a path: digits, so that `/dead-letters/redrive` names no letter and answers 405 to what it has not."""

    regex = "[0-9]{1,19}"

    def convert(self, value: str) -> str:
        """The digits; whether they are an id is said where the route declares it."""
        return value

    def to_string(self, value: str) -> str:
        """The digits."""
        return value


register_url_convertor("digits", Digits())
router = APIRouter(tags=["dead letters"], dependencies=[requires(Role.OPERATOR)])
LetterId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Key = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$", examples=["X320741"])]


class RedriveLetters(BaseModel):
    """Which letters to apply again: those of one key, or all."""

    model_config = ConfigDict(extra="forbid")

    key: Key | None = None
    all: bool = False

    @model_validator(mode="after")
    def _one_or_all(self) -> Self:
        if (self.key is not None) == self.all:
            raise ValueError("Name one key, or say all.")
        return self


class DiscardLetter(BaseModel):
    """Why a letter is given up."""

    model_config = ConfigDict(extra="forbid")

    reason: Because


@router.get("/dead-letters", operation_id="listDeadLetters", responses=responses())
async def list_dead_letters(
    request: Request,
    state: LetterState = "parked",
    key: Annotated[Key | None, Query(description="Whose letters.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Letters:
    """Messages that this service could not apply, in the order in which they were parked."""
    runtime: Runtime = request.app.state.runtime
    (after,) = decode_cursor(cursor, _letter_id) or (0,)
    rows = await dead_letters.list_letters(runtime.inbox, state, after, limit + 1, key=key)
    found, next_cursor = page(rows, limit, lambda row: (row["letter_id"],))
    counted = await dead_letters.counts(runtime.inbox)
    return Letters(
        items=[LetterSummary.model_validate(row) for row in found],
        next_cursor=next_cursor,
        counts={name: StateCount(letters=n, keys=keys) for name, (n, keys) in counted.items()},
        stopped_because=runtime.consumer.stopped_because if runtime.consumer else None,
    )


@router.get("/dead-letters/{letter_id:digits}", operation_id="getDeadLetter", responses=responses(404))
async def get_dead_letter(letter_id: LetterId, request: Request) -> Letter:
    """One letter whole: the message as it came, why it is here, what it stands behind and what it holds back."""
    return letter_view(await dead_letters.show(request.app.state.runtime.inbox, letter_id))


@router.post(
    "/dead-letters/redrive",
    operation_id="redriveDeadLetters",
    response_model=LettersRedriven,
    responses=responses(),
)
async def redrive_dead_letters(asked: RedriveLetters, command: Commanded, request: Request) -> Response:
    """Apply parked letters again, each key in order, up to the first that still fails. At most 500 keys at once."""
    runtime: Runtime = request.app.state.runtime

    async def work() -> Reply:
        keys = await dead_letters.parked_keys(runtime.inbox) if asked.key is None else [asked.key]
        done = await dead_letters.redrive(runtime.inbox, keys[:MOST_KEYS], command.who)
        tried = [KeyRedriven(**asdict(one)) for one in done]
        return Reply(view=LettersRedriven(keys=tried, keys_left=len(keys) - len(tried)))

    return await command.run_in_steps(work)


@router.post(
    "/dead-letters/{letter_id:digits}/discard",
    operation_id="discardDeadLetter",
    response_model=LetterDiscarded,
    responses=responses(404, 409),
)
async def discard_dead_letter(letter_id: LetterId, asked: DiscardLetter, command: Commanded) -> Response:
    """Give a letter up for good, with a reason. What is parked behind it stays there until it is redriven."""

    async def work(transaction: Transaction) -> Reply:
        done = await dead_letters.discard(transaction, letter_id, by=command.who, because=asked.reason)
        return Reply(view=LetterDiscarded(**asdict(done)))

    return await command.run(work)


def _letter_id(value: object) -> int:
    """A letter's id in a cursor. Raises ValueError where it is none."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_ID:
        raise ValueError("not the id of a letter")
    return value
