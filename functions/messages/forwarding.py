"""Forwards: what a message said when somebody passed it on, who may read it where it came from.

Readers see the words. Where they were said is asked for apart (``origin``), and answered to who may
read there: so an event, which everybody gets, tells nobody of a channel that they do not see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from commons import access
from commons.access import Standing
from commons.errors import MissingPermission, NotFound
from commons.permissions import READING
from commons.streams.log import Entry

from .changing import load
from .rules import check_may_forward, no_such_forward

if TYPE_CHECKING:
    from .schemas import Origin


class Forward(Protocol):
    """A message to pass on: which, and where it is."""

    channel_id: str
    message_id: str


def snapshot(user_id: str, wanted: Forward) -> dict[str, Any]:
    """What a message says now, and where it is. Raises ValidationFailed, CannotForward."""
    try:
        message = _read(user_id, wanted.channel_id, wanted.message_id)
    except (NotFound, MissingPermission):
        raise no_such_forward() from None
    check_may_forward(message)
    said = message.d.get("content") or message.d["forwarded"]["content"]
    return {
        "content": said,
        "at": message.at,
        "channel_id": wanted.channel_id,
        "message_id": wanted.message_id,
    }


def origin(standing: Standing, message_id: str) -> Origin:
    """Where a forward comes from. Raises NotFound to who may not read there, and of no forward."""
    from .schemas import Origin  # pydantic, which who only sends later does not need

    told = load(standing, message_id).d.get("forwarded")
    if told is None:
        raise NotFound
    try:
        message = _read(standing.user_id, told["channel_id"], told["message_id"])
    except MissingPermission:
        raise NotFound from None
    return Origin(
        community_id=access.home_of(told["channel_id"]).community_id,
        channel_id=told["channel_id"],
        message_id=told["message_id"],
        author_id=message.by,
    )


def _read(user_id: str, channel_id: str, message_id: str) -> Entry:
    """A message as somebody may read it. Raises NotFound, MissingPermission."""
    source = access.standing(user_id, channel_id=channel_id)
    source.check(READING)
    return load(source, message_id)
