"""What the workers of test_clock_skew do, each with a clock of its own."""

from __future__ import annotations

import json
from typing import Any

from commons.testing import Context, declarations, endpoint_of, socket_actions

declarations()  # once, before the worker makes copies of itself


def ask(route: str, path: str, parameters: dict[str, str], token: str, made_ms: int) -> Any:
    """One request, as API Gateway hands it on at its own time; the status and the body."""
    endpoint = endpoint_of(route)
    http = {"method": endpoint.method, "path": path, "sourceIp": "127.0.0.1"}
    context: dict[str, Any] = {"requestId": "skewed", "http": http}
    event = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"authorization": f"Bearer {token}", "content-type": "application/json"},
        "pathParameters": parameters,
        "requestContext": context | ({"timeEpoch": made_ms} if made_ms else {}),
        "body": None,
        "isBase64Encoded": False,
    }
    answer = endpoint(event, Context())
    return [answer["statusCode"], json.loads(answer["body"] or "null")]


def open_socket(ticket: str, connection_id: str, made_ms: int) -> int:
    """A socket is opened with a ticket; the status."""
    told = {"connectionId": connection_id, "routeKey": "$connect", "requestTimeEpoch": made_ms}
    event = {"requestContext": told, "queryStringParameters": {"ticket": ticket}, "headers": {}}
    return int(socket_actions()["$connect"](event, Context())["statusCode"])


def send(connection_id: str, channel_id: str, nonce: str, made_ms: int) -> dict[str, Any]:
    """A frame is sent; what answers it. Without a time the worker knows only its own clock."""
    told = {"connectionId": connection_id, "routeKey": "send", "requestId": "skewed"}
    context: dict[str, Any] = told | ({"requestTimeEpoch": made_ms} if made_ms else {})
    body = {"op": "send", "d": {"channel_id": channel_id, "content": nonce, "nonce": nonce}}
    answer = socket_actions()["send"](
        {"requestContext": context, "body": json.dumps(body)}, Context()
    )
    frame: dict[str, Any] = json.loads(answer["body"])
    return frame
