"""Signing in to the pages: OpenID Connect's authorization code flow with PKCE; the token is kept in a cookie.

Invariant: a page shows what the API would show the same person: the cookie holds the very token that the API takes, the
same verifier checks it, and a script cannot read it. Only a token that the API would take gets there, so that nobody is
sent to and fro between the pages and an issuer whose tokens are refused.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from urllib.parse import quote

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from joserfc.errors import JoseError
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import RedirectResponse, Response

from shared.runtime.auth import Unauthenticated
from shared.runtime.reading import Reader
from shared.runtime.settings import Settings

COOKIE = "throughcare_token"
router = APIRouter(include_in_schema=False)


class SignInFirst(Exception):
    """Nobody is signed in; `then` is the local address to come back to."""

    def __init__(self, then: str) -> None:
        self.then = then
        super().__init__(then)


class SignInFailed(Exception):
    """The issuer has not signed the reader in; `sentence` says why, and `status` whose doing it is."""

    def __init__(self, sentence: str, status: int = 401) -> None:
        self.sentence, self.status = sentence, status
        super().__init__(sentence)


SAID_BY_THE_ISSUER = {
    "access_denied": "The sign-in was cancelled.",
    "mismatching_state": "The sign-in took too long, or was begun in another window.",
}
"""What is said of a protocol's error; its own words come from the address bar, and are not repeated."""


@contextmanager
def asking_the_issuer() -> Iterator[None]:
    """`SignInFailed` for whatever goes wrong between these pages and the issuer."""
    try:
        yield
    except OAuthError as error:
        raise SignInFailed(SAID_BY_THE_ISSUER.get(error.error, "The issuer refused the sign-in.")) from None
    except (httpx2.HTTPError, JoseError, KeyError, RuntimeError, TypeError, ValueError):
        raise SignInFailed("The issuer cannot be reached, or its answer cannot be read.", 503) from None


def install(app: FastAPI, settings: Settings) -> None:
    """Give an app the sign-in: its session holds the transaction with the issuer and nothing else."""
    oauth = OAuth()
    oauth.register(
        "issuer",
        client_id=settings.oidc_web_client,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid", "code_challenge_method": "S256", "token_endpoint_auth_method": "none"},
    )
    app.state.oauth = oauth
    app.state.secure_cookies = settings.public_url.startswith("https://")
    app.add_middleware(
        SessionMiddleware,
        secret_key=settings.session_secret or secrets.token_urlsafe(32),
        session_cookie="throughcare_sign_in",
        https_only=app.state.secure_cookies,
        max_age=600,
    )

    @app.exception_handler(SignInFirst)
    async def sign_in_first(_: Request, error: SignInFirst) -> Response:
        return RedirectResponse(f"/sign-in?next={quote(error.then, safe='')}", 303)


def local(address: str) -> str:
    """An address of these pages; `/` for whatever leads elsewhere."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"


async def signed_in(request: Request) -> Reader:
    """The reader behind a page's request; `SignInFirst` where nobody is signed in, or not any more."""
    runtime = request.app.state.runtime
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    try:
        caller = await runtime.tokens.verify(request.cookies[COOKIE])
    except (KeyError, Unauthenticated):
        raise SignInFirst(here) from None
    return Reader(caller, runtime.database, runtime.clock.now())


SignedIn = Annotated[Reader, Depends(signed_in)]
"""A page's parameter: who reads it."""


@router.get("/sign-in")
async def sign_in(request: Request, then: Annotated[str, Query(alias="next")] = "/") -> Response:
    """Send the browser to the issuer."""
    request.session["then"] = local(then)
    back = f"{request.app.state.runtime.work.public_url}/signed-in"
    with asking_the_issuer():
        answer: Response = await request.app.state.oauth.issuer.authorize_redirect(request, back)
    return answer


@router.get("/signed-in")
async def came_back(request: Request) -> Response:
    """The browser is back with a code: fetch the token, keep it, and go where the reader wanted to go."""
    with asking_the_issuer():
        token = await request.app.state.oauth.issuer.authorize_access_token(request)
        access_token: str = token["access_token"]
    try:
        await request.app.state.runtime.tokens.verify(access_token)
    except Unauthenticated as error:
        raise SignInFailed(error.sentence) from None
    answer = RedirectResponse(local(request.session.pop("then", "/")), 303)
    answer.set_cookie(
        COOKIE,
        access_token,
        max_age=int(token.get("expires_in", 3600)),
        httponly=True,
        samesite="lax",
        secure=request.app.state.secure_cookies,
    )
    return answer


@router.get("/sign-out")
async def sign_out() -> Response:
    """Forget the token."""
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE)
    return answer
