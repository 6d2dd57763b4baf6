"""Tokens for tests: a key of our own, and a verifier that knows it without asking any issuer."""

import time

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from shared.runtime.auth import Role, TokenVerifier

ISSUER = "http://issuer.test"
_KEY = ec.generate_private_key(ec.SECP256R1())


def token(organisation: str, officer: str, *roles: Role | str, lifetime: int = 3600, **more: object) -> str:
    """A signed token; `more` overrides claims."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": "throughcare",
        "sub": officer,
        "organisation": organisation,
        "roles": [str(role) for role in roles],
        "iat": now,
        "exp": now + lifetime,
    }
    return jwt.encode({**claims, **more}, _KEY, "ES256", {"kid": "test"})


def headers(organisation: str, officer: str, *roles: Role | str) -> dict[str, str]:
    """The Authorization header of such a token."""
    return {"Authorization": f"Bearer {token(organisation, officer, *roles)}"}


class TestVerifier(TokenVerifier):
    """A verifier that holds the test key and never fetches."""

    __test__ = False

    def __init__(self) -> None:
        super().__init__(ISSUER, "throughcare")
        jwk = jwt.algorithms.ECAlgorithm.to_jwk(_KEY.public_key(), as_dict=True)
        self._keys = {"test": jwt.PyJWK({**jwk, "kid": "test"}, "ES256")}

    async def _key(self, kid: str) -> jwt.PyJWK:
        from shared.runtime.auth import Unauthenticated

        if kid not in self._keys:
            raise Unauthenticated("The token is signed with a key that its issuer does not publish.")
        return self._keys[kid]
