"""GET /event-streams/{stream_id}/events"""

from typing import Annotated

from fastapi import Query

from commons import access
from commons.errors import MissingPermission, NotFound
from commons.http import endpoint
from commons.ids import CHANNEL, is_id
from commons.permissions import Permission
from commons.published import ACCESS, stream_reader
from commons.resources import event
from commons.streams.log import DynamoLog
from commons.streams.replay import BadCursor, replay
from commons.validation import StreamId
from commons.web import Caller

from ..schemas import Event, Events


@endpoint(
    "GET /event-streams/{stream_id}/events",
    problems=(MissingPermission, BadCursor),
    uses=(ACCESS, stream_reader("messages")),
)
async def list_stream_events(
    stream_id: StreamId,
    caller: Caller,
    after: Annotated[int, Query(ge=0, lt=10**12)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
) -> Events:
    """The events after a position: how a client fills a hole it has seen."""
    kind, _, channel_id = stream_id.partition(":")
    if kind != "h" or not is_id(CHANNEL, channel_id):
        raise NotFound
    standing = access.standing(caller.user_id, channel_id=channel_id)
    standing.check(Permission.VIEW | Permission.READ_HISTORY)
    found = replay(DynamoLog(), stream_id, after, limit)
    shown = (event(stream_id, entry) for entry in found.entries)
    return Events(
        data=[Event.model_validate(one) for one in shown if one is not None],
        to=found.to,
        head=found.head,
        floor=found.floor,
    )
