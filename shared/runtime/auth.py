"""Who is calling: OpenID Connect bearer tokens, roles, and the caller's organisation.

Invariant: there is no unauthenticated way to anyone's data, and what belongs to another organisation does not exist for
the caller: it is 404, never 403 with a hint.
"""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx
import jwt
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.contracts.model import Actor
from shared.decisions import NotFound
from shared.probation.organisations import CRCS, NPS_DIVISIONS

REFRESH_SECONDS = 300
LEAST_SECONDS_BETWEEN_REFRESHES = 5


class Role(StrEnum):
    """What a caller may do. The organisation says for whom."""

    COURT_OFFICER = "courtOfficer"
    ALLOCATION_OFFICER = "allocationOfficer"
    RESPONSIBLE_OFFICER = "responsibleOfficer"
    SENIOR_PROBATION_OFFICER = "seniorProbationOfficer"
    ENFORCEMENT_OFFICER = "enforcementOfficer"
    CHECK_AGENCY = "checkAgency"
    CONTRACT_MANAGER = "contractManager"
    INSPECTOR = "inspector"
    OPERATOR = "operator"


SEES_ALL = frozenset({Role.INSPECTOR, Role.OPERATOR})


class Unauthenticated(Exception):
    """No token, or not one that can be trusted; `sentence` says which."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class Forbidden(Exception):
    """The caller's roles do not allow this to anybody's case."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self.wanted = sorted(wanted)
        super().__init__(f"This needs one of the roles: {', '.join(self.wanted)}.")


@dataclass(frozen=True, slots=True)
class Caller:
    """The person or system behind a request."""

    subject: str
    organisation: str
    roles: frozenset[str]

    @property
    def actor(self) -> Actor:
        """The caller as events name them."""
        return Actor(organisation=self.organisation, officer=self.subject)

    @property
    def sees_all(self) -> bool:
        """True for inspectors and operators, to whom no organisation is closed."""
        return not SEES_ALL.isdisjoint(self.roles)

    def organisations(self) -> list[str]:
        """The organisations whose cases a list may show."""
        return [each.code for each in (*NPS_DIVISIONS, *CRCS)] if self.sees_all else [self.organisation]

    def must_see(self, organisations: frozenset[str]) -> None:
        """`NotFound` unless one of the organisations is the caller's."""
        if not self.sees_all and self.organisation not in organisations:
            raise NotFound


class TokenVerifier:
    """Checks tokens against the issuer's published keys, fetched once and again when an unknown key turns up."""

    def __init__(self, issuer: str, audience: str, client: httpx.AsyncClient | None = None) -> None:
        self.issuer, self.audience = issuer.rstrip("/"), audience
        self._client = client or httpx.AsyncClient(timeout=5)
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched = 0.0
        self._fetching = asyncio.Lock()

    async def close(self) -> None:
        """Close the connection to the issuer."""
        await self._client.aclose()

    async def verify(self, token: str) -> Caller:
        """The caller that a token names; `Unauthenticated` with a sentence where it cannot be trusted."""
        try:
            header = jwt.get_unverified_header(token)
            key = await self._key(str(header.get("kid", "")))
            claims: dict[str, Any] = jwt.decode(
                token,
                key=key,
                algorithms=["RS256", "ES256"],
                audience=self.audience,
                issuer=self.issuer,
                options={"require": ["exp", "iat", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise Unauthenticated(f"The token is not valid: {error}.") from None
        organisation, roles = claims.get("organisation"), claims.get("roles")
        if not isinstance(organisation, str) or not isinstance(roles, list):
            raise Unauthenticated("The token names no organisation or no roles.")
        return Caller(str(claims["sub"]), organisation, frozenset(str(role) for role in roles))

    async def _key(self, kid: str) -> jwt.PyJWK:
        age = time.monotonic() - self._fetched
        if age > REFRESH_SECONDS or (kid not in self._keys and age > LEAST_SECONDS_BETWEEN_REFRESHES):
            async with self._fetching:
                if time.monotonic() - self._fetched > LEAST_SECONDS_BETWEEN_REFRESHES:
                    await self._fetch()
        try:
            return self._keys[kid]
        except KeyError:
            raise Unauthenticated("The token is signed with a key that its issuer does not publish.") from None

    async def _fetch(self) -> None:
        try:
            found = await self._client.get(f"{self.issuer}/.well-known/openid-configuration")
            keys = await self._client.get(found.raise_for_status().json()["jwks_uri"])
            published = jwt.PyJWKSet.from_dict(keys.raise_for_status().json()).keys
        except (httpx.HTTPError, KeyError, ValueError, jwt.PyJWTError):
            if not self._keys:
                raise Unauthenticated("The issuer of tokens cannot be reached.") from None
            return  # the keys at hand still serve; an issuer that is away for a moment stops nobody
        self._keys = {str(key.key_id): key for key in published}
        self._fetched = time.monotonic()


_bearer = HTTPBearer(auto_error=False, description="A token of the configured OpenID Connect issuer.")


async def caller_of(request: Request, credentials: HTTPAuthorizationCredentials | None = Depends(_bearer)) -> Caller:
    """The caller of a request."""
    if credentials is None:
        raise Unauthenticated("A bearer token is needed.")
    verifier: TokenVerifier = request.app.state.runtime.tokens
    return await verifier.verify(credentials.credentials)


def requires(*roles: Role) -> Any:
    """A dependency: the caller, who must hold one of the roles (any role where none is named)."""

    async def checked(caller: Caller = Depends(caller_of)) -> Caller:
        if roles and caller.roles.isdisjoint(roles):
            raise Forbidden(roles)
        return caller

    return Depends(checked)
