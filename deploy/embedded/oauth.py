"""The requests of OAuth 2.0 that the development issuer knows, each checked whole before anything is done.

A fault is an `OAuthError` of RFC 6749, §4.1.2.1 or §5.2, with one sentence that says what was wrong.
"""

import base64
import hashlib
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from deploy.embedded.people import ORGANISATIONS, Person
from shared.runtime.auth import Role

WEB_CLIENT = "throughcare-web"
"""The operators' pages: a public client, so PKCE is asked of it and no secret."""
DEVELOPMENT_CLIENT, DEVELOPMENT_SECRET = "throughcare-development", "development-only"
"""Machines of a development stack, such as the simulator. The secret is public: this issuer guards nothing."""

DEFAULT_LIFETIME, LONGEST_LIFETIME = 3600, 86_400
CODE_SECONDS = 120.0
_OFFICER = re.compile(r"[A-Za-z0-9-]{1,40}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class OAuthError(Exception):
    """An error of the protocol: its code, a sentence, and the status of its answer."""

    def __init__(self, code: str, sentence: str, status: int = 400) -> None:
        self.code, self.sentence, self.status = code, sentence, status
        super().__init__(sentence)


def required(form: Mapping[str, str], name: str) -> str:
    """A parameter that must be there."""
    if not form.get(name):
        raise OAuthError("invalid_request", f"The parameter {name} is missing.")
    return form[name]


@dataclass(frozen=True, slots=True)
class Grant:
    """For whom a token is signed, and for how many seconds."""

    organisation: str
    officer: str
    roles: tuple[str, ...]
    lifetime: int = DEFAULT_LIFETIME


def grant_asked_for(form: Mapping[str, str]) -> Grant:
    """What a development machine asks for: fields organisation, officer, roles (spaces between), lifetime (seconds)."""
    organisation, officer = required(form, "organisation"), required(form, "officer")
    roles, lifetime = required(form, "roles").split(), form.get("lifetime") or str(DEFAULT_LIFETIME)
    if organisation not in ORGANISATIONS:
        raise OAuthError("invalid_request", f"There is no organisation {organisation!r}.")
    if not _OFFICER.fullmatch(officer):
        raise OAuthError("invalid_request", "An officer is a code of letters, digits and hyphens.")
    if unknown := sorted(set(roles) - set(Role)):
        raise OAuthError("invalid_request", f"There is no role {unknown[0]!r}: the roles are {', '.join(Role)}.")
    if not (lifetime.isascii() and lifetime.isdigit() and 1 <= int(lifetime) <= LONGEST_LIFETIME):
        raise OAuthError("invalid_request", f"A lifetime is between 1 and {LONGEST_LIFETIME} seconds.")
    return Grant(organisation, officer, tuple(dict.fromkeys(roles)), int(lifetime))


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser that was sent here to sign somebody in, and how it gets back."""

    redirect_uri: str
    challenge: str
    scope: str
    state: str | None
    nonce: str | None

    def back(self, issuer: str, **answer: str) -> str:
        """The address to which the browser goes with the answer."""
        joint = "&" if urlsplit(self.redirect_uri).query else "?"
        state = {} if self.state is None else {"state": self.state}
        return f"{self.redirect_uri}{joint}{urlencode({**answer, **state, 'iss': issuer})}"


def sign_in_asked_for(form: Mapping[str, str]) -> tuple[SignIn, OAuthError | None]:
    """A sign-in, and the fault of which its client is told; raised is a fault of who or where the client is."""
    if required(form, "client_id") != WEB_CLIENT:
        raise OAuthError("invalid_client", f"The only client that signs people in is {WEB_CLIENT}.")
    redirect_uri = required(form, "redirect_uri")
    if not _is_loopback(redirect_uri):
        raise OAuthError(
            "invalid_request", "A development sign-in only goes back to this machine (127.0.0.1, localhost)."
        )
    challenge = form.get("code_challenge", "")
    sign_in = SignIn(redirect_uri, challenge, form.get("scope", ""), form.get("state"), form.get("nonce"))
    if form.get("response_type") != "code":
        return sign_in, OAuthError("unsupported_response_type", "The only response type is code.")
    if form.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
        return sign_in, OAuthError("invalid_request", "A code challenge of the method S256 is needed (PKCE).")
    return sign_in, None


def _is_loopback(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    clean = parts.scheme in {"http", "https"} and not parts.fragment and parts.username is None and "\\" not in uri
    return clean and (host in {"127.0.0.1", "::1", "localhost"} or host.endswith(".localhost"))


@dataclass(frozen=True, slots=True)
class _Issued:
    sign_in: SignIn
    person: Person
    until: float


class Codes:
    """Authorization codes: good once, for two minutes, for whoever holds the verifier of its challenge."""

    def __init__(self) -> None:
        self._issued: dict[str, _Issued] = {}

    def issue(self, sign_in: SignIn, person: Person) -> str:
        """A new code."""
        now = time.monotonic()
        self._issued = {code: one for code, one in self._issued.items() if one.until > now}
        code = secrets.token_urlsafe(32)
        self._issued[code] = _Issued(sign_in, person, now + CODE_SECONDS)
        return code

    def redeem(self, form: Mapping[str, str]) -> tuple[SignIn, Person]:
        """Who signed in, and for which sign-in; whatever comes of it, the code is spent."""
        issued = self._issued.pop(required(form, "code"), None)
        if required(form, "client_id") != WEB_CLIENT:
            raise OAuthError("invalid_client", f"The only client that signs people in is {WEB_CLIENT}.", 401)
        if issued is None or issued.until <= time.monotonic():
            raise OAuthError("invalid_grant", "The code is unknown, spent or too old.")
        if required(form, "redirect_uri") != issued.sign_in.redirect_uri:
            raise OAuthError("invalid_grant", "The code was issued for another redirect_uri.")
        digest = hashlib.sha256(required(form, "code_verifier").encode()).digest()
        if not secrets.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), issued.sign_in.challenge):
            raise OAuthError("invalid_grant", "The code verifier is not that of the code's challenge.")
        return issued.sign_in, issued.person
