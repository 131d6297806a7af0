"""What can be typed about messages that are sent later: `/later`, `/never`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from creavio.chat.conversation import Conversation
from creavio.places import NoSuchPlaceError
from creavio.text import safe_line


async def later(chat: Conversation, argument: str) -> None:
    """Have something said in some minutes; without it, what waits."""
    minutes, _, text = argument.partition(" ")
    if not argument:
        await _show(chat)
    elif not minutes.isdecimal() or not text.strip():
        raise NoSuchPlaceError("say when and what: /later MINUTES TEXT")
    else:
        at = datetime.now(UTC) + timedelta(minutes=int(minutes), seconds=1)
        channel_id = chat.here.place.channel.id
        made = await chat.client.scheduled.create(channel_id, at, text.strip())
        chat.note(f"will be said at {made.send_at.astimezone():%H:%M, %-d %B}: {made.id}")


async def never(chat: Conversation, scheduled_id: str) -> None:
    """Take one back."""
    if not scheduled_id:
        raise NoSuchPlaceError("say which: /never ID; /later lists them")
    await chat.client.scheduled.delete(scheduled_id)
    chat.note("will not be said")


async def _show(chat: Conversation) -> None:
    shown = 0
    async for one in chat.client.scheduled.list():
        why = f" ({one.failure})" if one.failure else ""
        said = safe_line(one.content or "[encrypted or a poll]")
        chat.note(f"{one.send_at.astimezone():%H:%M, %-d %B} {one.state}{why}: {said} {one.id}")
        shown += 1
    if not shown:
        chat.note("nothing is to be said later")
