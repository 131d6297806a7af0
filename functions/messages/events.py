"""The events of a channel's stream: what each means, and what it carries in ``d``.

A declaration names them by type (``appends=("MESSAGE_CREATE",)``); the class ``MessageCreate``
describes that type. No function imports this: catalogue, schemas and tests are made from it.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel

from .schemas import Message


class MessageCreate(Message):
    """Somebody wrote a message. Read again later it shows the message as it is by then."""

    stream: ClassVar[str] = "h:<channel>"


class MessageUpdate(Message):
    """The author changed what a message says: all of it, as it is after this edit."""

    stream: ClassVar[str] = "h:<channel>"


class MessageDelete(BaseModel):
    """A message is gone. Its creation and its edits are no longer read back."""

    stream: ClassVar[str] = "h:<channel>"

    id: str
    """The message that is gone."""
    channel_id: str
    """Where it was."""
    seq: int
    """The position it had."""
