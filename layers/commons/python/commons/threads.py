"""Threads: what ``messages`` publishes of them. Whoever may do what in one, its channel says.

Rows of the messages table:
  A#<thread>  A           {community, parent, name, by, message, locked, auto_archive_min,
                           archived_at, active_at, revision}
  A#<user>    T#<thread>  {parent}   somebody takes part in it
and, with its stream, ``S#h:<thread>`` J#<user>, who does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING, Any

from commons.aws import BATCH_GET_LIMIT, batch_get, client
from commons.clock import now_ms, rfc3339
from commons.ids import created_at
from commons.settings import table_name
from commons.streams import channel_stream
from commons.wire import item, plain

if TYPE_CHECKING:
    from commons.resolver import Channel
    from commons.streams.log import Cursor


@dataclass(frozen=True)
class Thread:
    """One thread. Times are milliseconds since the epoch."""

    thread_id: str
    community_id: str
    parent_id: str
    """The channel it is in: rights there are rights here."""
    name: str
    creator_id: str
    message_id: str | None
    """The message it started from, which may be gone; None when from none."""
    locked: bool
    """Only who manages threads writes in it."""
    auto_archive_min: int
    archived_at: int | None
    """When somebody archived it; None when nobody did."""
    active_at: int
    """When it began, or was opened again."""
    revision: int

    @property
    def created_ms(self) -> int:
        """When it began."""
        return round(created_at(self.thread_id).timestamp() * 1000)

    def is_archived(self, last_ms: int) -> bool:
        """Whether it is archived: by somebody, or because it was quiet for long enough.

        last_ms: when its newest message was written; 0 when there is none. Nothing has to run for
        a thread to fall asleep, and a message wakes it.
        """
        quiet_from = max(self.active_at, last_ms)
        return self.archived_at is not None or (
            quiet_from + self.auto_archive_min * 60_000 <= now_ms()
        )


def find(thread_id: str) -> Thread | None:
    """A thread, read consistently: one read unit."""
    answer = client("dynamodb").get_item(
        TableName=table_name("messages"), Key=_key(thread_id), ConsistentRead=True
    )
    return _thread(plain(answer["Item"])) if "Item" in answer else None


def find_all(thread_ids: Iterable[str]) -> dict[str, Thread]:
    """Those of the threads that are there, by id."""
    table, found = table_name("messages"), dict[str, Thread]()
    for some in batched(dict.fromkeys(thread_ids), BATCH_GET_LIMIT):
        keys = [_key(thread_id) for thread_id in some]
        for row in batch_get({table: {"Keys": keys, "ConsistentRead": True}}):
            thread = _thread(plain(row))
            found[thread.thread_id] = thread
    return found


def taken_part(user_id: str) -> dict[str, str]:
    """The threads somebody takes part in, with the channel each is in."""
    rows = _query(f"A#{user_id}", "T#")
    return {str(row["sk"]).removeprefix("T#"): str(row["parent"]) for row in rows}


def participants(thread_id: str) -> set[str]:
    """Who takes part in a thread."""
    rows = _query(f"S#{channel_stream(thread_id)}", "J#")
    return {str(row["sk"]).removeprefix("J#") for row in rows}


def shown(thread: Thread, parent: Channel, cursor: Cursor) -> dict[str, Any]:
    """A thread as the HTTP API and its events show it: a channel, and what is a thread's own.

    parent: the access side of its channel. cursor: of its messages.
    """
    last = cursor.last
    return {
        "id": thread.thread_id,
        "community_id": thread.community_id,
        "name": thread.name,
        "type": "thread",
        "topic": None,
        "parent_id": thread.parent_id,
        "circle_id": parent.circle,
        "position": thread.created_ms,
        "slow_mode_s": parent.slow_mode_s,
        "archived": thread.is_archived(last["at"] if last else 0),
        "age_restricted": parent.age_restricted,
        "follows_category": True,
        "encrypted": False,
        "head": cursor.sq,
        "last_message": last and {**last, "at": rfc3339(last["at"])},
        "created_at": rfc3339(thread.created_ms),
        "message_id": thread.message_id,
        "creator_id": thread.creator_id,
        "locked": thread.locked,
        "auto_archive_min": thread.auto_archive_min,
    }


def _query(pk: str, prefix: str) -> Iterator[dict[str, Any]]:
    pages = (
        client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=table_name("messages"),
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues=item({":pk": pk, ":prefix": prefix}),
            ConsistentRead=True,
        )
    )
    return (plain(row) for page in pages for row in page["Items"])


def _key(thread_id: str) -> dict[str, Any]:
    return item({"pk": f"A#{thread_id}", "sk": "A"})


def _thread(row: dict[str, Any]) -> Thread:
    return Thread(
        thread_id=str(row["pk"]).removeprefix("A#"),
        community_id=str(row["community"]),
        parent_id=str(row["parent"]),
        name=str(row["name"]),
        creator_id=str(row["by"]),
        message_id=row.get("message"),
        locked=bool(row.get("locked")),
        auto_archive_min=int(row["auto_archive_min"]),
        archived_at=row.get("archived_at"),
        active_at=int(row["active_at"]),
        revision=int(row.get("revision", 1)),
    )
