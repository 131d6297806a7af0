"""Stream events as clients see them: ``{t, id, sq, ts, d}`` with the resource in ``d``.

The pump and the HTTP API show the same resource: this is the one place that makes it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from commons.clock import now_ms, rfc3339
from commons.streams.log import MESSAGE, Entry
from commons.streams.tallies import NO_VOTES, Tally

if TYPE_CHECKING:
    from commons.protocol import StreamEvent

NO_MENTIONS: dict[str, Any] = {"users": [], "roles": [], "everyone": False}


def event(stream: str, entry: Entry) -> StreamEvent | None:
    """The event of a log row; None for voids and for messages deleted since."""
    if entry.is_void or entry.d.get("deleted"):
        return None
    subject = stream.partition(":")[2]
    shown = message(subject, entry) if entry.type in MESSAGES else entry.d
    return {
        "t": entry.type,
        "id": entry.id,
        "sq": entry.sq,
        "ts": rfc3339(entry.at),
        "d": shown,
    }


MESSAGES = {MESSAGE, "MESSAGE_UPDATE"}


def message(channel_id: str, entry: Entry) -> dict[str, Any]:
    """A message as the HTTP API shows it; an update carries its message's position and author."""
    d = entry.d
    ciphertext = d.get("ciphertext")
    return {
        "id": d["id"],
        "channel_id": channel_id,
        "seq": d.get("seq", entry.sq),
        "author_id": d.get("author_id", entry.by),
        "type": "message",
        "content": d.get("content"),
        "ciphertext": None if ciphertext is None else b64encode(ciphertext).decode(),
        "nonce": d.get("nonce"),
        "reply_to": d.get("reply_to", []),
        "mentions": d.get("mentions", NO_MENTIONS),
        "forward": _forward(d.get("forwarded")),
        "attachments": [],
        "reactions": [],
        "pinned": False,
        "poll": poll(d["poll"]) if "poll" in d else None,
        "thread": None,
        "edited_at": d.get("edited_at"),
        "expires_at": rfc3339(d["expires_at"]) if "expires_at" in d else None,
        "created_at": rfc3339(d.get("created_at", entry.at)),
    }


def poll(
    kept: Mapping[str, Any], tally: Tally = NO_VOTES, mine: Collection[int] = ()
) -> dict[str, Any]:
    """A poll as the HTTP API shows it; an event, which has no reader, tells counts apart.

    It is over at the second that it says, whether or not that has been told. mine: what the reader
    chose.
    """
    over_ms = kept.get("closed_at", kept["closes_at"])
    return {
        "question": kept["question"],
        "answers": [
            {
                "id": n,
                "text": answer["text"],
                "emoji": answer.get("emoji"),
                "count": tally.counts.get(n, 0),
                "me": n in mine,
            }
            for n, answer in enumerate(kept["answers"], 1)
        ],
        "multiple": kept["multiple"],
        "anonymous": kept["anonymous"],
        "voters": tally.voters,
        "closes_at": rfc3339(kept["closes_at"]),
        "closed_at": rfc3339(over_ms) if over_ms <= now_ms() else None,
    }


def _forward(snapshot: dict[str, Any] | None) -> dict[str, Any] | None:
    """What was passed on; where it was said is told to who may read there."""
    if snapshot is None:
        return None
    return {"content": snapshot["content"], "created_at": rfc3339(snapshot["at"])}
