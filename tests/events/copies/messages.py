"""A client's messages, kept by the SDK's own rules."""

from __future__ import annotations

from typing import Any, cast

from commons.contracts.communities.channels import ChannelDeleted
from commons.events import Event
from commons.streams import channel_stream
from commons.testing import call, deliver
from commons.testing.schedules import scheduled
from creavio.catchup import CatchUp
from creavio.chat.conversation import Room
from creavio.inbox import Inbox
from creavio.items import Item
from creavio.models import Channel, Message
from creavio.models import Event as Heard
from creavio.places import Place
from creavio.streams import Streams
from functions.messages.consumers.on_channel_deleted import on_channel_deleted
from functions.messages.consumers.on_deadline_set import on_deadline_set
from functions.messages.consumers.on_message_scheduled import on_message_scheduled
from functions.messages.deadlines import Deadline
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.jobs.meet_deadlines import meet_deadlines
from functions.messages.jobs.send_scheduled import send_scheduled
from functions.messages.kept import Scheduled
from tests.events.copies.base import Copy, OnBus, View
from tests.events.world import World, expect
from tests.functions.messages.places import flush, look
from tests.refusals import rows


class Messages(Copy):
    """A client's messages of a channel: the SDK's own rule for batches, and its own list."""

    hears = frozenset(
        {
            *("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_BULK_DELETE"),
            *("REACTION_ADD", "REACTION_REMOVE", "PIN_ADD", "PIN_REMOVE"),
            *("POLL_VOTE", "POLL_CLOSE"),
            *("THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE"),
        }
    )

    def start(self, world: World) -> None:
        """Look at the channel, then read what is there."""
        nothing = cast(Any, None)  # whatever has to be fetched over HTTP would fail here
        self.heard: list[Item] = []
        self.room = Room(Place(Channel(world.place.channel_id)), world.watcher.user_id)
        self.socket = look(world.place, world.watcher, world.connections, cursor=0)
        streams = Streams({world.place.stream: 0})
        catch_up = CatchUp(streams, nothing, nothing, self.heard.append)
        self.inbox = Inbox(streams, catch_up, self.heard.append)
        self.frames = 0

    def catch_up(self, world: World) -> None:
        flush(world.place)
        self.read(world)

    def read(self, world: World) -> None:
        """Take in what the socket was posted."""
        new, self.frames = self.socket.frames[self.frames :], len(self.socket.frames)
        for frame in new:
            self.inbox.receive(frame)
        for item in self.heard:
            assert isinstance(item, Heard)
            self.room.apply(item)
        self.heard.clear()

    def view(self, world: World) -> View:
        return list(self.room.messages)

    def fresh(self, world: World) -> View:
        who, limit = world.watcher, {"limit": 100}
        page = expect(200, call(list_messages, world.place.messages, as_=who, query=limit)).body
        assert page["next_cursor"] is None
        return [Message.read(message) for message in reversed(page["data"])]


class Silence(OnBus):
    """What messages keeps of channels that are gone: nothing."""

    hears = frozenset({"ChannelDeleted"})
    uses = (on_channel_deleted,)

    def __init__(self) -> None:
        self.gone: set[str] = set()

    def apply(self, event: Event) -> None:
        assert isinstance(event, ChannelDeleted)
        self.gone.add(f"S#{channel_stream(event.channel_id)}")
        assert deliver(on_channel_deleted, event) == []

    def view(self, world: World) -> View:
        return [pk for pk, _ in rows("messages") if pk in self.gone]

    def fresh(self, world: World) -> View:
        return []


class Plans(OnBus):
    """What Scheduler knows of messages that are sent later: the next time of each that waits."""

    hears = frozenset({"MessageScheduled"})
    uses = (on_message_scheduled,)

    def apply(self, event: Event) -> None:
        assert deliver(on_message_scheduled, event) == []

    def view(self, world: World) -> View:
        return self.fresh(world) & {one.name for one in scheduled(send_scheduled)}

    def fresh(self, world: World) -> View:
        waiting = Scheduled.query(Scheduled.key(world.owner.user_id), Scheduled.sk.startswith("s"))
        return {f"{one.sk}.{int(one.at_s)}" for one in waiting if one.state == "waiting"}


class Deadlines(OnBus):
    """What Scheduler knows of messages' deadlines: the first of each channel that has one."""

    hears = frozenset({"DeadlineSet"})
    uses = (on_deadline_set,)

    def apply(self, event: Event) -> None:
        assert deliver(on_deadline_set, event) == []

    def view(self, world: World) -> View:
        return self.fresh(world) & {one.name for one in scheduled(meet_deadlines)}

    def fresh(self, world: World) -> View:
        channel_id = world.place.channel_id
        first = next(Deadline.list(channel_id), None)
        return {f"{channel_id}.{-(-first.at_ms // 1000)}"} if first else set()
