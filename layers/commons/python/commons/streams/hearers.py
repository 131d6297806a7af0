"""Streams that name who hears them: no one looks at these, everything comes to their people.

``u:<user>`` is heard by its user. A DM's stream has a row ``TO#<user>`` for each of its people, in
its own partition; who is ignoring it has one that says so. Whoever delivers reads them after the
log, consistently: what is posted goes to who is in it by then.
"""

from __future__ import annotations

from commons.aws import client
from commons.ids import DIRECT
from commons.settings import table_name
from commons.streams import owner_of, subject_of
from commons.wire import item, plain


def names_hearers(stream: str) -> bool:
    """Whether a stream is heard by people it names, wherever they look."""
    return stream.startswith(("u:", f"h:{DIRECT}_"))


def hearers(stream: str) -> list[str]:
    """Who hears it: one read unit for about forty people."""
    if stream.startswith("u:"):
        return [subject_of(stream)]
    pages = (
        client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=table_name(owner_of(stream)),
            KeyConditionExpression="pk = :pk AND begins_with(sk, :to)",
            ExpressionAttributeValues=item({":pk": f"S#{stream}", ":to": "TO#"}),
            ConsistentRead=True,
        )
    )
    rows = (plain(row) for page in pages for row in page["Items"])
    return [str(row["sk"]).removeprefix("TO#") for row in rows if row["state"] != "ignored"]
