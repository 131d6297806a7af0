"""Access tokens (JWT, RFC 9068) and refresh tokens (opaque, rotating)."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

import jwt

from commons.clock import now_s
from commons.ids import new_id
from commons.settings import settings

from .errors import InvalidRefreshToken
from .keys import encode, refresh_key
from .models import Family
from .rotation import signing_key
from .rules import ACCESS_LIFE_S

SESSION_LIFE_S = 30 * 86400
FORM = re.compile(r"rt_(ses_[0-9A-Z]{26})\.(\d{1,9})\.([\w-]{43})", re.ASCII)


@dataclass(frozen=True)
class RefreshClaim:
    """What a refresh token says about itself, before it is authenticated."""

    session_id: str
    generation: int
    token: str


def access_token(user_id: str, session_id: str) -> str:
    """A signed access token of 10 minutes."""
    now = now_s()  # before the key is chosen: see ``OVERLAP_S``
    key = signing_key()
    claims = {
        "iss": settings().api_url,
        "aud": settings().audience,
        "sub": user_id,
        "sid": session_id,
        "iat": now,
        "exp": now + ACCESS_LIFE_S,
        "jti": new_id("jti"),
    }
    headers = {"typ": "at+jwt", "kid": key.kid}
    return jwt.encode(claims, key.private, algorithm="EdDSA", headers=headers)


def refresh_token(family: Family, generation: int) -> str:
    """The family's refresh token of a generation: always the same, so a lost answer is repeated."""
    body = f"{family.session_id}.{generation}"
    bound = f"{body}.{family.salt}".encode()
    return f"rt_{body}.{encode(hmac.new(refresh_key(), bound, hashlib.sha256).digest())}"


def read_refresh_token(token: str) -> RefreshClaim:
    """The claim in a refresh token. Raises InvalidRefreshToken for another form."""
    form = FORM.fullmatch(token)
    if form is None:
        raise InvalidRefreshToken
    return RefreshClaim(form[1], int(form[2]), token)


def check_refresh_token(claim: RefreshClaim, family: Family) -> None:
    """Raise InvalidRefreshToken unless the family's own key made it."""
    expected = refresh_token(family, claim.generation)
    expired = family.ttl is not None and family.ttl <= now_s()
    if expired or not hmac.compare_digest(claim.token, expected):
        raise InvalidRefreshToken


def new_salt() -> str:
    """What makes one family's tokens unlike another's."""
    return secrets.token_urlsafe(16)
