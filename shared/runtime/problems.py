"""One shape for every error: RFC 9457 problem details, with each fault's place and a sentence.

Invariant: whatever is refused stores nothing and publishes nothing, and says which field and why.
"""

from typing import Any

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Match

from shared.decisions import Invalid, NotAllowed, NotFound
from shared.runtime.auth import Forbidden, Unauthenticated
from shared.runtime.backpressure import Unavailable
from shared.runtime.faults import of_the_moment

MEDIA_TYPE = "application/problem+json"
DATABASE_AWAY = (
    "The database does not answer at the moment. Ask again: a command with the same Idempotency-Key is carried out "
    "once, even where it was carried out just now and the answer was lost."
)
log = structlog.get_logger()


class ProblemError(BaseModel):
    """One thing wrong: a JSON pointer into the request, a code for programs, a sentence for people."""

    pointer: str = Field(examples=["/requirements/0/need"])
    code: str = Field(examples=["needMissing"])
    detail: str


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str = Field(default="about:blank", examples=["urn:throughcare:problem:invalid"])
    title: str
    status: int
    detail: str
    state: str | None = Field(default=None, description="The state that forbids it (409).")
    allowed: list[str] | None = Field(default=None, description="What that state allows (409).")
    errors: list[ProblemError] | None = None


class Conflict(Exception):
    """What was asked collides with what is there, apart from a state: a repeated key, a record that exists."""


class PreconditionFailed(Exception):
    """The record has changed since the caller read it (If-Match)."""


def problem(status: int, code: str, title: str, detail: str, **more: Any) -> JSONResponse:
    """A problem document as a response."""
    document = Problem(type=f"urn:throughcare:problem:{code}", title=title, status=status, detail=detail, **more)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(document.model_dump(exclude_none=True), status, headers, MEDIA_TYPE)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route: the problems it can answer, always with 401, 403, 422 and 503."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    titles = {
        400: "Not a request that can be read",
        401: "No valid token",
        403: "The roles of the caller do not allow it",
        404: "Unknown, or of another organisation",
        409: "The state forbids it",
        412: "Changed since it was read",
        422: "Refused: each fault is named",
        503: "Not now: ask again after the seconds in Retry-After, with the same Idempotency-Key",
    }
    return {
        status: {"description": titles[status], "content": content}
        for status in sorted({401, 403, 422, 503, *statuses})
    }


def pointer(location: tuple[int | str, ...]) -> str:
    """A validation error's location as a JSON pointer; a body's fields start at the root."""
    parts = location[1:] if location and location[0] == "body" else location
    return "/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _methods(request: Request) -> list[str]:
    """What can be done at the path of a request."""
    here = (route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE)
    return sorted({method for route in here for method in getattr(route, "methods", None) or ()})


def install(app: FastAPI) -> None:
    """Answer every error of an app in the one shape."""

    @app.exception_handler(Invalid)
    async def invalid(_: Request, error: Invalid) -> JSONResponse:
        errors = [ProblemError(pointer=f.place, code=f.code, detail=f.sentence) for f in error.faults]
        return problem(422, "invalid", "Refused", str(error), errors=errors)

    @app.exception_handler(RequestValidationError)
    async def unreadable(_: Request, error: RequestValidationError) -> JSONResponse:
        errors = [
            ProblemError(pointer=pointer(tuple(e["loc"])), code=str(e["type"]), detail=str(e["msg"]))
            for e in error.errors()
        ]
        named = ", ".join(e.pointer for e in errors)
        return problem(422, "invalid", "Refused", f"The request is not valid at {named}.", errors=errors)

    @app.exception_handler(asyncpg.CharacterNotInRepertoireError)
    @app.exception_handler(asyncpg.UntranslatableCharacterError)
    async def not_text(_: Request, __: Exception) -> JSONResponse:
        # JSON can say a NUL, PostgreSQL's text cannot hold one; the field is not known here any more.
        fault = ProblemError(pointer="/", code="notText", detail="A text has a character that is not text.")
        return problem(422, "invalid", "Refused", fault.detail, errors=[fault])

    @app.exception_handler(NotAllowed)
    async def not_allowed(_: Request, error: NotAllowed) -> JSONResponse:
        return problem(
            409, "not-allowed", "The state forbids it", str(error), state=error.state, allowed=list(error.allowed)
        )

    @app.exception_handler(Conflict)
    async def conflict(_: Request, error: Conflict) -> JSONResponse:
        return problem(409, "conflict", "Already so", str(error))

    @app.exception_handler(PreconditionFailed)
    async def changed(_: Request, error: PreconditionFailed) -> JSONResponse:
        return problem(412, "changed", "Changed since it was read", str(error))

    @app.exception_handler(NotFound)
    async def not_found(_: Request, __: NotFound) -> JSONResponse:
        return problem(404, "not-found", "Not found", "There is no such record.")

    @app.exception_handler(Unauthenticated)
    async def unauthenticated(_: Request, error: Unauthenticated) -> JSONResponse:
        return problem(401, "unauthenticated", "No valid token", error.sentence)

    @app.exception_handler(Forbidden)
    async def forbidden(_: Request, error: Forbidden) -> JSONResponse:
        return problem(403, "forbidden", "Not allowed for these roles", str(error))

    @app.exception_handler(HTTPException)
    async def of_the_framework(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 400:  # a body that is not even text: bad input like any other
            fault = ProblemError(pointer="/", code="notText", detail=str(error.detail))
            return problem(422, "invalid", "Refused", fault.detail, errors=[fault])
        answer = problem(error.status_code, "http", str(error.detail), str(error.detail))
        answer.headers.update(error.headers or {})
        if error.status_code == 405:  # the framework names the methods of the first route of the path alone
            answer.headers["Allow"] = ", ".join(_methods(request))
        return answer

    @app.exception_handler(Unavailable)
    async def unavailable(_: Request, error: Unavailable) -> JSONResponse:
        answer = problem(503, "unavailable", "Not now", error.sentence)
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer

    async def of_the_database(request: Request, error: Exception) -> JSONResponse:
        if not of_the_moment(error):
            return await unexpected(request, error)
        log.warning("request.database_away", error=type(error).__name__)
        return await unavailable(request, Unavailable(DATABASE_AWAY, retry_after=1))

    for kind in (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
        app.add_exception_handler(kind, of_the_database)

    @app.exception_handler(Exception)
    async def unexpected(_: Request, error: Exception) -> JSONResponse:
        log.error("request.failed", error=type(error).__name__, exc_info=error)
        return problem(500, "unexpected", "Something went wrong here", "The error has been logged; nothing was stored.")
