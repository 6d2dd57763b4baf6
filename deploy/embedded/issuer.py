"""DEVELOPMENT ONLY: an OpenID Connect issuer at which everybody may be anybody. It must never be reachable by others.

It stands in for an organisation's identity provider: services check its tokens as they check any issuer's, so none of
them has a way in without a token. A service believes it only where its settings name it as the issuer.
"""

import base64
import binascii
import secrets
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from deploy.embedded import oauth
from deploy.embedded.oauth import Codes, Grant, OAuthError
from deploy.embedded.people import person as person_of
from deploy.embedded.sign_in_page import HEADERS, sign_in_page
from deploy.embedded.signing_key import ALGORITHM, signing_key
from deploy.embedded.surroundings import AUDIENCE
from shared.runtime.auth import Role

UNSTORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def create_issuer(issuer_url: str, key_file: Path | None = None) -> FastAPI:
    """The issuer's app. `issuer_url` is its address as browsers and services reach it, and `iss` in its tokens.

    The key is kept in `key_file` if given, so that tokens stay good when the issuer starts again. Raises StackError.
    """
    issuer, key, codes = issuer_url.rstrip("/"), signing_key(key_file), Codes()
    app = FastAPI(title="Development issuer (never in production)", openapi_url=None)

    @app.exception_handler(OAuthError)
    async def refuse(_: Request, error: OAuthError) -> Response:
        challenge = {"WWW-Authenticate": 'Basic realm="development"'} if error.status == 401 else {}
        body = {"error": error.code, "error_description": error.sentence}
        return JSONResponse(body, error.status, {**UNSTORED, **challenge})

    @app.get("/.well-known/openid-configuration")
    async def configuration() -> dict[str, Any]:
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "scopes_supported": ["openid"],
            "claims_supported": ["iss", "aud", "sub", "organisation", "roles", "iat", "exp", "nonce"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }

    @app.get("/jwks")
    async def jwks() -> dict[str, Any]:
        return {"keys": [key.jwk()]}

    @app.get("/authorize")
    async def choose(request: Request) -> Response:
        asked = dict(request.query_params)
        sign_in, fault = oauth.sign_in_asked_for(asked)
        if fault is not None:
            return _see_other(sign_in.back(issuer, error=fault.code, error_description=fault.sentence))
        asked.pop("officer", None)
        return HTMLResponse(sign_in_page(asked), headers=HEADERS)

    @app.post("/authorize")
    async def chosen(request: Request) -> Response:
        form = await _form(request)
        sign_in, fault = oauth.sign_in_asked_for(form)
        person = person_of(oauth.required(form, "officer"))
        if fault is None and person is None:
            fault = OAuthError("access_denied", "There is no such person.")
        if fault is not None or person is None:
            assert fault is not None
            return _see_other(sign_in.back(issuer, error=fault.code, error_description=fault.sentence))
        return _see_other(sign_in.back(issuer, code=codes.issue(sign_in, person)))

    @app.post("/token")
    async def token(request: Request) -> Response:
        form = await _form(request)
        match oauth.required(form, "grant_type"):
            case "client_credentials":
                _check_client(request, form)
                grant, identity, signs_in = oauth.grant_asked_for(form), {}, False
            case "authorization_code":
                sign_in, person = codes.redeem(form)
                grant = Grant(person.organisation, person.officer, person.roles)
                signs_in = "openid" in sign_in.scope.split()
                identity = {"nonce": sign_in.nonce} if sign_in.nonce else {}
            case _:
                raise OAuthError("unsupported_grant_type", "Use client_credentials or authorization_code.")
        answer: dict[str, Any] = {
            "access_token": key.sign(_claims(AUDIENCE, grant)),
            "token_type": "Bearer",
            "expires_in": grant.lifetime,
        }
        if signs_in:
            answer["scope"] = "openid"
            answer["id_token"] = key.sign({**_claims(oauth.WEB_CLIENT, grant), **identity})
        return JSONResponse(answer, headers=UNSTORED)

    def _claims(audience: str, grant: Grant) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": issuer,
            "aud": audience,
            "sub": grant.officer,
            "organisation": grant.organisation,
            "roles": [str(Role(role)) for role in grant.roles],
            "iat": now,
            "exp": now + grant.lifetime,
        }

    return app


def _see_other(address: str) -> Response:
    return RedirectResponse(address, 303, UNSTORED)


async def _form(request: Request) -> dict[str, str]:
    try:
        async with request.form() as form:
            return {name: value for name, value in form.items() if isinstance(value, str)}
    except HTTPException:
        raise OAuthError("invalid_request", "The form cannot be read.") from None


def _check_client(request: Request, form: dict[str, str]) -> None:
    """The development client's id and secret: in the Authorization header, or else in the form."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            name, secret = "", ""
        name, secret = unquote_plus(name), unquote_plus(secret)
    else:
        name, secret = form.get("client_id", ""), form.get("client_secret", "")
    known = secrets.compare_digest(secret.encode(), oauth.DEVELOPMENT_SECRET.encode())
    if name != oauth.DEVELOPMENT_CLIENT or not known:
        raise OAuthError("invalid_client", "The client or its secret is unknown.", 401)
