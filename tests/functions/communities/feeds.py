"""Calendar documents, as another parser than ours reads them."""

from __future__ import annotations

from typing import Any

import vobject  # type: ignore[import-untyped]

from commons.testing import Reply, call, endpoint_of


def feed(url: str, **headers: str) -> Reply:
    """The calendar behind a secret address."""
    path = "/calendar-feeds/" + url.rpartition("/")[2]
    return call(endpoint_of("GET /v1/calendar-feeds/{feed_secret}"), path, headers=headers)


def text_of(reply: Reply) -> str:
    """What was sent."""
    assert reply.status == 200, reply
    assert reply.headers["content-type"] == "text/calendar; charset=utf-8"
    return reply.text


def read(reply: Reply) -> dict[str, Any]:
    """Its events by id; the whole is well formed."""
    text = text_of(reply)
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert "\n" not in "".join(lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    made = vobject.readOne(text)
    made.validate(raiseException=True)
    return {event.uid.value: event for event in made.contents.get("vevent", [])}
