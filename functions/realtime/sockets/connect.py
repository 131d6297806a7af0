"""$connect: one ticket opens one socket."""

from typing import Any

from commons.aws import client
from commons.clock import now_s
from commons.settings import settings, table_name
from commons.sockets import socket_action
from commons.wire import item, plain

from .. import sockets_of
from ..errors import BadTicket, OriginRefused
from ..models import Connection, Pending, Ticket, UserSocket


@socket_action(
    "$connect",
    problems=(BadTicket, OriginRefused),
    writes=(Ticket, Connection, UserSocket, Pending),
)
def connect(event: dict[str, Any]) -> None:
    """Use the ticket up and remember whose socket this is."""
    _check_origin(event.get("headers") or {})
    ticket = _use((event.get("queryStringParameters") or {}).get("ticket", ""))
    sockets_of.add(Connection.new(event["requestContext"]["connectionId"], ticket))


def _check_origin(headers: dict[str, str]) -> None:
    """Browsers send Origin and cannot forge it; other clients have no page to protect."""
    origin = next((v for name, v in headers.items() if name.lower() == "origin"), None)
    if origin is not None and origin not in settings().allowed_origins:
        raise OriginRefused


def _use(secret: str) -> Ticket:
    """Delete the ticket and return it: of many who try at once, one succeeds."""
    wanted = Ticket.of(secret)
    dynamodb = client("dynamodb")
    try:
        answer = dynamodb.delete_item(
            TableName=table_name("realtime"),
            Key=item({"pk": wanted.pk, "sk": wanted.sk}),
            ConditionExpression="#ttl > :now",
            ExpressionAttributeNames={"#ttl": "ttl"},
            ExpressionAttributeValues=item({":now": now_s()}),
            ReturnValues="ALL_OLD",
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        raise BadTicket from None
    row = plain(answer["Attributes"])
    return Ticket.of(secret, user_id=row["user_id"], session_id=row["session_id"])
