"""Sending, editing and deleting: each takes one position in the channel's stream.

A message row is its MESSAGE_CREATE event. An edit or a deletion takes its own position and changes
the message row in the same transaction; ``rev`` on the row is the position of its newest change,
so the row always shows what the end of the log says.
"""

from __future__ import annotations

import hashlib
from typing import Any

from commons.access import Standing
from commons.clock import now, now_ms
from commons.contracts.messages import MessageModerated
from commons.errors import IdempotencyMismatch, NotFound
from commons.ids import EVENT, MESSAGE, position_of, positioned_id
from commons.resources import encode
from commons.resources import message as resource
from commons.settings import table_name
from commons.streams import channel_stream
from commons.streams.append import append
from commons.streams.history import find_entry, find_message
from commons.streams.log import EVENT_LIFE_MS, DynamoLog, Entry, Once, Refused
from commons.streams.log import MESSAGE as MESSAGE_CREATE
from commons.transactions import Conflict, keeper, outbox, settle
from commons.wire import Item, item

from .rules import check_may_delete, check_may_edit, check_may_send, check_mentions
from .schemas import Body, Message, NewMessage


def send(standing: Standing, body: NewMessage) -> tuple[Entry, bool]:
    """Store a message; with a nonce at most once. The row, and whether it was there already.

    Raises IdempotencyMismatch when the nonce was used for another message.
    """
    check_may_send(standing, body)
    stream = _stream(standing)
    stored, body_hash = body.stored(), _hash(body)
    once = Once(standing.user_id, body.nonce, body_hash) if body.nonce else None

    def draft(sq: int) -> Entry:
        at = now_ms()
        message_id = positioned_id(MESSAGE, at, sq)
        return _entry(standing, sq, at, MESSAGE_CREATE, {"id": message_id} | stored, message_id)

    done = append(DynamoLog(), stream, draft, once=once)
    if done.entry is not None:
        return done.entry, False
    if done.body_hash != body_hash:
        raise IdempotencyMismatch
    return find_entry(stream, done.sq) or Entry(done.sq), True


def edit(standing: Standing, message_id: str, body: Body) -> Message:
    """Replace what a message says. Raises NotFound, NotYourMessage; the message as it is now."""
    check_mentions(standing, body)
    stream, position = _stream(standing), _position(message_id)

    def attempt() -> Message:
        message = load(standing, message_id)
        check_may_edit(message, standing.user_id)
        changed = _edited(message, body)
        now_reads = Entry(message.sq, MESSAGE_CREATE, message.id, message.at, message.by, d=changed)
        answer = shown(standing, now_reads)
        keeping = keeper.get()

        def draft(sq: int) -> Entry:
            copy = {k: v for k, v in changed.items() if k not in ("edits", "rev")}
            copy |= {"seq": message.sq, "author_id": message.by, "created_at": message.at}
            return _entry(standing, sq, now_ms(), "MESSAGE_UPDATE", copy)

        def also(sq: int) -> list[Item]:
            edits = [*message.d.get("edits", ()), sq]
            change = _change(stream, position, message, changed | {"rev": sq, "edits": edits})
            return [change, *([keeping.kept(answer)] if keeping else [])]

        _append(stream, draft, also)
        return answer

    return settle(attempt)


def delete(standing: Standing, message_id: str, reason: str | None = None) -> None:
    """Leave a tombstone, and voids where its edits were. Raises NotFound, MissingPermission.

    reason: why a moderator does it.
    """
    stream, position = _stream(standing), _position(message_id)

    def attempt() -> None:
        message = load(standing, message_id)
        check_may_delete(message, standing)
        gone = {"id": message_id, "channel_id": standing.channel_id, "seq": message.sq}

        def also(sq: int) -> list[Item]:
            tombstone = {"id": message_id, "deleted": True, "rev": sq}
            voids = [_void(stream, edited) for edited in message.d.get("edits", ())]
            told = _moderated(standing, message, reason)
            return [_change(stream, position, message, tombstone), *voids, *told]

        _append(
            stream, lambda sq: _entry(standing, sq, now_ms(), "MESSAGE_DELETE", dict(gone)), also
        )

    settle(attempt)


def _moderated(standing: Standing, message: Entry, reason: str | None) -> list[Item]:
    """The event of somebody else's message being deleted; of one's own there is none."""
    if message.by == standing.user_id:
        return []
    event = MessageModerated(
        community_id=standing.community_id,
        channel_id=str(standing.channel_id),
        message_id=message.d["id"],
        author_id=message.by,
        actor_id=standing.user_id,
        reason=reason,
    )
    return [{"Put": outbox(event)}]


def shown(standing: Standing, entry: Entry) -> Message:
    """A message as clients see it."""
    return Message.model_validate(resource(str(standing.channel_id), entry))


def load(standing: Standing, message_id: str) -> Entry:
    """The message's row. Raises NotFound for another channel's, a deleted or an unknown id."""
    found = find_message(_stream(standing), message_id, _position(message_id))
    if found is None:
        raise NotFound
    return found


def _append(stream: str, draft: Any, also: Any) -> None:
    try:
        append(DynamoLog(), stream, draft, also=also)
    except Refused:  # somebody changed the message since it was read
        raise Conflict from None


def _entry(
    standing: Standing, sq: int, at: int, kind: str, d: dict[str, Any], id_: str = ""
) -> Entry:
    event_id = id_.replace(MESSAGE, EVENT, 1) if id_ else positioned_id(EVENT, at, sq)
    return Entry(sq, kind, event_id, at, standing.user_id, standing.version, d)


def _edited(message: Entry, body: Body) -> dict[str, Any]:
    kept = {k: v for k, v in message.d.items() if k not in ("content", "ciphertext")}
    return kept | body.stored() | {"edited_at": now()}


def _change(stream: str, position: int, seen: Entry, d: dict[str, Any]) -> Item:
    """Replace the message row's ``d``, unless it has changed since it was read."""
    unchanged = "d.rev = :rev" if "rev" in seen.d else "attribute_not_exists(d.rev)"
    values = {":d": d, ":id": seen.d["id"]} | ({":rev": seen.d["rev"]} if "rev" in seen.d else {})
    return {
        "Update": {
            "TableName": table_name("messages"),
            "Key": _key(stream, position),
            "UpdateExpression": "SET d = :d",
            "ConditionExpression": f"d.id = :id AND {unchanged}",
            "ExpressionAttributeValues": item(values),
        }
    }


def _void(stream: str, sq: int) -> Item:
    ttl = (now_ms() + EVENT_LIFE_MS) // 1000
    row = _key(stream, sq) | item({"t": "", "at": now_ms(), "ttl": ttl})
    return {"Put": {"TableName": table_name("messages"), "Item": row}}


def _key(stream: str, sq: int) -> Item:
    return item({"pk": f"S#{stream}", "sk": f"L#{sq:012d}"})


def _position(message_id: str) -> int:
    position = position_of(MESSAGE, message_id)
    if position is None:
        raise NotFound
    return position


def _stream(standing: Standing) -> str:
    assert standing.channel_id is not None
    return channel_stream(standing.channel_id)


def _hash(body: NewMessage) -> str:
    told = encode(body.model_dump(exclude={"nonce", "channel_id"}))
    return hashlib.sha256(told.encode()).hexdigest()[:32]
