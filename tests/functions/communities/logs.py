"""The audit log of a community, as its rows say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import batched
from typing import Any

from commons.aws import client
from commons.settings import table_name
from functions.communities.audit import Act, By, following
from functions.communities.models.audit import AuditEntry, AuditHead
from functions.communities.rules.chain import Point
from tests.functions.communities.conftest import Place

Entry = dict[str, Any]
ACTS = tuple(Act)


def log_of(community_id: str) -> list[Entry]:
    """The entries in the order of their keys, as ``rules.chain`` takes them."""
    return [entry for _, entry in AuditEntry.newest(community_id)][::-1]


def head_of(community_id: str) -> Point:
    """The head."""
    head = AuditHead.read(community_id)
    return Point(int(head.n), head.hash)


def filled(place: Place, length: int) -> list[Entry]:
    """The log, made this long by acts that are written as ``audit.record`` writes them, in bulk."""
    head = AuditHead.read(place.community_id)
    entries = []
    for i in range(int(head.n), length):
        by = By(place.community_id, place.owner.user_id, f"because of {i}")
        entry = following(head, by, ACTS[i % len(ACTS)], place.channel_id, {"i": i}, {"i": i + 1})
        head = AuditHead.of(place.community_id, n=entry.n, hash=entry.hash, at=entry.at)
        entries.append(entry)
    put_rows([entry.serialize() for entry in (*entries, head)])
    return log_of(place.community_id)


def put_rows(rows: Iterable[dict[str, Any]]) -> None:
    """Write rows as somebody does who has the table, past every condition."""
    _batch({"PutRequest": {"Item": row}} for row in rows)


def drop_rows(community_id: str, sort_keys: Iterable[str]) -> None:
    """Delete entries, past every grant."""
    keys = ({"pk": {"S": f"AUD#{community_id}"}, "sk": {"S": sk}} for sk in sort_keys)
    _batch({"DeleteRequest": {"Key": key}} for key in keys)


@contextmanager
def long_log(place: Place, length: int) -> Iterator[list[Entry]]:
    """A log of this length for a block: other tests read whole tables, and should not wait."""
    yield filled(place, length)
    drop_rows(place.community_id, [sk for sk, _ in AuditEntry.newest(place.community_id)])


def _batch(requests: Iterable[dict[str, Any]]) -> None:
    for some in batched(requests, 25):
        answer = client("dynamodb").batch_write_item(
            RequestItems={table_name("communities"): list(some)}
        )
        assert not answer["UnprocessedItems"]
