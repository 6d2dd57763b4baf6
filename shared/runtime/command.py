"""How a route turns a request into a decision: lock, decide, record, answer; the same answer to the same key.

Invariant: a repeated POST with the same Idempotency-Key gets the first answer again and changes nothing. The key is
written with the command itself; the look-up costs only those who repeat.
"""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID

import asyncpg
import orjson
from fastapi import Depends, Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from shared.decisions import (
    Decision,
    Fault,
    Invalid,
    NotFound,
    Occasion,
    Refusal,
    State,
)
from shared.runtime.auth import Caller, caller_of
from shared.runtime.backpressure import Backpressure
from shared.runtime.database import Query
from shared.runtime.problems import Conflict, PreconditionFailed
from shared.runtime.recording import Answer
from shared.runtime.repository import Repository
from shared.runtime.tracing import Causes
from shared.runtime.transaction import Transaction, Work

S = TypeVar("S", bound=State)
B = TypeVar("B")

STORED_ANSWER = Query(
    "SELECT fingerprint, status, headers, body FROM idempotency_key WHERE caller = :caller AND key = :key"
)


class Reply(BaseModel):
    """What a command answers: the view, its status and headers."""

    view: BaseModel
    status: int = 200
    headers: dict[str, str] = {}


class Command:
    """One request that changes something. Routes get it as a dependency and make one call on it."""

    def __init__(self, request: Request, caller: Caller, key: str | None, if_match: str | None, body: bytes) -> None:
        self.caller = caller
        self.work: Work = request.app.state.runtime.work
        self._backpressure: Backpressure = request.app.state.runtime.backpressure
        self.causes = Causes(request.state.correlation_id)
        self._key, self._if_match = key, if_match
        self.who = f"{caller.organisation}/{caller.subject}"
        target = f"{request.method} {request.url.path}".encode()
        self._fingerprint = hashlib.blake2b(target + b"\n" + body, digest_size=16).digest()

    async def create(
        self,
        repository: Repository[S],
        decide: Callable[[B, Occasion], Decision[S]],
        asked: B,
        view: Callable[[S], BaseModel],
        location: str,
    ) -> Response:
        """A decision that makes a new aggregate: 201, with its address and its version."""

        async def work(transaction: Transaction) -> Reply:
            state = transaction.put(repository, decide(asked, transaction.occasion(self.caller.actor)))
            self.caller.must_see(state.seen_by())
            address = f"{location}/{getattr(state, repository.key)}"
            return Reply(view=view(state), status=201, headers={"Location": address, "ETag": f'"{state.version}"'})

        return await self.run(work)

    async def handle(
        self,
        repository: Repository[S],
        key: UUID,
        decide: Callable[[S, B, Occasion], Decision[S]],
        asked: B,
        view: Callable[[S], BaseModel],
        status: int = 200,
    ) -> Response:
        """A decision on one aggregate that is there; `NotFound` where it is not, or not for this caller."""

        async def work(transaction: Transaction) -> Reply:
            await transaction.lock(repository, [key])
            state = self.visible(transaction.get(repository, key))
            after = transaction.put(repository, decide(state, asked, transaction.occasion(self.caller.actor)))
            return Reply(view=view(after), status=status, headers={"ETag": f'"{after.version}"'})

        return await self.run(work)

    def visible(self, state: S | None, *, also: frozenset[str] = frozenset()) -> S:
        """The state, if it exists for this caller and has not changed since they read it.

        `also` are organisations that may see it for a reason that another aggregate knows.
        """
        if state is None:
            raise NotFound
        self.caller.must_see(state.seen_by() | also)
        if self._if_match not in (None, "*", f'"{state.version}"'):
            raise PreconditionFailed(f"The record is at version {state.version}, not at {self._if_match}.")
        return state

    async def run(self, work: Callable[[Transaction], Awaitable[Reply]]) -> Response:
        """Run a piece of work in one transaction and answer it, or repeat the answer that this key was given before."""
        self._backpressure.must_be_off()
        return await self._record(work)

    async def _record(self, work: Callable[[Transaction], Awaitable[Reply]]) -> Response:
        try:
            async with self.work.transaction(self.causes) as transaction:
                reply = await work(transaction)
                body = reply.view.model_dump_json(by_alias=True)
                if self._key is not None:
                    headers = orjson.dumps(reply.headers).decode()
                    transaction.recording.answer = Answer(
                        self.who, self._key, self._fingerprint, reply.status, headers, body
                    )
        except asyncpg.UniqueViolationError as error:
            if (stored := await self._stored_answer()) is not None:
                return stored
            raise Conflict(f"There is one already ({error.constraint_name}).") from error
        except (Refusal, PreconditionFailed):
            if (stored := await self._stored_answer()) is not None:
                return stored
            raise
        return Response(body, reply.status, reply.headers, "application/json")

    async def run_in_steps(self, work: Callable[[], Awaitable[Reply]]) -> Response:
        """Run work that is many transactions, each whole by itself, and keep its answer once all are done.

        The work must be such that doing it again does only what is left to do: that is what a repetition does which
        comes before the answer is kept, as where a process died on the way. One that comes later gets the first answer.
        """
        self._backpressure.must_be_off()
        if (stored := await self._stored_answer()) is not None:
            return stored
        reply = await work()

        async def answer(_: Transaction) -> Reply:
            return reply

        return await self._record(answer)

    async def _stored_answer(self) -> Response | None:
        if self._key is None:
            return None
        async with self.work.database.read() as connection:
            row: dict[str, Any] | None = await STORED_ANSWER.one(connection, caller=self.who, key=self._key)
        if row is None:
            return None
        if row["fingerprint"] != self._fingerprint:
            fault = Fault("/", "keyUsedForAnotherRequest", "This Idempotency-Key was used for a different request.")
            raise Invalid([fault])
        return Response(row["body"], row["status"], {**row["headers"], "Idempotent-Replay": "true"}, "application/json")


async def command_of(
    request: Request,
    caller: Caller = Depends(caller_of),
    idempotency_key: Annotated[
        str | None,
        Header(max_length=255, description="The same key gets the same answer: choose a new one for each command."),
    ] = None,
    if_match: Annotated[str | None, Header(description="The ETag that was read; 412 if it has changed.")] = None,
) -> Command:
    """The command that a request makes."""
    return Command(request, caller, idempotency_key, if_match, await request.body())


Commanded = Annotated[Command, Depends(command_of)]
"""A route's parameter for making a decision."""
