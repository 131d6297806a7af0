"""communities.*: what happens to a community is appended to its stream, once and in one order."""

from contextlib import suppress
from typing import Any

from commons.clock import now_ms
from commons.errors import NotFound
from commons.events import Event, consumer
from commons.ids import EVENT, new_id
from commons.published import ACCESS, stream_appender, stream_reader
from commons.streams import community_stream
from commons.streams.append import PUMP_QUEUE, append
from commons.streams.log import EVENT_LIFE_MS, DynamoLog, Entry, Once, find_done

from .. import telling
from ..models.access import Version
from ..telling import TELLS, TYPES, Told


@consumer(
    *TELLS,
    reads=(*telling.READS, Version),
    uses=(ACCESS, stream_appender("communities"), stream_reader("messages")),
    queues=(PUMP_QUEUE,),
    appends=TYPES,
)
def on_community_changed(event: Event) -> None:
    """Append it; what is older than the log reaches back is nobody's news."""
    about: Any = event
    if Version.find(about.community_id) is None or now_ms() - event.at_ms >= EVENT_LIFE_MS:
        return
    stream = community_stream(about.community_id)
    for number, type_ in enumerate(TELLS[type(event)]):
        event_id = new_id(EVENT) if number else event.event_id
        once = Once("", f"{event.event_id}#{type_}", type_)
        if find_done(stream, once):  # told again: not even a position is spent
            continue

        def draft(sq: int, type_: str = type_, event_id: str = event_id) -> Entry:
            return _entry(sq, type_, event_id, about)

        append(DynamoLog(), stream, draft, once=once)


def _entry(sq: int, type_: str, event_id: str, event: Any) -> Entry:
    """The event at its position; a void when there is nothing to tell any more.

    The version is read last: whoever was admitted under an older one is checked before they see
    what was read under this one.
    """
    told: Told | None = None
    with suppress(NotFound):
        told = TELLS[type(event)][type_](event)
    version = Version.find(event.community_id)
    if told is None or version is None or (version.deleted and not told.audience.is_everybody):
        return Entry(sq, at=now_ms())
    return Entry(
        sq,
        type_,
        event_id,
        now_ms(),
        getattr(event, "actor_id", ""),
        version.seen,
        told.d,
        told.audience,
    )
