"""Rate limits: one bucket per user, or per address prefix where nobody is known, and route class.

A bucket is one row per window in the table of ``core``, counted by one UpdateItem. Windows are
aligned to the clock; the headers are those of draft-ietf-httpapi-ratelimit-headers-10. Quotas are
settings (``LIMITS``); addresses are stored as hashes and expire with their window.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from ipaddress import ip_address
from types import MappingProxyType
from typing import Self

from botocore.exceptions import BotoCoreError, ClientError

from commons.aws import client, is_temporary
from commons.clock import now_s
from commons.errors import Problem
from commons.invocation import count
from commons.settings import settings, table_name
from commons.wire import item

REFUSED_KEPT = 10_000
KEPT_AFTER_WINDOW_S = 3600
#: One household or phone has one IPv4 address, and a whole /64 of IPv6 (RFC 6177, section 2).
IPV4_PREFIX, IPV6_PREFIX = 32, 64


class Bucket(StrEnum):
    """Classes of routes; each has its own quota."""

    READ = "read"
    WRITE = "write"
    SEND = "send"
    ANONYMOUS = "anonymous"
    SIGN_UP = "sign_up"
    LOG_IN = "log_in"

    @property
    def per_address(self) -> bool:
        """Whether it counts an address prefix instead of a user."""
        return self in (Bucket.ANONYMOUS, Bucket.SIGN_UP, Bucket.LOG_IN)


#: ``requests/seconds``; a stage changes some of them with the context value ``limits``.
DEFAULTS: Mapping[Bucket, str] = MappingProxyType(
    {
        Bucket.READ: "1200/60",
        Bucket.WRITE: "300/60",
        Bucket.SEND: "300/60",
        Bucket.ANONYMOUS: "300/60",
        Bucket.SIGN_UP: "20/3600",
        Bucket.LOG_IN: "30/300",
    }
)


@dataclass(frozen=True)
class Policy:
    """``quota`` requests in a window of ``window_s`` seconds."""

    bucket: Bucket
    quota: int
    window_s: int

    def left(self, used: int = 0) -> Left:
        """What is left of the current window."""
        now = now_s()
        return Left(self, max(0, self.quota - used), self.window_s - now % self.window_s)


@dataclass(frozen=True)
class Left:
    """How many requests are left, and in how many seconds the window ends."""

    policy: Policy
    remaining: int
    reset_s: int

    def headers(self) -> dict[str, str]:
        """``RateLimit-Policy`` and ``RateLimit``."""
        name = f'"{self.policy.bucket}"'
        return {
            "ratelimit-policy": f"{name};q={self.policy.quota};w={self.policy.window_s}",
            "ratelimit": f"{name};r={self.remaining};t={self.reset_s}",
        }


class RateLimited(Problem):
    """Too many requests of this kind. Wait as long as Retry-After says."""

    status = 429
    transient = True
    headers: Mapping[str, str] = MappingProxyType({"Retry-After": "60"})
    left: Left

    @classmethod
    def when(cls, left: Left) -> Self:
        """Nothing is left until the window ends."""
        refusal = cls()
        refusal.left, refusal.headers = left, {"Retry-After": str(left.reset_s)}
        return refusal


class InvalidLimits(ValueError):
    """``LIMITS`` is not of the form ``bucket=requests/seconds,…``; the text says where."""


@cache
def policies(chosen: str) -> Mapping[Bucket, Policy]:
    """Every bucket's policy: the defaults with what a stage chose. Raises InvalidLimits."""
    texts = dict(DEFAULTS)
    for entry in filter(None, chosen.split(",")):
        name, _, text = entry.strip().partition("=")
        if name not in set(Bucket):
            raise InvalidLimits(f"{name!r} is no limit; there is: {', '.join(Bucket)}")
        texts[Bucket(name)] = text
    return {bucket: _policy(bucket, text) for bucket, text in texts.items()}


def policy(bucket: Bucket) -> Policy:
    """The policy of this stage."""
    return policies(settings().limits)[bucket]


_refused: dict[str, int] = {}


def take(bucket: Bucket, subject: str) -> Left:
    """Count one request of a user id or an address. Raises RateLimited, with Retry-After.

    Who was refused is refused again from memory until the window ends: a flood costs no writes.
    When DynamoDB cannot count, the request passes: a limiter must not become an outage.
    """
    chosen = policy(bucket)
    window = now_s() // chosen.window_s
    row = f"LIMIT#{_hashed(subject) if bucket.per_address else subject}#{bucket}"
    if _refused.get(row) == window:
        raise RateLimited.when(chosen.left(chosen.quota))
    used = _counted(row, window, chosen.window_s)
    if used > chosen.quota:
        if len(_refused) >= REFUSED_KEPT:
            _refused.clear()
        _refused[row] = window
        raise RateLimited.when(chosen.left(used))
    return chosen.left(used)


def forget() -> None:
    """Drop who was refused: tests start clean."""
    _refused.clear()


def _counted(row: str, window: int, window_s: int) -> int:
    """One write unit; how often this bucket was used in this window."""
    try:
        answer = client("dynamodb").update_item(
            TableName=table_name("core"),
            Key=item({"pk": row, "sk": str(window)}),
            UpdateExpression="SET #ttl = :ttl ADD used :one",
            ExpressionAttributeNames={"#ttl": "ttl"},
            ExpressionAttributeValues=item(
                {":one": 1, ":ttl": (window + 1) * window_s + KEPT_AFTER_WINDOW_S}
            ),
            ReturnValues="UPDATED_NEW",
        )
    except (BotoCoreError, ClientError) as error:
        if not is_temporary(error):
            raise
        count("NotLimited")
        return 0
    return int(answer["Attributes"]["used"]["N"])


def _hashed(address: str) -> str:
    """The prefix an address belongs to, unreadable: no address is stored."""
    known = ip_address(address)
    bits = IPV4_PREFIX if known.version == 4 else IPV6_PREFIX
    prefix = int(known) >> (known.max_prefixlen - bits)
    return hashlib.sha256(f"{known.version}/{prefix}".encode()).hexdigest()[:32]


def _policy(bucket: Bucket, text: str) -> Policy:
    quota, _, window = text.partition("/")
    if not (quota.isdecimal() and window.isdecimal() and int(quota) and int(window)):
        raise InvalidLimits(f"{bucket}={text!r} must be requests/seconds, such as 600/60")
    return Policy(bucket, int(quota), int(window))
