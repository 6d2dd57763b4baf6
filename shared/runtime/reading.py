"""How a route reads: what its caller may see, at one moment, and nothing locked.

Invariant: an aggregate of another organisation is answered like one that does not exist.
"""

from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Request, Response

from shared.decisions import NotFound, State
from shared.runtime.auth import Caller, caller_of
from shared.runtime.database import Database
from shared.runtime.repository import Repository

S = TypeVar("S", bound=State)


class Reader:
    """Who reads, when, and from which database."""

    def __init__(self, caller: Caller, database: Database, now: datetime) -> None:
        self.caller, self.database, self.now = caller, database, now

    async def one(self, repository: Repository[S], key: UUID, response: Response) -> S:
        """One aggregate with its version as the ETag; `NotFound` where it does not exist for this caller."""
        async with self.database.read() as connection:
            state = (await repository.read(connection, [key])).get(key)
        if state is None:
            raise NotFound
        self.caller.must_see(state.seen_by())
        response.headers["ETag"] = f'"{state.version}"'
        return state


async def reader_of(request: Request, caller: Annotated[Caller, Depends(caller_of)]) -> Reader:
    """The reader that a request makes; every role may read what its organisation may see."""
    runtime = request.app.state.runtime
    return Reader(caller, runtime.database, runtime.clock.now())


Reading = Annotated[Reader, Depends(reader_of)]
"""A route's parameter for reading."""
