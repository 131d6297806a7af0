"""The course of a chat: shows what happens in a channel, does what the person types."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Protocol

from creavio.catchup import CHANNEL_STREAM
from creavio.changes import DELETED, PINS, POLLS, REACTIONS, after, messages_of
from creavio.chat import happenings, view
from creavio.chat.names import Names
from creavio.client import Client
from creavio.errors import CreavioError, GatewayClosedError, ProblemError
from creavio.gateway import Gateway
from creavio.items import Gap, Gone, Item, Status, Unread
from creavio.models import Community, Event, Message, Poll, User
from creavio.places import Place
from creavio.structure import Structure

KEPT_MESSAGES = 500
READ_EVERY_S = 2.0
QUIET_S = 0.4


class Face(Protocol):
    """What shows the chat."""

    def show(self, line: view.Line) -> None:
        """Append a line."""

    def refresh(self) -> None:
        """The status changed."""


class Room:
    """What one person, `me`, knows of one channel."""

    def __init__(self, place: Place, me: str) -> None:
        self.place = place
        self.me = me
        self.messages: deque[Message] = deque(maxlen=KEPT_MESSAGES)
        self.own: dict[str, int] = {}  # what oneself wrote here: message id to seq
        self.unread = 0
        self.early: list[Event] | None = []  # what happens while the history is being loaded

    def find(self, message_id: str) -> Message | None:
        """The message, when it was shown lately."""
        self.drop_expired()
        return next((message for message in self.messages if message.id == message_id), None)

    def drop_expired(self) -> None:
        """Forget what has disappeared, by this machine's clock."""
        if any(message.has_expired() for message in self.messages):
            kept = [message for message in self.messages if not message.has_expired()]
            self.messages = deque(kept, maxlen=KEPT_MESSAGES)

    def take(self, message_id: str, poll: Poll) -> None:
        """Show a poll as one's own vote was answered: of an anonymous one no event tells it."""
        if (known := self.find(message_id)) is not None:
            self.messages[self.messages.index(known)] = replace(known, poll=poll)

    def apply(self, event: Event) -> dict[str, Message | None]:
        """Bring the messages up to date; those the event is about, as they were known before."""
        self.drop_expired()
        before = {message_id: self.find(message_id) for message_id in messages_of(event)}
        for known in before.values():
            if known is None and event.t == "MESSAGE_CREATE":
                self.messages.append(event.message)
            elif known is not None and event.t in DELETED:
                self.messages.remove(known)
            elif known is not None:
                self.messages[self.messages.index(known)] = after(known, event, self.me)
        return before


class Conversation:
    """One person's chat; `place` is where what is typed goes."""

    def __init__(
        self, client: Client, gateway: Gateway, face: Face, me: User, *, history: int = 20
    ) -> None:
        self.client = client
        self.gateway = gateway
        self.face = face
        self.me = me
        self.names = Names(client, me)
        self.rooms: dict[str, Room] = {}
        self.elsewhere: set[str] = set()
        self.trouble = ""
        self.sending = 0
        self.failed = False
        self.rules_shown: dict[str, int] = {}  # by community, the version that was read
        self._history = history
        self._here: Room | None = None
        self._day: date | None = None
        self._read_up_to = 0
        self._marking: asyncio.Task[None] | None = None
        self._around: dict[str, Structure] = {}

    @property
    def here(self) -> Room:
        """The room being shown."""
        assert self._here is not None, "no room was entered yet"
        return self._here

    async def enter(self, place: Place) -> None:
        """Show this channel: its latest messages, then whatever happens."""
        channel_id = place.channel.id
        room = self.rooms.get(channel_id)
        if room is None or channel_id not in self.gateway.focused:
            room = await self._open_room(place)
        await self.names.load(message.author_id for message in room.messages)
        self._here, self._day, room.unread = room, None, 0
        self.elsewhere.discard(channel_id)
        self.note(place.label)
        if self._history:
            for message in list(room.messages)[-self._history :]:
                self._show_message(message)
        early, room.early = room.early or [], None
        for event in early:
            await self._on_event(event)
        self.face.refresh()

    async def _look_around(self, community: Community) -> None:
        """Learn what sentences about what happens there name; without it they name less."""
        with contextlib.suppress(CreavioError):
            self._around[community.id] = Structure(
                community,
                channels=await self.client.channels.list(community.id).all(),
                roles=await self.client.roles.list(community.id),
                members=[await self.client.members.get(community.id, "me")],
            )

    async def _open_room(self, place: Place) -> Room:
        room = self.rooms[place.channel.id] = Room(place, self.me.id)
        if place.community is not None and place.community.id not in self._around:
            await self._look_around(place.community)
        try:
            history = await self.gateway.open(place.channel.id, limit=max(1, self._history))
        except CreavioError:
            del self.rooms[place.channel.id]
            raise
        room.messages.extend(history)
        room.own |= {m.id: m.seq for m in history if m.author_id == self.me.id}
        return room

    async def follow(self) -> None:
        """Show what happens until the gateway ends. Raises `GatewayClosedError`."""
        async for item in self.gateway:
            await self._on_item(item)

    async def say(self, text: str, *, expires_in: int | None = None) -> None:
        """Send to the room being shown; a refusal is shown, and noted in `failed`."""
        self.sending += 1
        self.face.refresh()
        room = self.here
        try:
            ack = await self.gateway.send(room.place.channel.id, text, expires_in=expires_in)
            room.own[ack.id] = ack.seq
        except CreavioError as error:
            self.fail(f"not sent: {text!r}: {explain(error)}")
        finally:
            self.sending -= 1
            self.face.refresh()

    async def settle(self, patience_s: float = 5.0) -> None:
        """Wait until what was sent was also shown, and edits, which come soon after."""
        stream = f"{CHANNEL_STREAM}{self.here.place.channel.id}"
        now, shown = asyncio.get_running_loop().time, -1
        sent = max(self.here.own.values(), default=0)
        deadline, quiet_since = now() + patience_s, now()
        while now() < deadline and (shown < sent or now() < quiet_since + QUIET_S):
            if (cursor := self.gateway.cursors.get(stream, 0)) != shown:
                shown, quiet_since = cursor, now()
            await asyncio.sleep(0.02)

    def note(self, text: str) -> None:
        """Say something to the person."""
        self.face.show(view.notice_line(text))

    def fail(self, text: str) -> None:
        """Say that something went wrong."""
        self.failed = True
        self.face.show(view.problem_line(text))

    @property
    def status(self) -> str:
        """One line about the connection and the other channels."""
        parts = [self.here.place.label if self._here else "", f"as {self.me.handle}"]
        parts.append(self.trouble or "connected")
        if self.sending:
            parts.append(f"sending {self.sending}…")
        unread = [f"{r.place.label} ({r.unread})" for r in self.rooms.values() if r.unread]
        if others := len(self.elsewhere - self.rooms.keys()):
            unread.append(f"{others} other channel{'s' if others > 1 else ''} with news")
        return " · ".join(part for part in [*parts, *unread] if part)

    async def _on_item(self, item: Item) -> None:
        if isinstance(item, Event):
            await self._on_event(item)
        elif isinstance(item, Status):
            self.trouble = "" if item.state == "online" else f"reconnecting… ({item.detail})"
        elif isinstance(item, Unread):
            for channel in item.channels:
                (self.elsewhere.add if channel.has_unread else self.elsewhere.discard)(
                    channel.channel_id
                )
        elif isinstance(item, Gone):
            self._on_gone(item)
        elif isinstance(item, Gap) and not item.complete:
            self.note("you were away for long: some older messages are not shown here")
        self.face.refresh()

    async def _on_happening(self, community_id: str, event: Event) -> None:
        """Something happened to a community; said while one is in a room of it."""
        around = self._around.setdefault(community_id, Structure())
        await self.names.load(happenings.people_in(event))
        said = happenings.sentence(event, around, self.me.id, self.names.of)
        around.apply(event)
        place = self.here.place if self._here else None
        if said and place and place.community and place.community.id == community_id:
            self.note(said)

    async def _on_event(self, event: Event) -> None:
        if (community_id := event.community_id) is not None:
            await self._on_happening(community_id, event)
            return
        room = self.rooms.get(str(event.d.get("channel_id") or event.stream.removeprefix("h:")))
        if room is None:
            return
        if room.early is not None:
            room.early.append(event)
            return
        for message_id, known in room.apply(event).items():
            if event.t == "MESSAGE_CREATE":
                await self._on_message(room, event.message)
            elif event.t == "MESSAGE_UPDATE":
                await self._on_edit(room, event.message, known)
            elif event.t in DELETED:
                self._on_deleted(room, message_id, known, event.ts)
            elif event.t in (*REACTIONS, *PINS) and known is not None:
                await self._on_change(room, event, known)
            elif event.t in POLLS and known is not None:
                await self._on_poll(room, event, room.find(message_id) or known)

    async def _on_message(self, room: Room, message: Message) -> None:
        await self.names.load([message.author_id])
        if room is self._here:
            self._show_message(message)
        elif message.author_id != self.me.id:
            room.unread += 1
        if message.author_id == self.me.id:
            room.own[message.id] = message.seq

    async def _on_edit(self, room: Room, message: Message, known: Message | None) -> None:
        if room is self._here and (known is None or known.content != message.content):
            await self.names.load([message.author_id])
            self.face.show(view.edited_line(message, self.names.of(message.author_id)))

    def _on_deleted(self, room: Room, message_id: str, known: Message | None, at: datetime) -> None:
        room.own.pop(message_id, None)
        if room is self._here:
            author = self.names.of(known.author_id) if known else None
            self.face.show(view.deleted_line(author, known.content if known else None, at))

    async def _on_change(self, room: Room, event: Event, known: Message) -> None:
        if room is self._here:
            user_id = str(event.d["user_id"])
            await self.names.load([user_id, known.author_id])
            names = self.names.of(user_id), self.names.of(known.author_id)
            self.face.show(view.changed_line(event, known, *names))

    async def _on_poll(self, room: Room, event: Event, message: Message) -> None:
        if room is self._here:
            voter = str(event.d.get("user_id") or "")
            await self.names.load([*[voter] * bool(voter), message.author_id])
            who = self.names.of(voter) if voter else None
            self.face.show(view.poll_line(event, message, who, self.names.of(message.author_id)))

    def _on_gone(self, gone: Gone) -> None:
        room = self.rooms.get(gone.stream.removeprefix(CHANNEL_STREAM))
        if room is not None:
            self.note(f"you can no longer see {room.place.label}")

    def _show_message(self, message: Message) -> None:
        day = message.created_at.astimezone().date()
        if day != self._day and (self._day is not None or day != datetime.now(UTC).date()):
            self.face.show(view.day_line(day))
        self._day = day
        self.face.show(view.message_line(message, self.names.of(message.author_id)))
        self._mark_read(message)

    def _mark_read(self, message: Message) -> None:
        """Tell the server, at most every two seconds: frames are limited."""
        self._read_up_to = message.seq
        if self._marking is None or self._marking.done():
            self._marking = asyncio.create_task(self._mark_soon(self.here))

    async def _mark_soon(self, room: Room) -> None:
        marked = -1
        while room is self._here and marked < self._read_up_to:
            marked = self._read_up_to
            try:
                await self.gateway.read(room.place.channel.id, marked)
            except CreavioError:
                return  # the next message tries again
            await asyncio.sleep(READ_EVERY_S)

    async def aclose(self) -> None:
        """End what is going on in the background."""
        if self._marking is not None:
            self._marking.cancel()
            await asyncio.gather(self._marking, return_exceptions=True)


def explain(error: CreavioError) -> str:
    """An expected error in one line for people."""
    if isinstance(error, GatewayClosedError):
        return f"the connection was closed: {error}"
    if not isinstance(error, ProblemError):
        return str(error)
    fields = "; ".join(f"{e.pointer.lstrip('/')} {e.detail or e.code}" for e in error.errors)
    missing = f" You lack {', '.join(error.missing_permissions)}." * bool(error.missing_permissions)
    return error.detail + missing + (f" ({fields})" if fields else "") or error.code
