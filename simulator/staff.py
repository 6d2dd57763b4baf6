"""The people who work the system: each call is made by somebody, with a token, over HTTP, as any integrator's is.

A call that gets no answer, or that the service cannot serve just now, is made again with the same idempotency key: so a
command is carried out once, however often it is sent. How long to wait between is the service's to say (`Retry-After`).
"""

import asyncio
import time
from dataclasses import dataclass
from http import HTTPStatus
from random import Random
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx

from simulator.world import World

AGAIN = frozenset({500, 502, 503, 504})
"""Answers after which the same call is made again: they say nothing about the call itself."""
NOT_HEARD_YET = frozenset({404, 409})
"""Refusals that may be so only because a service has not heard yet of what another told."""
FIRST_PAUSE, LONGEST_PAUSE, LONGEST_ASKED = 0.1, 2.0, 10.0
"""Seconds between two tries: the first time, later, and where the service asks for more."""
CLIENT, SECRET = "throughcare-development", "development-only"


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who acts: their code, organisation and roles."""

    code: str
    organisation: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a caller holds out, in seconds: for one answer, for all tries of one call, and for news to spread."""

    answer: float = 30.0
    call: float = 60.0
    news: float = 0.0


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A command that a service said it has carried out: what whoever sent it may hold the system to."""

    service: str
    path: str
    caller: str
    """The caller as the service knows them: `<organisation>/<officer>`."""
    key: str
    """The idempotency key, which is the correlation id too."""
    status: int
    answer: Any
    at: float
    """When the answer came, by the monotonic clock."""


class Refused(Exception):
    """A service refused what a story expected it to take; `problem` is its problem document."""

    def __init__(self, what: str, status: int, problem: Any) -> None:
        self.status, self.problem = status, problem
        super().__init__(f"{what} was answered {status}: {problem}")


class Staff:
    """Makes calls on behalf of officers."""

    def __init__(self, world: World, patience: Patience = Patience()) -> None:
        self.world, self.patience = world, patience
        self._http = httpx.AsyncClient(timeout=patience.answer, limits=httpx.Limits(max_connections=50))
        self._random = Random()
        self._tokens: dict[Officer, str] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self._http.aclose()

    async def post(
        self, officer: Officer, service: str, path: str, asked: Any = None, status: int | None = None
    ) -> Any:
        """Command something: the answer's body. `status` says which refusal is expected, where one is."""
        key = str(uuid4())
        headers = {"Idempotency-Key": key, "X-Correlation-Id": key}
        answer = await self._call(officer, service, "POST", path, status, json=asked or {}, headers=headers)
        body = _body(answer)
        if answer.is_success:
            caller = f"{officer.organisation}/{officer.code}"
            self.acknowledged(Acknowledged(service, path, caller, key, answer.status_code, body, time.monotonic()))
        return body

    async def get(self, officer: Officer, service: str, path: str, status: int | None = None, **query: Any) -> Any:
        """Read something: the answer's body."""
        return _body(await self._call(officer, service, "GET", path, status, params=query, headers={}))

    def acknowledged(self, command: Acknowledged) -> None:
        """A command was carried out. For whoever keeps account of it; the staff do not."""

    def tried(self, service: str, status: int | None) -> None:
        """A call is made again, because of that answer or for want of one. For whoever keeps account of it."""

    async def _call(
        self,
        officer: Officer,
        service: str,
        method: str,
        path: str,
        status: int | None,
        headers: dict[str, str],
        **more: Any,
    ) -> httpx.Response:
        began, pause = time.monotonic(), FIRST_PAUSE
        what = f"{method} {path} ({service}) by {officer.code}"
        while True:
            answer = await self._once(officer, service, method, path, headers, **more)
            if answer is not None and (answer.is_success if status is None else answer.status_code == status):
                return answer
            waited = time.monotonic() - began
            if answer is None or answer.status_code in AGAIN:
                given_up = waited > self.patience.call
                self.tried(service, None if answer is None else answer.status_code)
            else:
                given_up = status is not None or answer.status_code not in NOT_HEARD_YET or waited > self.patience.news
            if given_up:
                problem = "nothing, for too long" if answer is None else _body(answer)
                raise Refused(what, HTTPStatus.GATEWAY_TIMEOUT if answer is None else answer.status_code, problem)
            await asyncio.sleep(_asked_to_wait(answer) or pause * self._random.uniform(0.5, 1))
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _once(
        self, officer: Officer, service: str, method: str, path: str, headers: dict[str, str], **more: Any
    ) -> httpx.Response | None:
        """The answer to one try; None where none came."""
        try:
            bearer = {"Authorization": f"Bearer {await self._token(officer)}"}
            url = self.world.urls[service] + path
            return await self._http.request(method, url, headers={**headers, **bearer}, **more)
        except httpx.TransportError:
            return None

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


def _asked_to_wait(answer: httpx.Response | None) -> float:
    """The seconds that a service asks for, within reason; 0 where it asks for none."""
    asked = "" if answer is None else answer.headers.get("Retry-After", "")
    return min(float(asked), LONGEST_ASKED) if asked.isdecimal() else 0.0


def _body(answer: httpx.Response) -> Any:
    """What an answer says: JSON, but of what stands before a service; None where it says nothing."""
    if not answer.content:
        return None
    return answer.json() if "json" in answer.headers.get("Content-Type", "") else answer.text
