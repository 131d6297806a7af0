"""What clients of DMs and groups send and receive."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from commons.bounds import Bound
from commons.validation import (
    LINE,
    DirectId,
    Input,
    MessageId,
    Position,
    Time,
    UserId,
    shown,
)

from .schemas import GivenUserId

MAX_GROUP = Bound(256, "people_per_group", "People in one group, oneself counted.")

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=LINE),
    shown("Sunday bakers"),
]


class NewDirect(Input):
    """POST /dms: one other person for a DM, several for a group, which may have a name."""

    user_ids: Annotated[
        list[GivenUserId],
        Field(min_length=1, max_length=MAX_GROUP - 1),
        shown(["usr_01JD1XQ2R8M4T6V9B3C5D7F0GH"], uniqueItems=True),
    ]
    name: Name | None = None

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len(set(self.user_ids)) != len(self.user_ids):
            raise ValueError("must name each person once")
        if self.name is not None and len(self.user_ids) == 1:
            raise ValueError("only groups have names")
        return self


class DirectChanges(Input):
    """PATCH /dms/{channel_id}: null removes the name."""

    name: Name | None = None


class RecipientChanges(Input):
    """PATCH /dms/{channel_id}/recipients/{user_id}: `owner` hands the group over."""

    role: Annotated[Literal["member", "admin", "owner"], shown("admin")]


class RequestAnswer(Input):
    """PUT /dms/{channel_id}/state: `open` accepts, `ignored` lets it be, untold."""

    state: Annotated[Literal["open", "ignored"], shown("open")]


class Conversation(BaseModel):
    """A DM or group, as all its people see it."""

    id: DirectId
    """The channel."""
    type: Annotated[Literal["dm", "group"], shown("dm")]
    """`dm` of two, `group` of up to 256."""
    name: Annotated[str, shown("Sunday bakers")] | None
    """A group's name; null when it has none."""
    owner_id: UserId | None
    """A group's owner; null of a DM."""
    admin_ids: list[UserId]
    """Who else runs a group."""
    recipients: list[UserId]
    """Everybody in it, oneself too."""
    revision: Annotated[int, shown(3, minimum=1)]
    """Grows with every change of these; of two descriptions the higher is newer."""
    created_at: Time
    """When it was made."""


class LastMessage(BaseModel):
    """The newest message, as of the last delivery."""

    id: MessageId
    seq: Position
    at: Time


class DirectOut(Conversation):
    """A DM or group, as one of its people sees it."""

    state: Annotated[Literal["open", "request", "ignored"], shown("open")]
    """`request`: somebody unknown wants to talk; it can be read, and is to be answered."""
    head: Position
    """Delivered up to here."""
    last_message: LastMessage | None
    """Null when there is none."""
