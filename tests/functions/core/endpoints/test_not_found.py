"""Requests that no route takes."""

from typing import Any

import pytest

from commons.testing import Context
from functions.core.endpoints.not_found import not_found


def ask(method: str, path: str, **sent: Any) -> dict[str, Any]:
    """A request on the ``$default`` route; ``sent`` are its headers and body."""
    http = {"method": method, "path": path, "sourceIp": "127.0.0.1"}
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {},
        "requestContext": {"requestId": "r", "stage": "$default", "http": http},
        "isBase64Encoded": False,
        **sent,
    }
    return not_found(event, Context())


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/nothing", "/v1/users//", "/v2/health"])
def test_an_unknown_path_is_not_found(bundled: bytes, path: str) -> None:
    answer = ask("GET", path)
    assert answer["statusCode"] == 404
    assert answer["headers"]["content-type"] == "application/problem+json"


def test_what_is_sent_to_nowhere_does_not_matter(bundled: bytes) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert ask("POST", "/v1/nothing", headers=form, body="a=b")["statusCode"] == 404
    assert ask("POST", "/v1/nothing", headers=form, body="x" * 70_000)["statusCode"] == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/health", "GET"),
        ("POST", "/v1/users/usr_1", "GET"),
        ("PUT", "/v1/users/me", "DELETE, GET, PATCH"),
        ("PATCH", "/v1/channels/chn_1/messages", "GET, POST"),
    ],
)
def test_a_known_path_says_which_methods_it_has(
    bundled: bytes, method: str, path: str, allowed: str
) -> None:
    answer = ask(method, path)
    assert answer["statusCode"] == 405
    assert answer["headers"]["allow"] == allowed
    assert '"code": "method_not_allowed"' in answer["body"]


def test_a_method_that_only_the_other_api_routes_is_not_found(bundled: bytes) -> None:
    assert ask("GET", "/v1/health")["statusCode"] == 404


def test_head_is_answered_without_a_body(bundled: bytes) -> None:
    known, unknown = ask("HEAD", "/v1/health"), ask("HEAD", "/v1/nothing")
    assert (known["statusCode"], known["headers"]["allow"]) == (405, "GET")
    assert unknown["statusCode"] == 404
    assert not known["body"]
    assert not unknown["body"]


def test_without_a_document_everything_is_not_found(unbundled: bytes) -> None:
    assert ask("DELETE", "/v1/health")["statusCode"] == 404
