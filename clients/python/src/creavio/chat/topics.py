"""What can be typed about threads."""

from __future__ import annotations

from creavio.chat.conversation import Conversation
from creavio.models import Channel
from creavio.places import NoSuchPlaceError
from creavio.text import safe_line

SHOWN = 20


async def begin(chat: Conversation, name: str) -> None:
    """Begin a thread from the last message here."""
    if not name:
        raise NoSuchPlaceError("say what it is about: /thread NAME")
    message = chat.here.messages[-1].id if chat.here.messages else None
    channel_id = chat.here.place.channel.id
    chat.note(_named(await chat.client.threads.begin(channel_id, name, message_id=message)))


async def show(chat: Conversation, _: str) -> None:
    """The threads of this channel that are awake."""
    page = await chat.client.threads.list(chat.here.place.channel.id).page(limit=SHOWN)
    for thread in page.data:
        chat.note(_named(thread))
    if not page.data:
        chat.note("no thread is going on here")


def _named(thread: Channel) -> str:
    return f"{safe_line(thread.name or '')}: /switch {safe_line(thread.id)}"
