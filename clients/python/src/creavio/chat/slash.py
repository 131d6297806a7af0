"""What can be typed beside messages: `/help` and its friends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from creavio.chat import newcomers, polling, postponing, running, topics, view
from creavio.chat.conversation import Conversation, explain
from creavio.errors import CreavioError, ProblemError
from creavio.models import Message
from creavio.places import NoSuchPlaceError, find_place, places_in
from creavio.text import safe_line

SHOWN_MEMBERS = 100
SHOWN_PINS = 20

type Command = Callable[[Conversation, str], Awaitable[bool | None]]


async def enter_line(chat: Conversation, line: str) -> bool:
    """Do what was typed; False when the person wants to quit. Refusals are shown."""
    if line.startswith("//"):
        line = line[1:]
    elif line.startswith("/"):
        name, _, argument = line[1:].partition(" ")
        return await _run(chat, name, argument.strip())
    if line.strip():
        await chat.say(line)
    return True


async def _run(chat: Conversation, name: str, argument: str) -> bool:
    command = COMMANDS.get(name)
    if command is None:
        chat.fail(f"no command /{name}; /help lists them, // starts a message with a slash")
        return True
    try:
        return await command[2](chat, argument) is not False
    except CreavioError as error:
        chat.fail(explain(error))
        if isinstance(error, ProblemError) and error.missing_permissions:
            chat.note(f"/why {error.missing_permissions[0]} tells the rules")
        return True


async def _help(chat: Conversation, _: str) -> None:
    for name, (argument, description, _command) in COMMANDS.items():
        chat.note(f"{f'/{name} {argument}'.strip():<24} {description}")


async def _join(chat: Conversation, code: str) -> None:
    if not code:
        raise NoSuchPlaceError("say which: /join CODE")
    joined = await chat.client.invites.accept(code)
    await chat.enter(await find_place(chat.client, joined.community_id))
    await newcomers.greet(chat)


async def _channels(chat: Conversation, _: str) -> None:
    for community in await chat.client.communities.mine().all():
        for place in await places_in(chat.client, community):
            here = " (here)" if place.channel.id == chat.here.place.channel.id else ""
            chat.note(f"{place.label}{here}")


async def _switch(chat: Conversation, name: str) -> None:
    if not name:
        raise NoSuchPlaceError("say where: /switch CHANNEL or /switch COMMUNITY/CHANNEL")
    community = chat.here.place.community
    if community is not None and "/" not in name:
        for place in await places_in(chat.client, community):
            if (place.channel.name or "").casefold() == name.removeprefix("#").casefold():
                await chat.enter(place)
                return
    await chat.enter(await find_place(chat.client, name))


async def _invite(chat: Conversation, _: str) -> None:
    community = chat.here.place.community
    if community is None:
        raise NoSuchPlaceError("there is no community here to invite to")
    invite = await chat.client.invites.create(community.id)
    chat.note(f"invite to {safe_line(community.name)}: {safe_line(invite.code)}")


async def _who(chat: Conversation, _: str) -> None:
    community = chat.here.place.community
    if community is None:
        raise NoSuchPlaceError("there is no community here")
    page = await chat.client.members.list(community.id).page(limit=SHOWN_MEMBERS)
    await chat.names.load(member.id for member in page.data)
    handles = sorted(safe_line(chat.names.of(member.id)) for member in page.data)
    chat.note(", ".join(handles) + (", …" if page.next_cursor else ""))


async def _me(chat: Conversation, action: str) -> None:
    if action:
        await chat.say(f"_{action}_")
    else:
        chat.note(f"you are {chat.me.handle} ({chat.me.id}) at {chat.client.api_url}")


async def _read(chat: Conversation, _: str) -> None:
    states = await chat.client.channels.read_all()
    chat.elsewhere.difference_update(state.channel_id for state in states if not state.unread)
    chat.note("everything is read")


async def _vanish(chat: Conversation, argument: str) -> None:
    seconds, _, text = argument.partition(" ")
    if not seconds.isdecimal() or not text.strip():
        raise NoSuchPlaceError("say when and what: /vanish SECONDS TEXT, from 30 seconds")
    await chat.say(text.strip(), expires_in=int(seconds))


async def _edit(chat: Conversation, text: str) -> None:
    if not text:
        raise NoSuchPlaceError("say what it should be: /edit TEXT")
    await chat.client.messages.edit(chat.here.place.channel.id, _own_last(chat), text)


async def _delete(chat: Conversation, _: str) -> None:
    message_id = _own_last(chat)
    await chat.client.messages.delete(chat.here.place.channel.id, message_id)
    chat.here.own.pop(message_id, None)


async def _react(chat: Conversation, emoji: str) -> None:
    channel_id, message = chat.here.place.channel.id, _last(chat)
    if any(one.me for one in message.reactions if one.emoji == emoji):
        await chat.client.messages.unreact(channel_id, message.id, emoji)
    elif emoji:
        await chat.client.messages.react(channel_id, message.id, emoji)
    else:
        raise NoSuchPlaceError("say with what: /react EMOJI")


async def _revisions(chat: Conversation, _: str) -> None:
    message = _last(chat)
    listing = chat.client.messages.revisions(chat.here.place.channel.id, message.id)
    await chat.names.load([message.author_id])
    for said in await listing.all():
        then = replace(message, content=said.content, created_at=said.created_at)
        shown = replace(then, edited_at=None, reactions=())
        chat.face.show(view.message_line(shown, chat.names.of(message.author_id)))


async def _pin(chat: Conversation, _: str) -> None:
    channel_id, message = chat.here.place.channel.id, _last(chat)
    if message.pinned:
        await chat.client.messages.unpin(channel_id, message.id)
    else:
        await chat.client.messages.pin(channel_id, message.id)


async def _pins(chat: Conversation, _: str) -> None:
    pins = await chat.client.messages.pins(chat.here.place.channel.id).page(limit=SHOWN_PINS)
    await chat.names.load(pin.message.author_id for pin in pins.data)
    for pin in pins.data:
        author = chat.names.of(pin.message.author_id)
        chat.face.show(view.message_line(pin.message, author))
    if not pins.data:
        chat.note("nothing is pinned here")


async def _forward(chat: Conversation, name: str) -> None:
    if not name:
        raise NoSuchPlaceError("say where to: /forward CHANNEL")
    message = _last(chat)
    forward = {"channel_id": message.channel_id, "message_id": message.id}
    place = await find_place(chat.client, name)
    await chat.client.messages.send(place.channel.id, forward=forward)
    chat.note(f"passed on to {place.label}")


async def _quit(_: Conversation, __: str) -> bool:
    return False


def _last(chat: Conversation) -> Message:
    chat.here.drop_expired()
    if not chat.here.messages:
        raise NoSuchPlaceError("nobody has written anything here lately")
    return chat.here.messages[-1]


def _own_last(chat: Conversation) -> str:
    own = chat.here.own
    if not own:
        raise NoSuchPlaceError("you have not written anything here lately")
    return max(own, key=own.__getitem__)


COMMANDS: dict[str, tuple[str, str, Command]] = {
    "help": ("", "this list", _help),
    "join": ("CODE", "accept an invite and go there", _join),
    "channels": ("", "where you can talk", _channels),
    "switch": ("CHANNEL", "go to another channel", _switch),
    "invite": ("", "make an invite to this community", _invite),
    "who": ("", "who is in this community", _who),
    "me": ("[ACTION]", "who you are, or say what you do", _me),
    "edit": ("TEXT", "change your last message here", _edit),
    "delete": ("", "delete your last message here", _delete),
    "rules": ("", "the rules here, and what newcomers are asked", newcomers.show),
    "agree": ("[N=M …]", "agree to the rules, and answer", newcomers.agree),
    "answer": ("N=M …", "answer question N by option M", newcomers.answer),
    "react": ("EMOJI", "put it on the last message here, or take it off", _react),
    "revisions": ("", "what the last message here says and has said", _revisions),
    "pin": ("", "pin the last message here, or take its pin off", _pin),
    "pins": ("", "what is pinned here", _pins),
    "read": ("", "take everything as read, everywhere", _read),
    "later": ("[MINUTES TEXT]", "have it said later; or what waits", postponing.later),
    "never": ("ID", "take back what was to be said later", postponing.never),
    "vanish": ("SECONDS TEXT", "say it, and let it disappear", _vanish),
    "poll": ("QUESTION | A | B …", "ask, with answers to choose from", polling.ask),
    "vote": ("[N …]", "choose answers of the last poll here", polling.vote),
    "close": ("", "end the last poll here early", polling.close),
    "forward": ("CHANNEL", "pass the last message here on", _forward),
    "thread": ("NAME", "begin a thread from the last message here", topics.begin),
    "threads": ("", "the threads here", topics.show),
    "nick": ("[NAME]", "what you are called here", running.nick),
    "why": ("PERMISSION [USER]", "may you do it here, and by which rules", running.why),
    "events": ("", "what happens next", running.events),
    "rsvp": ("EVENT ANSWER", "say whether you come", running.rsvp),
    "timeout": ("USER MINUTES", "silence somebody; 0 ends it", running.timeout),
    "kick": ("USER [REASON]", "remove somebody", running.kick),
    "ban": ("USER [REASON]", "remove somebody for good", running.ban),
    "unban": ("USER", "let somebody come back", running.unban),
    "quit": ("", "leave the chat (or Ctrl-D)", _quit),
}
