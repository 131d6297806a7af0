"""Changing a message: one position in the channel's stream, and the row in the same transaction.

A message row is its MESSAGE_CREATE event. ``rev`` on the row is the position of its newest change;
a change that was made of an older state is refused and looks again. So the row always shows what
the end of the log says, and counts on it are exact.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from commons.access import Version
from commons.clock import now_ms
from commons.db import Record
from commons.errors import NotFound
from commons.ids import EVENT, MESSAGE, position_of, positioned_id
from commons.settings import table_name
from commons.streams import channel_stream
from commons.streams.append import append
from commons.streams.history import find_message
from commons.streams.log import EVENT_LIFE_MS, DynamoLog, Entry, Refused
from commons.transactions import Conflict
from commons.wire import Item, item

Writes = Callable[[int], list[Item]]


class Actor(Protocol):
    """Who changes something in a channel: somebody by their standing, or time."""

    @property
    def user_id(self) -> str:
        """Who; empty for time."""

    @property
    def channel_id(self) -> str | None:
        """Where."""

    @property
    def version(self) -> Version:
        """What they were admitted under."""


def load(standing: Actor, message_id: str) -> Entry:
    """The message's row. Raises NotFound for another channel's, a deleted or an unknown id."""
    position = position_of(MESSAGE, message_id)
    if position is None:
        raise NotFound
    found = find_message(stream_of(standing), message_id, position)
    if found is None:
        raise NotFound
    return found


def commit(
    standing: Actor,
    message: Entry,
    kind: str,
    told: dict[str, Any],
    becomes: Callable[[int], dict[str, Any]],
    also: Writes = lambda _: [],
) -> None:
    """Tell an event and make the message what it says. Within ``settle``: raises Conflict.

    told: what the event carries. becomes: the row's ``d`` for the event's position; what else is
    written for it: also.
    """

    def writes(sq: int) -> list[Item]:
        return [replaced(stream_of(standing), message, becomes(sq) | {"rev": sq}), *also(sq)]

    tell(standing, kind, told, writes)


def tell(standing: Actor, kind: str, told: dict[str, Any], writes: Writes) -> None:
    """Tell an event, with everything written that makes it true. Raises Conflict."""

    def draft(sq: int) -> Entry:
        return drafted(standing, sq, now_ms(), kind, told)

    try:
        append(DynamoLog(), stream_of(standing), draft, also=lambda entry: writes(entry.sq))
    except Refused:  # somebody changed a message since it was read
        raise Conflict from None


def about(standing: Actor, message: Entry) -> dict[str, Any]:
    """What an event about a message, which does not carry all of it, names it by."""
    return {
        "channel_id": str(standing.channel_id),
        "message_id": message.d["id"],
        "seq": message.sq,
    }


def drafted(
    standing: Actor, sq: int, at: int, kind: str, d: dict[str, Any], id_: str = ""
) -> Entry:
    """The row of an event that somebody of this standing causes."""
    event_id = id_.replace(MESSAGE, EVENT, 1) if id_ else positioned_id(EVENT, at, sq)
    return Entry(sq, kind, event_id, at, standing.user_id, standing.version, d)


def put(record: Record) -> Item:
    """The write of a row beside a change."""
    return {"Put": record.get_save_kwargs_from_instance()}


def drop(record: Record) -> Item:
    """The deletion of a row beside a change."""
    return {"Delete": record.get_delete_kwargs_from_instance()}


def void(stream: str, sq: int) -> Item:
    """Nothing instead of an event that is in the log."""
    ttl = (now_ms() + EVENT_LIFE_MS) // 1000
    row = _key(stream, sq) | item({"t": "", "at": now_ms(), "ttl": ttl})
    return {"Put": {"TableName": table_name("messages"), "Item": row}}


def stream_of(standing: Actor) -> str:
    """The stream of the channel that a standing is about."""
    assert standing.channel_id is not None
    return channel_stream(standing.channel_id)


def replaced(stream: str, seen: Entry, d: dict[str, Any]) -> Item:
    """Another ``d`` of a message's row, unless that has changed since it was read."""
    unchanged = "d.rev = :rev" if "rev" in seen.d else "attribute_not_exists(d.rev)"
    values = {":d": d, ":id": seen.d["id"]} | ({":rev": seen.d["rev"]} if "rev" in seen.d else {})
    return {
        "Update": {
            "TableName": table_name("messages"),
            "Key": _key(stream, seen.sq),
            "UpdateExpression": "SET d = :d",
            "ConditionExpression": f"d.id = :id AND {unchanged}",
            "ExpressionAttributeValues": item(values),
        }
    }


def _key(stream: str, sq: int) -> Item:
    return item({"pk": f"S#{stream}", "sk": f"L#{sq:012d}"})
