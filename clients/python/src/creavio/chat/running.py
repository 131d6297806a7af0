"""Slash commands for whoever runs a community, and for asking why something is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from creavio.chat.conversation import Conversation
from creavio.explained import explained
from creavio.models import Community
from creavio.places import NoSuchPlaceError
from creavio.text import safe_line

SHOWN_EVENTS = 5


async def nick(chat: Conversation, name: str) -> None:
    """Be called something here; without a name as everywhere."""
    await chat.client.members.update(_community(chat).id, "me", nick=name or None)


async def timeout(chat: Conversation, argument: str) -> None:
    """Silence somebody; 0 minutes end it."""
    user, _, minutes = argument.partition(" ")
    if not minutes.strip().isdecimal():
        raise NoSuchPlaceError("say whom and how long: /timeout USER MINUTES")
    until = datetime.now(UTC) + timedelta(minutes=int(minutes)) if int(minutes) else None
    user_id = await _user_id(chat, user)
    await chat.client.members.update(_community(chat).id, user_id, timeout_until=until)
    chat.note(f"{safe_line(user)} is silent" if until else f"{safe_line(user)} may speak again")


async def kick(chat: Conversation, argument: str) -> None:
    """Remove somebody, with a reason for the audit log."""
    user, _, reason = argument.partition(" ")
    user_id = await _user_id(chat, user)
    await chat.client.members.kick(_community(chat).id, user_id, reason=reason.strip() or None)
    chat.note(f"{safe_line(user)} is gone")


async def ban(chat: Conversation, argument: str) -> None:
    """Remove somebody for good, with a reason for the audit log."""
    user, _, reason = argument.partition(" ")
    user_id = await _user_id(chat, user)
    await chat.client.members.ban(_community(chat).id, user_id, reason=reason.strip() or None)
    chat.note(f"{safe_line(user)} is banned")


async def unban(chat: Conversation, user: str) -> None:
    """Let somebody come back."""
    await chat.client.members.unban(_community(chat).id, await _user_id(chat, user))
    chat.note(f"{safe_line(user)} may come back")


async def why(chat: Conversation, argument: str) -> None:
    """Tell whether oneself or somebody may do something in this channel, and by which rules."""
    permission, _, user = argument.partition(" ")
    if not permission:
        raise NoSuchPlaceError("say what: /why PERMISSION, such as /why SEND_MESSAGES")
    found = await chat.client.permissions.explain(
        permission.upper(),
        channel_id=chat.here.place.channel.id,
        user_id=await _user_id(chat, user) if user else None,
    )
    for line in explained(found):
        chat.note(line)


async def events(chat: Conversation, _: str) -> None:
    """Tell what happens next in this community."""
    page = await chat.client.calendar.list(_community(chat).id).page(limit=SHOWN_EVENTS)
    for event in page.data:
        if (one := event.occurrence) is not None and not event.cancelled:
            starts = one.starts_at.astimezone()
            chat.note(f"{starts:%a %Y-%m-%d %H:%M} {safe_line(event.title)} ({event.id})")
    if not page.data:
        chat.note("nothing is planned")


async def rsvp(chat: Conversation, argument: str) -> None:
    """Say whether one comes."""
    event_id, _, answer = argument.partition(" ")
    if answer.strip() not in ("going", "maybe", "declined"):
        raise NoSuchPlaceError("say which and whether: /rsvp EVENT going, maybe or declined")
    event = await chat.client.calendar.rsvp(event_id, answer.strip())
    chat.note(f"{safe_line(event.title)}: {answer.strip()}")


def _community(chat: Conversation) -> Community:
    community = chat.here.place.community
    if community is None:
        raise NoSuchPlaceError("there is no community here")
    return community


async def _user_id(chat: Conversation, named: str) -> str:
    if not named:
        raise NoSuchPlaceError("say whom, by their handle")
    found = await chat.client.users.find(named)
    if found is None:
        raise NoSuchPlaceError(f"nobody is called {named!r}")
    return found.id
