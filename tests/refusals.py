"""What every endpoint refuses alike, and that a refusal changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from commons.aws import client
from commons.errors import MEDIA_TYPE
from commons.http import Endpoint
from commons.settings import table_name
from commons.testing import Person, Reply, call

MEMBERS = {"type", "title", "status", "code", "detail", "instance", "request_id", "errors"}
DIFFERS = {"request_id", "instance"}
WRONG_TYPES: tuple[object, ...] = ([], {}, True, 1.5, "\0")


def check_refused(reply: Reply, status: int, code: str) -> None:
    """The reply is a whole problem document with this status and code."""
    assert (reply.status, reply.code) == (status, code), reply
    assert reply.headers["content-type"] == MEDIA_TYPE
    assert reply.body.keys() >= MEMBERS
    assert reply.body["status"] == status
    assert reply.body["request_id"] == reply.headers["x-request-id"]
    assert reply.body["type"] == f"urn:creavio:problem:{code}"
    assert reply.body["title"]
    assert reply.body["detail"]


def check_invalid(reply: Reply, *pointers: str) -> None:
    """The reply is a 422 that points at exactly these parts of the request."""
    check_refused(reply, 422, "validation_failed")
    assert {error["pointer"] for error in reply.body["errors"]} == set(pointers), reply.body
    assert all(error["code"] and error["detail"] for error in reply.body["errors"])


def check_same(one: Reply, other: Reply) -> None:
    """Two refusals that tell the same: nobody learns which of the two cases it was."""
    assert one.status == other.status >= 400
    assert _told(one) == _told(other)
    assert _headers(one) == _headers(other)


def check_needs_caller(endpoint: Endpoint, path: str, **request: Any) -> None:
    """Without a token, and with one that is none, the answer is 401 and says how to do better."""
    for who, code in ((None, "unauthorized"), ("not.a.token", "invalid_token")):
        reply = call(endpoint, path, as_=who, **request)
        check_refused(reply, 401, code)
        headers = {name.lower(): value for name, value in reply.headers.items()}
        assert headers["www-authenticate"] == "Bearer"


def check_bad_bodies(
    endpoint: Endpoint,
    path: str,
    good: Mapping[str, object],
    as_: Person | None = None,
    *,
    optional: bool = False,
) -> None:
    """Bodies that no endpoint takes; ``good`` is one that this endpoint would take.

    optional: it also does without, so ``null`` is one more way to send none.
    """
    for raw in ("{", "{'a': 1}", '{"a": 1} x', "[" * 5000, '{"a": ' + "9" * 5000 + "}"):
        check_refused(call(endpoint, path, as_=as_, raw=raw), 400, "malformed_json")
    others: tuple[object, ...] = ([], "text", 7, *(() if optional else (None,)))
    for value in others:
        check_invalid(call(endpoint, path, as_=as_, raw=json.dumps(value)), "/body")
    check_invalid(call(endpoint, path, as_=as_, body={**good, "more": 1}), "/body/more")
    large = json.dumps({**good, "more": "x" * endpoint.max_body_kb * 1024})
    check_refused(call(endpoint, path, as_=as_, raw=large), 413, "body_too_large")
    for media_type in ("text/plain", "application/x-www-form-urlencoded", "", "json"):
        headers = {"content-type": media_type}
        reply = call(endpoint, path, as_=as_, body=good, headers=headers)
        check_refused(reply, 415, "unsupported_media_type")


def check_bad_fields(
    endpoint: Endpoint,
    path: str,
    good: Mapping[str, object],
    bad: Mapping[str, tuple[object, ...]],
    as_: Person | None = None,
) -> None:
    """Each bad value of each field, in an otherwise good body, is pointed at."""
    for name, values in bad.items():
        for value in values:
            reply = call(endpoint, path, as_=as_, body={**good, name: value})
            assert reply.status == 422, (name, value, reply)
            check_invalid(reply, f"/body/{name}")


@contextmanager
def nothing_changes(*services: str) -> Iterator[None]:
    """The tables of these services hold the same after the block as before, events included."""
    before = [rows(service) for service in services]
    yield
    assert [rows(service) for service in services] == before


def rows(service: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Everything in a service's table."""
    pages = client("dynamodb").get_paginator("scan").paginate(TableName=table_name(service))
    found = (row for page in pages for row in page["Items"])
    return {(row["pk"]["S"], row["sk"]["S"]): row for row in found}


def _told(reply: Reply) -> str:
    return json.dumps({name: v for name, v in reply.body.items() if name not in DIFFERS})


def _headers(reply: Reply) -> dict[str, str]:
    varying = ("x-request-id", "content-length", "ratelimit")
    return {name: v for name, v in reply.headers.items() if name not in varying}
