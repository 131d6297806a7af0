"""Messages of a stream by position: pages for reading back, counts for unread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Any

from commons.aws import BATCH_GET_LIMIT, batch_get, client
from commons.settings import table_name
from commons.streams import owner_of
from commons.streams.log import MESSAGE, Entry, entry_of, stored_entry_of
from commons.wire import Item, item

MOST_UNREAD = 100
LAST = 10**12 - 1


@dataclass(frozen=True)
class Reader:
    """Whose messages are counted, and the roles they hold: the everyone role among them."""

    user_id: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Unread:
    """Messages after a read position that somebody else wrote; 100 means 100 or more."""

    unread: int
    mentions: int


def messages_before(stream: str, sq: int, limit: int) -> list[Entry]:
    """At most ``limit`` messages below a position, newest first; deleted ones are passed over."""
    return _take(_messages(stream, 0, sq - 1, newest_first=True, page=limit + 1), limit)


def messages_after(stream: str, sq: int, limit: int) -> list[Entry]:
    """At most ``limit`` messages above a position, oldest first; deleted ones are passed over."""
    return _take(_messages(stream, sq + 1, LAST, newest_first=False, page=limit + 1), limit)


def find_entry(stream: str, sq: int) -> Entry | None:
    """The row at a position, read consistently."""
    row = _row_at(stream, sq)
    return entry_of(row) if row else None


def find_stored(stream: str, sq: int) -> Entry | None:
    """The row at a position even if it has expired: for what tidies up."""
    row = _row_at(stream, sq)
    return stored_entry_of(row) if row else None


def find_entries(stream: str, sqs: Iterable[int]) -> dict[int, Entry]:
    """Those of the rows at these positions that exist, read consistently."""
    table, found = table_name(owner_of(stream)), dict[int, Entry]()
    for some in batched(dict.fromkeys(sqs), BATCH_GET_LIMIT):
        keys = [item({"pk": f"S#{stream}", "sk": f"L#{sq:012d}"}) for sq in some]
        for row in batch_get({table: {"Keys": keys, "ConsistentRead": True}}):
            entry = entry_of(row)
            found[entry.sq] = entry
    return found


def find_message(stream: str, message_id: str, sq: int) -> Entry | None:
    """The message with this id at its position; None when it is another's, deleted or void."""
    found = find_entry(stream, sq)
    same = found is not None and found.is_message and found.d["id"] == message_id
    return found if same else None


def unread(stream: str, sq: int, reader: Reader) -> Unread:
    """How many messages of others come after a read position, counted on the log."""
    after = _messages(stream, sq + 1, LAST, newest_first=False, page=2 * MOST_UNREAD)
    others = _take((entry for entry in after if entry.by != reader.user_id), MOST_UNREAD)
    return Unread(len(others), sum(mentions(entry, reader) for entry in others))


def mentions(entry: Entry, reader: Reader) -> bool:
    """Whether a message mentions somebody: by name, by a role they hold, or as everyone."""
    named: dict[str, Any] = entry.d.get("mentions") or {}
    by_role = not reader.roles.isdisjoint(named.get("roles", ()))
    return bool(named.get("everyone")) or by_role or reader.user_id in named.get("users", ())


def _row_at(stream: str, sq: int) -> Item | None:
    answer = client("dynamodb").get_item(
        TableName=table_name(owner_of(stream)),
        Key=item({"pk": f"S#{stream}", "sk": f"L#{sq:012d}"}),
        ConsistentRead=True,
    )
    row: Item | None = answer.get("Item")
    return row


def _messages(
    stream: str, low: int, high: int, *, newest_first: bool, page: int
) -> Iterator[Entry]:
    if high < low:
        return
    query: dict[str, Any] = {
        "TableName": table_name(owner_of(stream)),
        "KeyConditionExpression": "pk = :pk AND sk BETWEEN :low AND :high",
        "ExpressionAttributeValues": item(
            {":pk": f"S#{stream}", ":low": f"L#{low:012d}", ":high": f"L#{high:012d}"}
        ),
        "ConsistentRead": True,
        "ScanIndexForward": not newest_first,
        "Limit": page,
    }
    while True:
        answer = client("dynamodb").query(**query)
        yield from (e for e in map(entry_of, answer["Items"]) if e.type == MESSAGE and e.is_message)
        if "LastEvaluatedKey" not in answer:
            return
        query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _take(entries: Iterator[Entry], limit: int) -> list[Entry]:
    return [entry for _, entry in zip(range(limit), entries, strict=False)]
