"""The gateway's protocol: what the server puts into ``d`` of its frames, as types.

What clients put there are the models of the socket actions (``functions/*/schemas.py``); what an
action answers is its return type; refusals are problems (``commons.errors``). The AsyncAPI document
is made of all of them. Consumers name these types for the type checker only: nothing here runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypedDict

from commons.validation import (
    AnyChannelId,
    CommunityId,
    MessageId,
    Position,
    StreamId,
    Time,
    UserId,
    shown,
)


class Hello(TypedDict):
    """How to use this socket: the answer to `identify`."""

    connection_id: Annotated[str, shown("L0SM9cOFvHcCIhw=")]
    """This socket."""
    heartbeat_ms: Annotated[int, shown(240_000, minimum=1)]
    """Send `hb` at least this often."""
    max_frame: Annotated[int, shown(30_720, minimum=1)]
    """Bytes of UTF-8 in the largest frame the server takes."""
    reconnect_at: Time
    """When to open the next socket: the gateway ends this one a little later."""


class ReadyUser(TypedDict):
    """Who this socket belongs to."""

    id: UserId
    """The user."""
    handle: Annotated[str, shown("ada")] | None
    """Their handle."""
    display_name: Annotated[str, shown("Ada Lovelace")] | None
    """Their name as first chosen."""


class ChannelState(TypedDict):
    """Where the user stands in one channel."""

    channel_id: AnyChannelId
    """The channel."""
    head: Position
    """Delivered up to here."""
    seq: Annotated[int, shown(41, minimum=0)]
    """Read up to here."""
    has_unread: bool
    """Whether somebody else wrote after that."""
    mentions: Annotated[int, shown(1, minimum=0, maximum=100)]
    """How many of those messages mention the user; 100 means 100 or more."""


class ReadyCommunity(TypedDict):
    """One of the user's communities."""

    id: CommunityId
    """The community."""
    channels: list[ChannelState]
    """The channels the user sees."""


class Ready(TypedDict):
    """Where the user stands everywhere; what does not fit into 24 KB is fetched."""

    user: ReadyUser
    """The user."""
    communities: list[ReadyCommunity]
    """Their communities."""
    dms: list[ChannelState]
    """DMs and groups, what is unread first; their events come without focus."""


class Unread(TypedDict):
    """News where the client does not look: of one community, at most every five seconds."""

    channels: list[ChannelState]
    """Where the user stands in each channel with news."""


class StreamEvent(TypedDict):
    """One event of a stream; ``d`` is the resource as the HTTP API shows it."""

    t: str
    """The type."""
    id: str
    """The same in every delivery of this event."""
    sq: Position
    """Its position in the stream."""
    ts: Time
    """When it happened."""
    d: dict[str, Any]
    """What it is about."""


class Batch(TypedDict):
    """All events of a stream after ``pv`` up to ``to``.

    `to <= cursor`: drop it. `pv <= cursor < to`: apply the events above the cursor and set it to
    `to`. `pv > cursor`: fetch `GET /v1/event-streams/{st}/events?after=cursor` first.
    """

    st: StreamId
    """The stream."""
    pv: Annotated[int, shown(41, minimum=0)]
    """The position before the first event."""
    to: Position
    """The position this leads to; events may lack below it, never be missing."""
    e: list[StreamEvent]
    """The events, in order."""


class ReplayEnd(TypedDict):
    """The missed events of one stream have been sent; live ones follow."""

    stream: StreamId
    """The stream."""
    to: Position
    """Sent up to here."""


class Gap(TypedDict):
    """The cursor is older than the log, or more than 500 events are missing."""

    stream: StreamId
    """The stream."""
    head: Position
    """Continue from here after reading the snapshot."""
    snapshot_url: Annotated[
        str, shown("/v1/channels/chn_01JD1XR5K8P0R2T4W6Y8A1C3E5/messages", format="uri-reference")
    ]
    """What to read instead."""


class FocusOk(TypedDict):
    """What the client looks at from now on; unasked when it may no longer look at a channel.

    With a channel comes the stream of its community.
    """

    channels: list[AnyChannelId]
    """Admitted."""
    refused: list[Annotated[str, shown("chn_01JD1XR5K8P0R2T4W6Y8A1C3E6")]]
    """Not there, or not visible."""


class CustomStatus(TypedDict):
    """Words of somebody's own."""

    text: Annotated[str, shown("baking")] | None
    """In words."""
    emoji: Annotated[str, shown("🍞")] | None
    """As an emoji."""
    expires_at: Time | None
    """When they are over; clients stop showing them by themselves."""


class PresenceState(TypedDict):
    """How somebody is, as others see it."""

    user_id: UserId
    """Who."""
    status: Annotated[str, shown("online")]
    """`online`, `idle`, `dnd` or `offline`."""
    custom_status: CustomStatus | None
    """Their own words."""


class Watching(TypedDict):
    """Whom this socket is told of from now on."""

    presences: list[PresenceState]
    """How they are now; who is not among them is offline."""


class PresenceFrame(TypedDict):
    """Members that this socket watches are otherwise now. Dropped first under load."""

    presences: list[PresenceState]
    """How they are now."""


class Signal(TypedDict):
    """Something ephemeral in a channel: shown for a while, never repeated, never stored."""

    type: Annotated[str, shown("typing")]
    """What; so far always `typing`."""
    channel_id: AnyChannelId
    """Where."""
    user_id: UserId
    """Who."""
    expires_in: Annotated[int, shown(10, minimum=1)]
    """Seconds after which it is over, unless it comes again."""


class Reconnect(TypedDict):
    """Open a new socket, resume there, then close this one."""

    reason: Annotated[str, shown("lifetime")]
    """Why; so far always `lifetime`: the gateway ends a socket after two hours."""
    by: Time
    """When this socket may end."""


class Ack(TypedDict):
    """The message is stored."""

    nonce: Annotated[str, shown("5f0c6e0e8d7b4c55")]
    """The client's key of this message."""
    id: MessageId
    """The message."""
    seq: Position
    """Its position in the channel's stream."""


class HbAck(TypedDict):
    """The socket is alive."""


#: What the server sends unasked, by op; answers and refusals stand on the socket actions.
SENT: Mapping[str, type] = {
    "hello": Hello,
    "ready": Ready,
    "batch": Batch,
    "replay_end": ReplayEnd,
    "gap": Gap,
    "focus_ok": FocusOk,
    "presence": PresenceFrame,
    "reconnect": Reconnect,
    "signal": Signal,
    "unread": Unread,
}
