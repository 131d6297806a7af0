"""The communities table in this process: what a function itself takes, whatever the table's size.

The emulator looks through a whole partition for each query, which DynamoDB does not; among 100,000
members that would be all there is to measure.
"""

from __future__ import annotations

import json
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.awsrequest import AWSRequest, AWSResponse, HeadersDict

from commons.aws import client
from commons.settings import table_name
from commons.wire import Item, item

END = "\U0010ffff"


class Memory:
    """Rows by key, in key order; everything but reading them goes on to the emulator."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Item]] = defaultdict(dict)
        self.order: dict[str, list[str]] = defaultdict(list)

    def put(self, rows: Iterable[dict[str, Any]]) -> None:
        """Write rows."""
        for row in rows:
            pk, sk = row["pk"], row["sk"]
            if sk not in self.rows[pk]:
                insort(self.order[pk], sk)
            self.rows[pk][sk] = item(row)

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Answer the block's reads of the table."""
        events = client("dynamodb").meta.events
        events.register("before-send.dynamodb", self._answer)
        try:
            yield
        finally:
            events.unregister("before-send.dynamodb", self._answer)

    def _answer(self, request: AWSRequest, **_: object) -> AWSResponse | None:
        operation = _text(request.headers["X-Amz-Target"]).partition(".")[2]
        asked, table = json.loads(request.body), table_name("communities")
        if operation == "BatchGetItem" and set(asked["RequestItems"]) == {table}:
            keys = asked["RequestItems"][table]["Keys"]
            return _response(request, {"Responses": {table: list(self._get(keys))}})
        if asked.get("TableName") != table:
            return None
        if operation == "GetItem":
            found = list(self._get([asked["Key"]]))
            return _response(request, {"Item": found[0]} if found else {})
        if operation == "Query":
            return _response(request, self._query(asked))
        return None

    def _get(self, keys: Iterable[Item]) -> Iterator[Item]:
        for key in keys:
            row = self.rows[key["pk"]["S"]].get(key["sk"]["S"])
            if row is not None:
                yield row

    def _query(self, asked: dict[str, Any]) -> dict[str, Any]:
        """One page: ``pk = … AND begins_with(sk, …)`` from the first key on, as lists ask."""
        condition = asked["KeyConditionExpression"]
        assert "begins_with" in condition, condition
        assert "ExclusiveStartKey" not in asked
        said = asked["ExpressionAttributeValues"]
        texts = [said[name]["S"] for name in sorted(said, key=condition.find) if name in condition]
        pk, prefix = texts
        order = self.order[pk]
        low, high = bisect_left(order, prefix), bisect_left(order, prefix + END)
        high = min(high, low + asked.get("Limit", high))
        found = [self.rows[pk][sk] for sk in order[low:high]]
        return {"Items": found, "Count": len(found), "ScannedCount": len(found)}


def _response(request: AWSRequest, answer: dict[str, Any]) -> AWSResponse:
    headers: Any = HeadersDict({"content-type": "application/x-amz-json-1.0"})
    body = json.dumps(answer).encode()
    return AWSResponse(str(request.url), 200, headers, Body(body))


def _text(header: Any) -> str:
    return header.decode() if isinstance(header, bytes) else str(header)


class Body:
    """What urllib3 would have read."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: object) -> Iterator[bytes]:
        """All of it at once."""
        yield self._body
