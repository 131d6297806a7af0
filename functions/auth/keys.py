"""Signing keys and the refresh key, derived from one random secret (HKDF, RFC 5869).

The deployment makes the secret; deriving Ed25519 seeds from it needs no custom resource, and nobody
ever stores a private key. Key n has a label of its own: one that leaks tells nothing of the others.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from commons.secrets import secret

KEYS = "auth/keys"


@dataclass(frozen=True)
class SigningKey:
    """The private key, and its public half as a JWK (RFC 8037)."""

    private: Ed25519PrivateKey
    x: str

    @property
    def kid(self) -> str:
        """The JWK thumbprint (RFC 7638)."""
        canonical = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": self.x}, separators=(",", ":"))
        return encode(hashlib.sha256(canonical.encode()).digest())


@cache
def derived(generation: int) -> SigningKey:
    """The signing key of a generation, counted from 1."""
    private = Ed25519PrivateKey.from_private_bytes(_derive(f"creavio access tokens {generation}"))
    return SigningKey(private, encode(private.public_key().public_bytes_raw()))


@cache
def refresh_key() -> bytes:
    """The key that authenticates refresh tokens."""
    return _derive("creavio refresh tokens 1")


def forget() -> None:
    """Read the secret again at the next use: it may have been replaced."""
    for kept in (secret, derived, refresh_key):
        kept.cache_clear()


def encode(value: bytes) -> str:
    """Base64url without padding (RFC 7515)."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _derive(purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret(KEYS))
