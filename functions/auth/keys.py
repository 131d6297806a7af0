"""The signing key and the refresh key, derived from one random secret (HKDF, RFC 5869).

The deployment makes the secret; deriving an Ed25519 seed from it needs no custom resource. The
first function that signs in a process publishes the public half.
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

from .models import PublicKey

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
def signing_key() -> SigningKey:
    """The key that signs access tokens, published before its first use."""
    private = Ed25519PrivateKey.from_private_bytes(_derive(b"creavio access tokens 1"))
    key = SigningKey(private, encode(private.public_key().public_bytes_raw()))
    PublicKey("KEY#", key.kid, x=key.x).save()
    return key


@cache
def refresh_key() -> bytes:
    """The key that authenticates refresh tokens."""
    return _derive(b"creavio refresh tokens 1")


def encode(value: bytes) -> str:
    """Base64url without padding (RFC 7515)."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _derive(purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(secret(KEYS))
