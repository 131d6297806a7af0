"""Who is calling: verifies access tokens and reads the published sessions and public keys.

Access tokens are EdDSA (Ed25519) JWTs, ``typ`` ``at+jwt`` (RFC 9068, RFC 8725: one algorithm, one
type, no key taken from the token). The session row is cached for 5 seconds: that is how long a
revoked session can still act. Public keys are cached for 60 seconds and read again once for an
unknown ``kid``; each says itself when it ends, so a planned end holds for cached ones too.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from commons.aws import client
from commons.clock import now_ms, now_s
from commons.errors import NotAllowed, Unauthorized
from commons.settings import settings, table_name
from commons.wire import item, plain

SESSION_CACHE_S = 5
KEYS_CACHE_S = 60
CLOCK_LEEWAY_S = 30
MAX_TOKEN = 2048
CACHED_SESSIONS = 10_000


class InvalidToken(Unauthorized):
    """The access token is not valid, or its session has ended."""


class AccountSuspended(NotAllowed):
    """This account is suspended."""


@dataclass(frozen=True)
class Caller:
    """The user behind a request."""

    user_id: str
    session_id: str


@dataclass(frozen=True)
class Claims:
    """What a valid token says; times in seconds since the epoch."""

    user_id: str
    session_id: str
    expires: int


@dataclass(frozen=True)
class PublishedKey:
    """A key that verifies, until a time in seconds since the epoch, or without an end."""

    public: Ed25519PublicKey
    until: int | None


class Moment(NamedTuple):
    """When something was read, by both clocks, in seconds.

    One may stand still while Lambda keeps the process frozen, the other can be set.
    """

    steady: float
    wall: float

    @classmethod
    def now(cls) -> Moment:
        """This moment."""
        return cls(monotonic(), now_ms() / 1000)

    def is_within(self, seconds: float) -> bool:
        """Whether it is at most so long ago, by both."""
        wall = now_ms() / 1000 - self.wall
        return monotonic() - self.steady <= seconds and 0 <= wall <= seconds


LONG_AGO = Moment(float("-inf"), 0)


class Session(NamedTuple):
    """What a session's row said when it was read; no owner when it has ended."""

    read_at: Moment
    owner: str | None = None
    suspended: bool = False


NEVER_READ = Session(LONG_AGO)

_sessions: dict[str, Session] = {}
_keys: dict[str, PublishedKey] = {}
_keys_read = _unknown_read = LONG_AGO
_reading = Lock()


def authenticate(headers: Mapping[str, str]) -> Caller:
    """The caller of a request.

    Raises Unauthorized without, InvalidToken with a bad token, AccountSuspended.
    """
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthorized
    claims = verify(token.strip())
    check_session(claims.session_id, claims.user_id)
    return Caller(claims.user_id, claims.session_id)


def verify(token: str) -> Claims:
    """The claims of a well-signed, current token for this API. Raises InvalidToken."""
    if len(token) > MAX_TOKEN or token.count(".") != 2 or not token.isascii():
        raise InvalidToken
    head, body, signature = token.split(".")
    header = _json(head)
    if header.keys() != {"alg", "typ", "kid"} or header["alg"] != "EdDSA":
        raise InvalidToken
    if header["typ"] != "at+jwt" or not isinstance(header["kid"], str):
        raise InvalidToken
    try:
        _key(header["kid"]).public.verify(_bytes(signature), f"{head}.{body}".encode())
    except InvalidSignature:
        raise InvalidToken from None
    return _checked(_json(body))


def check_session(session_id: str, user_id: str) -> None:
    """Raise InvalidToken when the session has ended or is another user's, AccountSuspended."""
    session = _sessions.get(session_id, NEVER_READ)
    if not session.read_at.is_within(SESSION_CACHE_S):
        session = _read_session(session_id)
        if len(_sessions) >= CACHED_SESSIONS:
            _sessions.clear()
        _sessions[session_id] = session
    if session.owner != user_id:
        raise InvalidToken
    if session.suspended:
        raise AccountSuspended


def forget() -> None:
    """Drop the caches: tests start clean."""
    global _keys, _keys_read, _unknown_read
    _sessions.clear()
    _keys, _keys_read, _unknown_read = {}, LONG_AGO, LONG_AGO


def _checked(claims: dict[str, Any]) -> Claims:
    now = now_s()
    times = [claims.get("iat"), claims.get("exp")]
    texts = [claims.get("sub"), claims.get("sid"), claims.get("jti")]
    if not all(type(t) is int for t in times) or not all(type(t) is str for t in texts):
        raise InvalidToken
    if claims.get("iss") != settings().api_url or claims.get("aud") != settings().audience:
        raise InvalidToken
    if claims["exp"] < now - CLOCK_LEEWAY_S or claims["iat"] > now + CLOCK_LEEWAY_S:
        raise InvalidToken
    if "nbf" in claims and not (type(claims["nbf"]) is int and claims["nbf"] <= now):
        raise InvalidToken
    return Claims(claims["sub"], claims["sid"], claims["exp"])


def _json(part: str) -> dict[str, Any]:
    try:
        value = json.loads(_bytes(part), object_pairs_hook=_no_duplicates)
    except ValueError:
        raise InvalidToken from None
    if not isinstance(value, dict):
        raise InvalidToken
    return value


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError
    return made


def _bytes(part: str) -> bytes:
    """Base64url without padding, in its only canonical form."""
    try:
        value = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise InvalidToken from None
    if urlsafe_b64encode(value).rstrip(b"=").decode() != part:
        raise InvalidToken
    return value


def _key(kid: str) -> PublishedKey:
    """The key of this name. Raises InvalidToken when there is none, or it has ended."""
    global _unknown_read
    with _reading:
        if not _keys_read.is_within(KEYS_CACHE_S):
            _read_keys()
        elif kid not in _keys and not _unknown_read.is_within(1):
            # It may be a new key: read again, but a flood of them costs one read a second.
            _unknown_read = Moment.now()
            _read_keys()
        key = _keys.get(kid)
    if key is None or (key.until is not None and key.until <= now_s()):
        raise InvalidToken
    return key


def _read_keys() -> None:
    global _keys, _keys_read
    at = Moment.now()
    answer = client("dynamodb").query(
        TableName=table_name("auth"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues=item({":pk": "KEY#"}),
        ConsistentRead=True,
    )
    _keys = {
        row["sk"]: PublishedKey(
            Ed25519PublicKey.from_public_bytes(_bytes(row["x"])), row.get("ttl")
        )
        for row in map(plain, answer["Items"])
    }
    _keys_read = at


def _read_session(session_id: str) -> Session:
    read_at = Moment.now()
    answer = client("dynamodb").get_item(
        TableName=table_name("auth"),
        Key=item({"pk": f"SES#{session_id}", "sk": "S"}),
        ConsistentRead=True,
    )
    row = plain(answer.get("Item", {}))
    if not row or row["ttl"] <= now_s():
        return Session(read_at)
    return Session(read_at, row["user_id"], row.get("suspended", False))
