"""What clients may say on the WebSocket: `{op, id?, d}`, as on the platform's gateway."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from media_node.rooms.grants import Source

Mid = Annotated[str, Field(min_length=1, max_length=16)]
Id = Annotated[str, Field(min_length=1, max_length=64)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Join(_Strict):
    """The first frame."""

    token: str = Field(max_length=4096)


class Resume(_Strict):
    """Or this, after a lost socket."""

    resume: str = Field(max_length=64)
    epoch: int


class Line(_Strict):
    """What an m-line of an offer carries."""

    source: Source | None = None
    heights: dict[Annotated[str, Field(max_length=16)], Annotated[int, Field(gt=0, lt=10_000)]] = {}
    group: str = Field("", max_length=16, pattern="^[A-Za-z0-9-]*$")


class Offer(_Strict):
    """A session description, and what its m-lines are."""

    sdp: str
    lines: dict[Mid, Line] = {}


class Subscribe(_Strict):
    """Put a track into a slot, shown so high."""

    mid: Mid
    track_id: Id
    height: int | None = Field(None, gt=0, lt=10_000)


class Unsubscribe(_Strict):
    """Empty a slot."""

    mid: Mid


class Follow(_Strict):
    """Let these slots show who spoke last; a slot that is subscribed to leaves them."""

    mids: list[Mid] = Field(max_length=128)


class Mute(_Strict):
    """One's own track; a moderator's word on another's is the node's."""

    track_id: Id
    muted: bool


class Eject(_Strict):
    """Send somebody out."""

    participant_id: Id


class Leave(_Strict):
    """Go."""


class _Frame(_Strict):
    id: str | None = Field(None, max_length=64)


class JoinFrame(_Frame):
    """See Join."""

    op: Literal["join"]
    d: Join


class ResumeFrame(_Frame):
    """See Resume."""

    op: Literal["resume"]
    d: Resume


class OfferFrame(_Frame):
    """See Offer."""

    op: Literal["offer"]
    d: Offer


class SubscribeFrame(_Frame):
    """See Subscribe."""

    op: Literal["subscribe"]
    d: Subscribe


class UnsubscribeFrame(_Frame):
    """See Unsubscribe."""

    op: Literal["unsubscribe"]
    d: Unsubscribe


class FollowFrame(_Frame):
    """See Follow."""

    op: Literal["follow"]
    d: Follow


class MuteFrame(_Frame):
    """See Mute."""

    op: Literal["mute"]
    d: Mute


class EjectFrame(_Frame):
    """See Eject."""

    op: Literal["eject"]
    d: Eject


class LeaveFrame(_Frame):
    """See Leave."""

    op: Literal["leave"]
    d: Leave = Leave()


Frame = (
    JoinFrame | ResumeFrame | OfferFrame | SubscribeFrame | UnsubscribeFrame
    | FollowFrame | MuteFrame | EjectFrame | LeaveFrame
)  # fmt: skip
_ADAPTER: TypeAdapter[Frame] = TypeAdapter(Annotated[Frame, Field(discriminator="op")])


def parse(text: str) -> Frame:
    """The frame in a message. Raises pydantic's ValidationError."""
    return _ADAPTER.validate_json(text)
