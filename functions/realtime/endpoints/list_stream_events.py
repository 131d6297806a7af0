"""GET /event-streams/{stream_id}/events"""

from typing import Annotated

from fastapi import Query

from commons.errors import MissingPermission
from commons.http import endpoint
from commons.published import ACCESS, DIRECTS, THREADS, stream_reader
from commons.resources import event
from commons.streams import OWNERS
from commons.streams.log import DynamoLog
from commons.streams.replay import BadCursor, replay
from commons.streams.tallies import counted
from commons.validation import StreamId
from commons.web import Caller

from .. import admitting
from ..schemas import Event, Events


@endpoint(
    "GET /event-streams/{stream_id}/events",
    problems=(MissingPermission, BadCursor),
    uses=(ACCESS, DIRECTS, THREADS, *map(stream_reader, sorted({*OWNERS.values()}))),
)
async def list_stream_events(
    stream_id: StreamId,
    caller: Caller,
    after: Annotated[int, Query(ge=0, lt=10**12)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
) -> Events:
    """The events after a position that the caller may see: how a client fills a hole."""
    crowd = admitting.check(caller.user_id, stream_id)
    found = replay(DynamoLog(), stream_id, after, limit)
    seen = counted(stream_id, admitting.visible_to(crowd, caller.user_id, found.entries))
    shown = (event(stream_id, entry) for entry in seen)
    return Events(
        data=[Event.model_validate(one) for one in shown if one is not None],
        to=found.to,
        head=found.head,
        floor=found.floor,
    )
