"""The events of a user's own stream: what each means, and what it carries in ``d``.

No function imports this: catalogue, schemas and tests are made from it.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel

from commons.validation import DirectId, Position, Time, UserId, shown


class RelationshipUpdate(BaseModel):
    """Somebody is another one to the user. Of one person the higher `revision` is newer."""

    stream: ClassVar[str] = "u:<user>"

    user_id: UserId
    """Who."""
    type: Annotated[Literal["friend", "outgoing", "incoming", "blocked", "none"], shown("friend")]
    """What they are now."""
    since: Time
    """Since when."""
    revision: Position
    """Grows with every change."""


class OfDm(BaseModel):
    """A DM or group as it is to the user. Of one channel the higher `revision` is newer."""

    id: DirectId
    """The channel."""
    type: Annotated[Literal["dm", "group"], shown("dm")]
    """`dm` of two, or `group`."""
    state: Annotated[Literal["open", "request", "ignored"], shown("open")]
    """`request`: a stranger wants to talk."""
    name: Annotated[str, shown("Sunday bakers")] | None
    """A group's name."""
    owner_id: UserId | None
    """A group's owner."""
    recipients: list[UserId]
    """Of a DM both people; of a group none: `GET /v1/dms/{channel_id}` has them."""
    created_at: Time
    """When it was made."""
    revision: Position
    """Grows with every change of it."""


class DmCreate(OfDm):
    """The user is in a DM or group now. Its own stream comes to them unasked."""

    stream: ClassVar[str] = "u:<user>"


class DmAnswer(OfDm):
    """The user has accepted a request, or ignores it."""

    stream: ClassVar[str] = "u:<user>"


class DmDelete(OfDm):
    """The user is in it no more."""

    stream: ClassVar[str] = "u:<user>"
