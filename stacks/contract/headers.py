"""The headers that requests may and answers do carry, beyond what handlers declare."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import signature
from typing import Any

from commons.errors import Problem
from commons.http import Endpoint

HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-Id": {
        "description": "Finds the request in the logs; also `request_id` of a problem.",
        "required": True,
        "schema": {"type": "string", "minLength": 1},
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
    "Idempotency-Replayed": {
        "description": "`true` when this key was answered before: the same answer again.",
        "schema": {"const": "true"},
    },
}


def answer_headers(
    endpoint: Endpoint, status: int, kinds: Iterable[type[Problem]] = ()
) -> dict[str, Any]:
    """References to the headers of one answer: a good one, or one of these problems."""
    found = ["X-Request-Id", *dict.fromkeys(name for kind in kinds for name in kind.headers)]
    if status in (200, 304) and _has_etag(endpoint):
        found.append("ETag")
    if status < 300 and endpoint.method == "POST":
        found.append("Idempotency-Replayed")
    return {name: {"$ref": f"#/components/headers/{name}"} for name in found}


def _has_etag(endpoint: Endpoint) -> bool:
    return "if_none_match" in signature(endpoint.run).parameters


def request_headers(endpoint: Endpoint) -> list[dict[str, Any]]:
    """Parameters that the machinery reads."""
    return []
