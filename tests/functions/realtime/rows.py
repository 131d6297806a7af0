"""What tests look up in, and put into, the realtime table and the streams."""

from __future__ import annotations

from typing import Any

from commons.aws import client
from commons.settings import table_name
from commons.streams.log import DynamoLog
from commons.testing import Socket
from commons.wire import item
from functions.realtime.models import Connection, Focus, Pending, UserSocket
from tests.functions.messages.places import Place


def is_known(socket: Socket) -> bool:
    """Whether anything is remembered of a socket, by itself or in its user's list."""
    connection = Connection.find(socket.connection_id)
    listed = connection is not None and socket.connection_id in UserSocket.list(connection.user_id)
    pending = socket.connection_id in {row.sk for row in Pending.query("P#")}
    return connection is not None or listed or pending


def viewers(place: Place) -> set[str]:
    """The connections that look at the channel."""
    return {viewer.connection_id for viewer in Focus.list(place.stream)}


def head(place: Place) -> int:
    """How far the channel's stream has been delivered."""
    return DynamoLog().cursor(place.stream).sq


def expire(place: Place, *positions: int) -> None:
    """Delete rows of the log, as their time to live does."""
    for sq in positions:
        key = item({"pk": f"S#{place.stream}", "sk": f"L#{sq:012d}"})
        client("dynamodb").delete_item(TableName=table_name("messages"), Key=key)


def put_messages(place: Place, count: int) -> None:
    """Messages written straight into the log: hundreds of them, quickly."""
    log = DynamoLog()
    reserved = [log.reserve(place.stream) for _ in range(count)]
    rows: list[Any] = [_message(place, sq) for sq in reserved]
    for start in range(0, count, 25):
        puts = [{"PutRequest": {"Item": row}} for row in rows[start : start + 25]]
        client("dynamodb").batch_write_item(RequestItems={table_name("messages"): puts})


def _message(place: Place, sq: int) -> dict[str, Any]:
    return item(
        {
            "pk": f"S#{place.stream}",
            "sk": f"L#{sq:012d}",
            "t": "MESSAGE_CREATE",
            "id": f"evt_{sq:026d}",
            "at": 1_790_000_000_000 + sq,
            "by": place.owner.user_id,
            "d": {"id": f"msg_{sq:026d}", "content": f"m{sq}"},
        }
    )
