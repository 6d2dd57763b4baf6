"""A signing key is made once and kept where only its owner reads it, so that tokens outlive a restart of the issuer."""

import os
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from deploy.embedded.errors import StackError, told_as

ALGORITHM = "ES256"


@dataclass(frozen=True)
class SigningKey:
    """An ECDSA key on P-256."""

    private: ec.EllipticCurvePrivateKey

    @cached_property
    def kid(self) -> str:
        """The key's name: made of the key itself, so that a new key never goes by an old one's name."""
        public = self.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return sha256(public).hexdigest()[:16]

    def jwk(self) -> dict[str, Any]:
        """The public half, as the issuer publishes it."""
        public = ECAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {**public, "kid": self.kid, "use": "sig", "alg": ALGORITHM}

    def sign(self, claims: dict[str, Any]) -> str:
        """A JSON web token with these claims."""
        return jwt.encode(claims, self.private, ALGORITHM, {"kid": self.kid})


def signing_key(file: Path | None) -> SigningKey:
    """The key in the file, made there (0600) if it does not exist; without a file, a new one. Raises StackError."""
    if file is None:
        return SigningKey(ec.generate_private_key(ec.SECP256R1()))
    with told_as(f"The issuer's key {file} cannot be read or made"):
        if not file.exists():
            _make(file)
        pem = file.read_bytes()
    try:
        private = serialization.load_pem_private_key(pem, password=None)
    except ValueError:
        private = None
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
        raise StackError(f"{file} does not hold an unencrypted P-256 key: remove it, and a new one is made.")
    return SigningKey(private)


def _make(file: Path) -> None:
    """Write a new key beside its place and move it there, whole."""
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
        output.write(pem)
    unfinished.replace(file)
