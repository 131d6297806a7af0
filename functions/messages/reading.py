"""Read states: one position per user and channel that never moves back, and exact counts."""

from __future__ import annotations

from botocore.exceptions import ClientError

from commons.access import Standing
from commons.aws import client, error_code
from commons.errors import ValidationFailed
from commons.settings import table_name
from commons.streams import channel_stream
from commons.streams.heads import heads, read_positions
from commons.streams.history import Reader, find_entry, unread
from commons.streams.log import Cursor
from commons.wire import item

from .schemas import ReadStateOut


def read_up_to(standing: Standing, channel_id: str, seq: int) -> ReadStateOut:
    """Move the reader's position, and count what is left. Raises ValidationFailed."""
    reached = move(standing.user_id, channel_id, seq)
    reader = Reader(standing.user_id, standing.called)
    counted = unread(channel_stream(channel_id), reached, reader)
    return ReadStateOut(
        channel_id=channel_id, seq=reached, unread=counted.unread, mentions=counted.mentions
    )


def move(user_id: str, channel_id: str, seq: int) -> int:
    """Move the reader's position up to ``seq``; an older one changes nothing.

    Raises ValidationFailed for a position that does not exist yet.
    """
    stream = channel_stream(channel_id)
    delivered = heads([stream]).get(stream, Cursor()).sq
    if seq > delivered and find_entry(stream, seq) is None:
        raise ValidationFailed(
            ({"pointer": "/seq", "code": "beyond_end", "detail": "No such position yet."},)
        )
    return advance(channel_id, user_id, seq)


def advance(channel_id: str, user_id: str, seq: int) -> int:
    """Move the reader's position up to one that exists; where it is then."""
    stream = channel_stream(channel_id)
    try:
        client("dynamodb").update_item(
            TableName=table_name("messages"),
            Key=item({"pk": f"S#{stream}", "sk": f"R#{user_id}"}),
            UpdateExpression="SET sq = :seq",
            ConditionExpression="attribute_not_exists(sq) OR sq < :seq",
            ExpressionAttributeValues=item({":seq": seq}),
        )
        return seq
    except ClientError as error:
        if error_code(error) != "ConditionalCheckFailedException":
            raise
    return read_positions([stream], user_id).get(stream, seq)
