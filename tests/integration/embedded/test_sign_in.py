"""Authlib's Starlette client, with which the oversight pages sign operators in, at the development issuer."""

import re
from urllib.parse import urlsplit

import httpx
from authlib.integrations.starlette_client import OAuth
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.embedded.issuer import create_issuer
from shared.runtime.auth import TokenVerifier

ISSUER, PAGES = "http://127.0.0.1:8006", "http://127.0.0.1:8005"


def pages(issuer: httpx.ASGITransport) -> Starlette:
    oauth = OAuth()
    oauth.register(
        "issuer",
        client_id="throughcare-web",
        server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid",
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "none",
            "transport": issuer,
        },
    )

    async def sign_in(request: Request) -> Response:
        answer: Response = await oauth.issuer.authorize_redirect(request, f"{PAGES}/signed-in")
        return answer

    async def signed_in(request: Request) -> Response:
        token = await oauth.issuer.authorize_access_token(request)
        return JSONResponse({"access_token": token["access_token"], "who": token["userinfo"]})

    return Starlette(
        routes=[Route("/sign-in", sign_in), Route("/signed-in", signed_in)],
        middleware=[Middleware(SessionMiddleware, secret_key="test")],
    )


async def test_an_operator_signs_in_to_the_pages() -> None:
    issuer = httpx.ASGITransport(create_issuer(ISSUER))
    mounts = {ISSUER: issuer, PAGES: httpx.ASGITransport(pages(issuer))}
    async with httpx.AsyncClient(mounts=mounts, follow_redirects=True) as browser:
        page = await browser.get(f"{PAGES}/sign-in")
        assert urlsplit(str(page.url)).path == "/authorize"
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text)
        signed_in = await browser.post(f"{ISSUER}/authorize", data={**dict(hidden), "officer": "OPS0001"})
        who, token = signed_in.json()["who"], signed_in.json()["access_token"]
        caller = await TokenVerifier(ISSUER, "throughcare", browser).verify(token)
    assert (who["sub"], who["organisation"], who["roles"]) == ("OPS0001", "OPS", ["operator"])
    assert who["aud"] == "throughcare-web"
    assert (caller.subject, caller.roles) == ("OPS0001", frozenset({"operator"}))
