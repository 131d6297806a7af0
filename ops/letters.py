"""What lies in a dead-letter queue: four kinds of message, read without showing what they say.

call: a function that was invoked asynchronously failed for good; Lambda's on-failure record holds
what it was called with. delivery: EventBridge could not hand an event over; the body is the event.
rows: a table's stream gave up; the record only says where in the stream the rows are. nudge: a
message of a FIFO queue that was received too often, as it was sent.
Formats: Lambda developer guide ("Retaining records of asynchronous invocations", "DynamoDB event
source, discarded records"), EventBridge user guide ("Dead-letter queues").
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """How it got here, and so how it goes back."""

    CALL = "call"
    DELIVERY = "delivery"
    ROWS = "rows"
    NUDGE = "nudge"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Letter:
    """One message. Everything but ``body`` and ``message`` may be shown to anybody on call.

    event: the event's type, or what it is about. about: its id. error: a type or code, never a
    message. request: Lambda's request id, under which the function's log has the crash.
    """

    id: str
    kind: Kind
    function: str
    event: str
    about: str
    error: str
    attempts: int
    sent_at_s: float
    request: str
    body: Any
    message: dict[str, Any]

    @property
    def group(self) -> str:
        """The group of a FIFO queue's message."""
        return str(self.message["Attributes"].get("MessageGroupId", ""))


def read(message: dict[str, Any]) -> Letter:
    """The letter in a message as ``ReceiveMessage`` gives it, with all its attributes."""
    body = _json(message["Body"])
    if "MessageGroupId" in message["Attributes"]:
        return _nudge(message)
    if isinstance(body, dict) and "DDBStreamBatchInfo" in body:
        return _rows(message, body)
    if isinstance(body, dict) and "requestPayload" in body:
        return _call(message, body)
    if isinstance(body, dict) and "TARGET_ARN" in message.get("MessageAttributes", {}):
        return _delivery(message, body)
    return _letter(message, Kind.UNKNOWN, body=body)


def function_name(arn: str) -> str:
    """``arn:aws:lambda:…:function:dev-auth-login:$LATEST`` is ``dev-auth-login``."""
    return arn.partition(":function:")[2].partition(":")[0]


def _call(message: dict[str, Any], body: dict[str, Any]) -> Letter:
    context, answered = body["requestContext"], body.get("responsePayload") or {}
    error = answered.get("errorType") if isinstance(answered, dict) else None
    return _letter(
        message,
        Kind.CALL,
        function=function_name(context["functionArn"]),
        error=error or context.get("condition", ""),
        attempts=context.get("approximateInvokeCount", 0),
        request=context.get("requestId", ""),
        body=body,
        **_event(body["requestPayload"]),
    )


def _delivery(message: dict[str, Any], body: dict[str, Any]) -> Letter:
    told = {name: v.get("StringValue", "") for name, v in message["MessageAttributes"].items()}
    return _letter(
        message,
        Kind.DELIVERY,
        function=function_name(told["TARGET_ARN"]),
        error=told.get("ERROR_CODE", ""),
        attempts=int(told.get("RETRY_ATTEMPTS") or 0) + 1,
        body=body,
        **_event(body),
    )


def _rows(message: dict[str, Any], body: dict[str, Any]) -> Letter:
    context, batch = body["requestContext"], body["DDBStreamBatchInfo"]
    table = batch["streamArn"].partition(":table/")[2].partition("/")[0]
    return _letter(
        message,
        Kind.ROWS,
        function=function_name(context["functionArn"]),
        event=f"{batch['batchSize']} row(s) of {table}",
        about=batch["startSequenceNumber"],
        error=context.get("condition", ""),
        attempts=context.get("approximateInvokeCount", 0),
        request=context.get("requestId", ""),
        body=body,
    )


def _nudge(message: dict[str, Any]) -> Letter:
    return _letter(
        message,
        Kind.NUDGE,
        event="nudge",
        about=message["Attributes"]["MessageGroupId"],
        error="ReceivedTooOften",
        body=message["Body"],
    )


def _letter(message: dict[str, Any], kind: Kind, **values: Any) -> Letter:
    known: dict[str, Any] = dict.fromkeys(("function", "event", "about", "error", "request"), "")
    known |= {"attempts": 0, "id": message["MessageId"], "kind": kind, "message": message}
    sent = float(message["Attributes"].get("SentTimestamp", 0)) / 1000
    return Letter(sent_at_s=sent, **(known | values))


def _event(event: Any) -> dict[str, str]:
    """Type and id of an event, ours or a schedule's."""
    if not isinstance(event, dict):
        return {}
    detail = event.get("detail")
    own = detail.get("event_id") if isinstance(detail, dict) else None
    return {"event": str(event.get("detail-type", "")), "about": str(own or event.get("id", ""))}


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
