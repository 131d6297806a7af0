"""The log of a stream: its rows, and the DynamoDB operations that the algorithm is made of."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field, replace
from random import uniform
from typing import Any, Protocol

from botocore.exceptions import ClientError

from commons.access import Version
from commons.aws import client, error_code
from commons.clock import now_ms
from commons.errors import Unavailable
from commons.settings import table_name
from commons.streams import owner_of
from commons.streams.audience import Audience
from commons.wire import Item, item, plain

EVENT_LIFE_MS = 7 * 86_400_000
PAGE = 501
TRANSACTION_TRIES = 8
CONFLICTS = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
FAILED = "ConditionalCheckFailed"
MESSAGE = "MESSAGE_CREATE"
#: Events that stay in the log: messages, and their edits, which are their revisions. Of these alone
#: ``d`` may say when the message disappears.
KEPT = {MESSAGE, "MESSAGE_UPDATE"}


@dataclass(frozen=True)
class Entry:
    """One row of the log: an event at its position. A void fills a position nobody took."""

    sq: int
    type: str = ""
    id: str = ""
    at: int = 0
    """Milliseconds since the epoch."""
    by: str = ""
    """The user who caused it."""
    version: Version = Version()
    """The access version its author was admitted under: viewers admitted earlier are re-checked."""
    d: dict[str, Any] = field(default_factory=dict)
    """What the event is about, without what follows from the row itself."""
    audience: Audience | None = None
    """Who of the stream's readers may see it; None for all."""

    @property
    def is_void(self) -> bool:
        """Whether it only fills a hole."""
        return not self.type

    @property
    def is_message(self) -> bool:
        """Whether it is a message that has not been deleted."""
        return self.type == MESSAGE and not self.d.get("deleted")


@dataclass(frozen=True)
class Cursor:
    """How far a stream has been delivered: ``head`` wherever clients see it."""

    sq: int = 0
    at: int = 0
    last: dict[str, Any] | None = None
    """``{id, seq, at}`` of the newest message, as of the flush that delivered it."""


@dataclass(frozen=True)
class Once:
    """An idempotency key of one user in one stream, and a hash of what it was used for."""

    user_id: str
    key: str
    body_hash: str


class Occupied(Exception):
    """The position is taken: somebody filled it while this writer was slow."""


class Repeated(Exception):
    """The idempotency key has been used: ``row`` is what it did."""

    def __init__(self, row: dict[str, Any]) -> None:
        super().__init__()
        self.row = row


class Refused(Exception):
    """The condition of another item in the same transaction does not hold."""


class Log(Protocol):
    """The operations on logs; each is one call that can be lost, late or repeated."""

    def reserve(self, stream: str) -> int:
        """Take the next position."""

    def write(self, stream: str, entry: Entry, once: Once | None, also: list[Item]) -> None:
        """Write a row once. Raises Repeated, Occupied, Refused."""

    def after(self, stream: str, sq: int, limit: int = PAGE) -> list[Entry]:
        """Rows above ``sq`` in order, read consistently; there may be holes."""

    def fill(self, stream: str, sq: int) -> None:
        """Put a void at a position unless it is taken."""

    def cursor(self, stream: str) -> Cursor:
        """How far the stream has been delivered."""

    def advance(self, stream: str, seen: Cursor, reached: Cursor) -> None:
        """Move the cursor, unless somebody already did."""


class DynamoLog:
    """Logs in DynamoDB."""

    def reserve(self, stream: str) -> int:
        """One write unit."""
        answer = client("dynamodb").update_item(
            TableName=_table(stream),
            Key=_key(stream, "HEAD"),
            UpdateExpression="ADD rs :one",
            ExpressionAttributeValues=item({":one": 1}),
            ReturnValues="UPDATED_NEW",
        )
        return int(answer["Attributes"]["rs"]["N"])

    def write(self, stream: str, entry: Entry, once: Once | None, also: list[Item]) -> None:
        """Two write units per kilobyte and row: it is a transaction."""
        items = [_put_new(stream, f"L#{entry.sq:012d}", _row(entry))]
        if once is not None:
            items.append(_put_new(stream, _once_key(once), _done(entry, once)))
        items += also
        # One token for all tries: an unknown outcome repeated is the same transaction.
        token = str(uuid.uuid4())
        for attempt in range(TRANSACTION_TRIES):
            try:
                client("dynamodb").transact_write_items(
                    TransactItems=items, ClientRequestToken=token
                )
                return
            except ClientError as error:
                _raise_outcome(error, once is not None)
            time.sleep(uniform(0, 0.01 * 2**attempt))
        raise Unavailable

    def after(self, stream: str, sq: int, limit: int = PAGE) -> list[Entry]:
        """One read unit per four kilobytes; read on where DynamoDB ends a page at 1 MB."""
        query: dict[str, Any] = {
            "TableName": _table(stream),
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :low AND :high",
            "ExpressionAttributeValues": item(
                {":pk": f"S#{stream}", ":low": f"L#{sq + 1:012d}", ":high": "L#~"}
            ),
            "ConsistentRead": True,
        }
        rows: list[Item] = []
        while True:
            answer = client("dynamodb").query(**query, Limit=limit - len(rows))
            rows += answer["Items"]
            if "LastEvaluatedKey" not in answer or len(rows) >= limit:
                return [entry_of(row) for row in rows]
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def fill(self, stream: str, sq: int) -> None:
        """One write unit."""
        void = _row(Entry(sq, at=now_ms()))
        try:
            client("dynamodb").put_item(**_put_new(stream, f"L#{sq:012d}", void)["Put"])
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise

    def cursor(self, stream: str) -> Cursor:
        """One read unit."""
        answer = client("dynamodb").get_item(
            TableName=_table(stream), Key=_key(stream, "CUR"), ConsistentRead=True
        )
        return cursor_of(answer.get("Item"))

    def advance(self, stream: str, seen: Cursor, reached: Cursor) -> None:
        """One write unit."""
        row = {"sq": reached.sq, "at": reached.at, "last": reached.last}
        try:
            client("dynamodb").put_item(
                TableName=_table(stream),
                Item=_key(stream, "CUR") | item(row),
                ConditionExpression="attribute_not_exists(pk) OR sq = :seen",
                ExpressionAttributeValues=item({":seen": seen.sq}),
            )
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise


def find_done(stream: str, once: Once) -> dict[str, Any] | None:
    """What an idempotency key has already done: ``{id, n, h}``. One read unit."""
    answer = client("dynamodb").get_item(
        TableName=_table(stream), Key=_key(stream, _once_key(once)), ConsistentRead=True
    )
    return plain(answer["Item"]) if "Item" in answer else None


def entry_of(row: Item) -> Entry:
    """A row of the log from the wire, as it is by now: what has expired is deleted."""
    entry = stored_entry_of(row)
    expires_at = entry.d.get("expires_at") if entry.type in KEPT else None
    if expires_at is None or expires_at > now_ms():
        return entry
    return replace(entry, d={"id": entry.d["id"], "deleted": True})


def stored_entry_of(row: Item) -> Entry:
    """A row of the log from the wire, expired or not: for what tidies up."""
    values = plain(row)
    return Entry(
        sq=int(values["sk"].removeprefix("L#")),
        type=values["t"],
        id=values.get("id", ""),
        at=values["at"],
        by=values.get("by", ""),
        version=Version(values.get("av", 0), values.get("am", 0)),
        d=values.get("d", {}),
        audience=Audience.of(values["to"]) if "to" in values else None,
    )


def cursor_of(row: Item | None) -> Cursor:
    """A CUR row from the wire; a stream nobody wrote to is delivered up to 0."""
    if row is None:
        return Cursor()
    values = plain(row)
    return Cursor(values["sq"], values["at"], values["last"])


def _row(entry: Entry) -> Item:
    values: dict[str, Any] = {"t": entry.type, "at": entry.at}
    if not entry.is_void:
        version = entry.version
        values |= {"id": entry.id, "by": entry.by, "av": version.v, "am": version.m, "d": entry.d}
    if entry.audience is not None:
        values["to"] = entry.audience.stored()
    if entry.type not in KEPT:
        values["ttl"] = (entry.at + EVENT_LIFE_MS) // 1000
    return item(values)


def _once_key(once: Once) -> str:
    return f"I#{once.user_id}#{once.key}"


def _done(entry: Entry, once: Once) -> Item:
    ttl = (entry.at + EVENT_LIFE_MS) // 1000
    return item({"id": entry.id, "n": entry.sq, "h": once.body_hash, "ttl": ttl})


def _raise_outcome(error: ClientError, once: bool) -> None:
    """Raise unless the same transaction should be sent again."""
    if error_code(error) == "TransactionInProgressException":
        return
    reasons: Any = error.response.get("CancellationReasons")
    if not reasons:
        raise error
    codes = [reason.get("Code") for reason in reasons]
    if once and codes[1] == FAILED:
        raise Repeated(plain(reasons[1]["Item"])) from None
    if codes[0] == FAILED:
        raise Occupied from None
    if FAILED in codes:
        raise Refused from None
    if not CONFLICTS.intersection(codes):
        raise error


def _put_new(stream: str, sk: str, row: Item) -> Item:
    return {
        "Put": {
            "TableName": _table(stream),
            "Item": _key(stream, sk) | row,
            "ConditionExpression": "attribute_not_exists(pk)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def _key(stream: str, sk: str) -> Item:
    return item({"pk": f"S#{stream}", "sk": sk})


def _table(stream: str) -> str:
    return table_name(owner_of(stream))
