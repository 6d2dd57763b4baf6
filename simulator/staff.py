"""The people who work the system: each call is made by somebody, with a token, over HTTP, as any integrator's is.

A call that meets a service that is just starting is made again with the same idempotency key: so a command is carried
out once, however often it is sent.
"""

import asyncio
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx

from simulator.world import World

PATIENCE_SECONDS = 60.0
CLIENT, SECRET = "throughcare-development", "development-only"


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who acts: their code, organisation and roles."""

    code: str
    organisation: str
    roles: tuple[str, ...]


class Refused(Exception):
    """A service refused what a story expected it to take; `problem` is its problem document."""

    def __init__(self, what: str, status: int, problem: Any) -> None:
        self.status, self.problem = status, problem
        super().__init__(f"{what} was answered {status}: {problem}")


class Staff:
    """Makes calls on behalf of officers."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._http = httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=50))
        self._tokens: dict[Officer, str] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self._http.aclose()

    async def post(
        self, officer: Officer, service: str, path: str, asked: Any = None, status: int | None = None
    ) -> Any:
        """Command something: the answer's body. `status` says which refusal is expected, where one is."""
        headers = {"Idempotency-Key": str(uuid4())}
        return await self._call(officer, service, "POST", path, status, json=asked or {}, headers=headers)

    async def get(self, officer: Officer, service: str, path: str, status: int | None = None, **query: Any) -> Any:
        """Read something: the answer's body."""
        return await self._call(officer, service, "GET", path, status, params=query, headers={})

    async def _call(
        self,
        officer: Officer,
        service: str,
        method: str,
        path: str,
        status: int | None,
        headers: dict[str, str],
        **more: Any,
    ) -> Any:
        end = time.monotonic() + PATIENCE_SECONDS
        what = f"{method} {path} ({service}) by {officer.code}"
        while True:
            try:
                bearer = {"Authorization": f"Bearer {await self._token(officer)}"}
                answer = await self._http.request(
                    method, self.world.urls[service] + path, headers={**headers, **bearer}, **more
                )
                if answer.status_code != 503:
                    break
            except httpx.TransportError:
                if time.monotonic() > end:
                    raise
            if time.monotonic() > end:
                raise Refused(what, 503, "not available for too long")
            await asyncio.sleep(0.1)
        body = answer.json() if answer.content else None
        expected = answer.is_success if status is None else answer.status_code == status
        if not expected:
            raise Refused(what, answer.status_code, body)
        return body

    async def _token(self, officer: Officer) -> str:
        if officer not in self._tokens:
            answer = await self._http.post(
                f"{self.world.issuer}/token",
                data={
                    "grant_type": "client_credentials",
                    "client_id": CLIENT,
                    "client_secret": SECRET,
                    "organisation": officer.organisation,
                    "officer": officer.code,
                    "roles": " ".join(officer.roles),
                    "lifetime": "86400",
                },
            )
            self._tokens[officer] = answer.raise_for_status().json()["access_token"]
        return self._tokens[officer]
