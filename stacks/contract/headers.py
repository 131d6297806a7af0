"""The headers that requests may and answers do carry, beyond what handlers declare."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import signature
from typing import Any, get_args, get_type_hints

from commons.errors import Problem
from commons.etags import Tagged
from commons.http import Endpoint
from commons.idempotency import KEPT_S
from commons.validation import KEY as KEY_FORM
from commons.validation import MAX_KEY

HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-Id": {
        "description": "Finds the request in the logs; also `request_id` of a problem.",
        "required": True,
        "schema": {"type": "string", "minLength": 1},
    },
    "RateLimit-Policy": {
        "description": "Requests (`q`) in a window of seconds (`w`), by the name of the limit.",
        "required": True,
        "schema": {"type": "string", "pattern": '^"[a-z_]+";q=[0-9]+;w=[0-9]+$'},
    },
    "RateLimit": {
        "description": "How many requests are left (`r`) and in how many seconds the window ends "
        "(`t`); draft-ietf-httpapi-ratelimit-headers-10.",
        "required": True,
        "schema": {"type": "string", "pattern": '^"[a-z_]+";r=[0-9]+;t=[0-9]+$'},
    },
    "Retry-After": {
        "description": "Seconds to wait before trying again.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
    "WWW-Authenticate": {
        "description": "How to authenticate.",
        "required": True,
        "schema": {"const": "Bearer"},
    },
    "Allow": {
        "description": "The methods that the path has.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[A-Z]+(, [A-Z]+)*$"},
    },
    "ETag": {
        "description": "The version of the resource (RFC 9110, section 8.8.3).",
        "required": True,
        "schema": {"type": "string"},
    },
    "Last-Modified": {
        "description": "When it changed last (RFC 9110, section 8.8.2).",
        "schema": {"type": "string", "pattern": " GMT$"},
    },
    "Idempotency-Replayed": {
        "description": "`true` when this key was answered before: the same answer again.",
        "schema": {"const": "true"},
    },
}
#: Read by ``commons.idempotency``.
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and body again get the same answer, and act once; "
    f"kept {KEPT_S // 3600} hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY, "pattern": KEY_FORM},
    "example": "0f9b2c1e-6f0e-4f43-8f2e-2a8d1f1f2b3c",
}


def answer_headers(
    endpoint: Endpoint, status: int, kinds: Iterable[type[Problem]] = ()
) -> dict[str, Any]:
    """References to the headers of one answer: a good one, or one of these problems."""
    always = ("X-Request-Id", "RateLimit-Policy", "RateLimit")
    found = [*always, *dict.fromkeys(name for kind in kinds for name in kind.headers)]
    if status in (200, 201, 304) and _has_etag(endpoint):
        found.append("ETag")
    if status in (200, 304) and "if_modified_since" in signature(endpoint.run).parameters:
        found.append("Last-Modified")
    if endpoint.takes_key and status < 500:
        found.append("Idempotency-Replayed")
    return {name: {"$ref": f"#/components/headers/{name}"} for name in found}


def _has_etag(endpoint: Endpoint) -> bool:
    returned = get_type_hints(endpoint.run).get("return")
    kinds = get_args(returned) or (returned,)
    tagged = all(isinstance(kind, type) and issubclass(kind, Tagged) for kind in kinds)
    return tagged or "if_none_match" in signature(endpoint.run).parameters


def request_headers(endpoint: Endpoint) -> list[dict[str, Any]]:
    """Parameters that the machinery reads."""
    return [KEY] if endpoint.takes_key else []
