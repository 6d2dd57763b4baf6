"""The services' dead letters, read and settled through each service's own API, with the reader's own token.

Invariant: a service that does not answer is said not to, and never passes for one without letters; a token goes to the
addresses of the settings and nowhere else. What a reader may do, the service that has the letters decides.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from shared.contracts.catalogue import PUBLISHERS
from shared.runtime.dead_letter_views import Letter, LetterDiscarded, Letters, LettersRedriven

NAMES = (*PUBLISHERS, "oversight")
READING = httpx.Timeout(3, connect=1)
REDRIVING = httpx.Timeout(60, connect=1)
V = TypeVar("V", bound=BaseModel)


class DoesNotAnswer(Exception):
    """A service cannot be asked just now; `sentence` says how that is known."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class Refused(Exception):
    """A service has answered no: with which status, and its sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        self.status, self.sentence = status, sentence
        super().__init__(sentence)


class OtherServices:
    """The services at their addresses. `transport` stands for the network where there is none."""

    def __init__(self, urls: Mapping[str, str], transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._urls = {name: url.rstrip("/") for name, url in urls.items()}
        self.transport = transport

    async def letters(
        self, service: str, token: str, *, state: str, key: str | None, cursor: str | None, limit: int
    ) -> Letters:
        """A page of a service's letters, and how the service stands."""
        asked = {"state": state, "key": key, "cursor": cursor, "limit": limit}
        given = {name: value for name, value in asked.items() if value is not None}
        return await self._ask(Letters, service, token, "GET", "", params=given)

    async def letter(self, service: str, token: str, letter_id: int) -> Letter:
        """One letter whole."""
        return await self._ask(Letter, service, token, "GET", f"/{letter_id}")

    async def redrive(self, service: str, token: str, key: str | None, attempt: str) -> LettersRedriven:
        """Redrive a key, or all where it is None; the same attempt gets the same answer."""
        asked = {"all": True} if key is None else {"key": key}
        return await self._ask(LettersRedriven, service, token, "POST", "/redrive", attempt, json=asked)

    async def discard(self, service: str, token: str, letter_id: int, reason: str, attempt: str) -> LetterDiscarded:
        """Discard a letter; the same attempt gets the same answer."""
        asked = {"reason": reason}
        return await self._ask(LetterDiscarded, service, token, "POST", f"/{letter_id}/discard", attempt, json=asked)

    async def _ask(
        self, view: type[V], service: str, token: str, method: str, path: str, attempt: str | None = None, **more: Any
    ) -> V:
        """The view that a service answers. Raises `DoesNotAnswer` and `Refused`."""
        if service not in self._urls:
            raise DoesNotAnswer("Its address is not set: see THROUGHCARE_SERVICE_URLS.")
        headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": attempt} if attempt else {})
        timeout = READING if method == "GET" else REDRIVING
        try:
            async with httpx.AsyncClient(timeout=timeout, transport=self.transport) as client:
                answer = await client.request(
                    method, f"{self._urls[service]}/dead-letters{path}", headers=headers, **more
                )
            if answer.is_success:
                return view.model_validate_json(answer.content)
            told = answer.json()["detail"] if 400 <= answer.status_code < 500 else None
        except httpx.ReadTimeout:
            raise DoesNotAnswer("It has not answered in time. What it has begun it goes on with.") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DoesNotAnswer(f"It cannot be reached ({type(error).__name__}).") from None
        except (ValidationError, ValueError, KeyError, TypeError):
            raise DoesNotAnswer(f"It has answered {answer.status_code} with what is no answer of its API.") from None
        if told is None:
            raise DoesNotAnswer(f"It has answered {answer.status_code}.")
        raise Refused(answer.status_code, str(told))
