"""What runs around every socket action: the frame, the socket's identity and limit, refusals.

One UpdateItem counts the frame and tells who is on the socket. An answer is the Lambda's returned
body (route response), so it costs no call; a refusal that ends the socket is posted, then the
socket is closed: API Gateway has no close codes of ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, get_type_hints

from botocore.exceptions import ClientError
from pydantic import BaseModel

from commons import access, auth, direct, gateway
from commons.aws import client, error_code
from commons.bounds import Bound
from commons.clock import now_s
from commons.closing import (
    Closing,
    NotIdentified,
    NotJson,
    SessionEnded,
    Suspended,
    TooManyFrames,
)
from commons.errors import NotFound, Problem
from commons.ids import CHANNEL, is_id
from commons.invocation import log_crash, problem_of, request_id
from commons.settings import table_name
from commons.sockets import SocketAction
from commons.validation import MAX_KEY, validated
from commons.wire import item, plain

FRAMES_PER_MINUTE = Bound(120, "frames_per_minute", "Frames that one socket sends in a minute.")
MAX_FRAME = Bound(30_720, "frame_bytes", "One frame in UTF-8, in either direction.")
OK: dict[str, Any] = {"statusCode": 200}


class FrameTooLarge(Problem):
    """A frame holds at most 30 KB; send larger messages over HTTP."""

    status = 413
    extensions = MappingProxyType({"max_bytes": int})


@dataclass(frozen=True)
class Socket:
    """One connection: who is on it, and what it was told it may do."""

    connection_id: str
    user_id: str
    session_id: str
    identified: bool
    row: dict[str, Any]
    standing: access.Standing | None = None


def server(declared: SocketAction) -> Callable[[dict[str, Any], object], dict[str, Any]]:
    """The Lambda handler of a socket action."""
    if not declared.is_frame:
        return partial(_lifecycle, declared)
    model = get_type_hints(declared.run).get("d")
    model = model if isinstance(model, type) and issubclass(model, BaseModel) else None

    def serve(event: dict[str, Any], context: object) -> dict[str, Any]:
        connection_id = str(event["requestContext"]["connectionId"])
        request: dict[str, Any] = {}
        try:
            socket = _touched(connection_id, declared)
            body = event.get("body") or ""
            request = _parsed(body)
            _check_size(body)
            d = request.get("d") or {}
            if declared.permission is not None:
                socket = _permitted(declared, socket, d)
            answer = declared.run(d if model is None else validated(model, d), socket)
        except Closing as problem:
            _end(connection_id, problem, request, context)
            return OK
        except Problem as problem:
            return _refusal(declared, problem, request, context)
        except Exception as error:
            told = problem_of(declared, error, request_id(context))
            return _refusal(declared, told, request, context)
        if answer is None or declared.answers is None:
            return OK
        return OK | {"body": gateway.frame(declared.answers, answer, request.get("id"))}

    return serve


def _lifecycle(declared: SocketAction, event: dict[str, Any], context: object) -> dict[str, Any]:
    try:
        declared.run(event)
    except Problem as problem:
        return {"statusCode": problem.status}
    except Exception as error:
        log_crash(declared, error, request_id(context))
        return {"statusCode": 500}
    return OK


def _check_size(body: str) -> None:
    """Checked after parsing, so that the refusal carries the id of what it answers."""
    if len(body.encode(errors="replace")) > MAX_FRAME:
        raise FrameTooLarge(max_bytes=MAX_FRAME)


def _parsed(body: str) -> dict[str, Any]:
    try:
        frame = json.loads(body)
    except (ValueError, RecursionError):
        raise NotJson from None
    if not isinstance(frame, dict) or not isinstance(frame.get("d"), dict | None):
        raise NotJson
    id_ = frame.get("id")
    if not isinstance(id_, str | int | None) or len(str(id_)) > 64 or not str(id_).isascii():
        raise NotJson
    return frame


def _touched(connection_id: str, declared: SocketAction) -> Socket:
    """Count the frame and read who sent it, in one write."""
    row = _counted(connection_id)
    socket = Socket(
        connection_id, row["user_id"], row["session_id"], row.get("identified", False), row
    )
    if row["frames"] > FRAMES_PER_MINUTE:
        raise TooManyFrames
    if declared.identified and not socket.identified:
        raise NotIdentified
    try:
        auth.check_session(socket.session_id, socket.user_id)
    except auth.InvalidToken:
        raise SessionEnded from None
    except auth.AccountSuspended:
        raise Suspended from None
    return socket


def _counted(connection_id: str) -> dict[str, Any]:
    minute = now_s() // 60
    count = {
        "UpdateExpression": "ADD frames :one",
        "ConditionExpression": "attribute_exists(pk) AND #minute = :minute",
    }
    restart = {
        "UpdateExpression": "SET frames = :one, #minute = :minute",
        "ConditionExpression": "attribute_exists(pk)",
    }
    for expressions in (count, restart):
        try:
            answer = client("dynamodb").update_item(
                TableName=table_name("realtime"),
                Key=item({"pk": f"C#{connection_id}", "sk": "C"}),
                ExpressionAttributeNames={"#minute": "minute"},  # a reserved word of DynamoDB
                ExpressionAttributeValues=item({":one": 1, ":minute": minute}),
                ReturnValues="ALL_NEW",
                **expressions,
            )
            return plain(answer["Attributes"])
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise
    raise NotIdentified


def _permitted(declared: SocketAction, socket: Socket, d: dict[str, Any]) -> Socket:
    assert declared.permission is not None
    channel_id = d.get("channel_id")
    if not isinstance(channel_id, str):
        raise NotFound
    if not is_id(CHANNEL, channel_id) and not direct.is_direct(channel_id):
        raise NotFound
    standing = access.standing(socket.user_id, channel_id=channel_id)
    standing.check(declared.permission)
    return Socket(
        socket.connection_id,
        socket.user_id,
        socket.session_id,
        socket.identified,
        socket.row,
        standing,
    )


def _refusal(
    declared: SocketAction, problem: Problem, request: dict[str, Any], context: object
) -> dict[str, Any]:
    d = request.get("d") or {}
    nonce = d.get("nonce")
    echoed = isinstance(nonce, str) and nonce.isascii() and len(nonce) <= MAX_KEY
    body = _document(problem, context) | ({"nonce": nonce} if echoed else {})
    return OK | {"body": gateway.frame(declared.refuses, body, request.get("id"))}


def _end(connection_id: str, problem: Closing, request: dict[str, Any], context: object) -> None:
    gateway.end_socket(connection_id, problem, request.get("id"), request_id(context))


def _document(problem: Problem, context: object) -> dict[str, Any]:
    return problem.body(request_id=request_id(context), instance="/gateway")
