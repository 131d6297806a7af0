"""The copies that are kept by events, each with what it must equal: a fresh read.

Real ones: auth's account, realtime's sockets, a client's messages. The others are what a service
would keep that is not written yet: their reducers show that the events carry enough, whatever the
order they come in. A new event type needs a copy that hears it; a new consumer, one that uses it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, cast

from commons.contracts.auth import SessionRevoked, UserRegistered
from commons.contracts.communities.channels import ChannelCreated, ChannelUpdated
from commons.contracts.communities.community import CommunityCreated, CommunityUpdated
from commons.contracts.communities.members import (
    BanLifted,
    MemberBanned,
    MemberJoined,
    MemberRemoved,
)
from commons.contracts.users import ProfileChanged
from commons.events import Consumer, Event
from commons.testing import call, deliver, endpoint_of
from creavio.catchup import CatchUp
from creavio.chat.conversation import Room
from creavio.inbox import Inbox
from creavio.items import Item
from creavio.models import Channel, Message
from creavio.models import Event as Heard
from creavio.places import Place
from creavio.streams import Streams
from functions.auth.consumers.on_profile_changed import on_profile_changed
from functions.auth.models import Account as AccountRow
from functions.auth.models import Session
from functions.realtime.consumers.on_member_banned import on_member_banned
from functions.realtime.consumers.on_member_removed import on_member_removed
from functions.realtime.consumers.on_session_revoked import on_session_revoked
from tests.events.world import World
from tests.functions.messages.places import flush, look
from tests.functions.realtime.rows import is_known

View = Any
COMMUNITY = "GET /v1/communities/{community_id}"


class Copy(ABC):
    """Something kept up to date by events alone, from the first one on."""

    hears: ClassVar[frozenset[str]]
    uses: ClassVar[tuple[Consumer, ...]] = ()

    @abstractmethod
    def view(self, world: World) -> View:
        """What the copy says."""

    @abstractmethod
    def fresh(self, world: World) -> View:
        """What is so."""


class OnBus(Copy):
    """A copy that is kept by events of the bus."""

    @abstractmethod
    def apply(self, event: Event) -> None:
        """One event."""


class Edited(OnBus):
    """Things that are made once and edited afterwards; of two edits the higher revision is kept."""

    names: ClassVar[tuple[str, ...]]
    edited: ClassVar[tuple[str, ...]]

    def __init__(self) -> None:
        self.made: dict[str, dict[str, Any]] = {}
        self.edits: dict[str, tuple[int, dict[str, Any]]] = {}

    def make(self, id_: str, event: Event) -> None:
        """It was made."""
        self.made[id_] = {name: getattr(event, name) for name in self.names}

    def edit(self, id_: str, revision: int, event: Event) -> None:
        """It was edited."""
        if revision > self.edits.get(id_, (0, {}))[0]:
            self.edits[id_] = revision, {name: getattr(event, name) for name in self.edited}

    def view(self, world: World) -> View:
        return {id_: made | self.edits.get(id_, (0, {}))[1] for id_, made in self.made.items()}


class Communities(Edited):
    """Every community."""

    hears = frozenset({"CommunityCreated", "CommunityUpdated"})
    names = ("name", "description", "visibility", "owner_id", "created_at")
    edited = ("name", "description", "visibility")

    def apply(self, event: Event) -> None:
        match event:
            case CommunityCreated():
                self.make(event.community_id, event)
            case CommunityUpdated():
                self.edit(event.community_id, event.revision, event)

    def fresh(self, world: World) -> View:
        read = {one: world.seen(COMMUNITY, f"/communities/{one}").body for one in world.communities}
        return {one: {name: body[name] for name in self.names} for one, body in read.items()}


class Members(OnBus):
    """Who is a member of what, and since when. A membership that has ended stays ended."""

    hears = frozenset({"CommunityCreated", "MemberJoined", "MemberRemoved", "MemberBanned"})

    def __init__(self) -> None:
        self.begun: dict[str, tuple[str, str, str]] = {}
        self.ended: set[str] = set()

    def apply(self, event: Event) -> None:
        match event:
            case CommunityCreated(membership_id=str(id_), created_at=str(at)):
                self.begun[id_] = (event.community_id, event.owner_id, at)
            case MemberJoined(membership_id=str(id_), joined_at=str(at)):
                self.begun[id_] = (event.community_id, event.user_id, at)
            case MemberRemoved(membership_id=str(id_)) | MemberBanned(membership_id=str(id_)):
                self.ended.add(id_)

    def view(self, world: World) -> View:
        return {about for id_, about in self.begun.items() if id_ not in self.ended}

    def fresh(self, world: World) -> View:
        found = []
        for one in world.communities:
            path = f"/communities/{one}/members"
            page = world.seen(f"{COMMUNITY}/members", path, limit=100).body
            assert page["next_cursor"] is None
            found += [(one, m["user_id"], m["joined_at"]) for m in page["data"]]
        return set(found)


class Bans(OnBus):
    """Who is banned, and by whom. A ban that was lifted stays lifted."""

    hears = frozenset({"MemberBanned", "BanLifted"})

    def __init__(self) -> None:
        self.begun: dict[str, tuple[str, str, str]] = {}
        self.ended: set[str] = set()

    def apply(self, event: Event) -> None:
        match event:
            case MemberBanned(ban_id=str(id_)):
                self.begun[id_] = (event.community_id, event.user_id, event.actor_id)
            case BanLifted(ban_id=str(id_)):
                self.ended.add(id_)

    def view(self, world: World) -> View:
        return {about for id_, about in self.begun.items() if id_ not in self.ended}

    def fresh(self, world: World) -> View:
        found = []
        for one in world.communities:
            page = world.seen(f"{COMMUNITY}/bans", f"/communities/{one}/bans", limit=100).body
            found += [(one, ban["user_id"], ban["actor_id"]) for ban in page["data"]]
        return set(found)


class Channels(Edited):
    """Every channel."""

    hears = frozenset({"ChannelCreated", "ChannelUpdated"})
    names = (
        *("community_id", "name", "type", "topic", "parent_id"),
        *("position", "slow_mode_s", "created_at"),
    )
    edited = ("name", "topic", "slow_mode_s")

    def apply(self, event: Event) -> None:
        match event:
            case ChannelCreated():
                self.make(event.channel_id, event)
            case ChannelUpdated():
                self.edit(event.channel_id, event.revision, event)

    def fresh(self, world: World) -> View:
        found: dict[str, dict[str, Any]] = {}
        for one in world.communities:
            page = world.seen(f"{COMMUNITY}/channels", f"/communities/{one}/channels", limit=100)
            found |= {c["id"]: {n: c[n] for n in self.names} for c in page.body["data"]}
        return found


class People(OnBus):
    """Everybody, as others see them."""

    hears = frozenset({"UserRegistered", "ProfileChanged"})
    edited: ClassVar = ("display_name", "bio", "avatar_url")

    def __init__(self) -> None:
        self.accounts: dict[str, UserRegistered] = {}
        self.profiles: dict[str, ProfileChanged] = {}

    def apply(self, event: Event) -> None:
        match event:
            case UserRegistered():
                self.accounts[event.user_id] = event
            case ProfileChanged():
                seen = self.profiles.get(event.user_id)
                if seen is None or seen.revision < event.revision:
                    self.profiles[event.user_id] = event

    def view(self, world: World) -> View:
        return {user_id: self._shown(account) for user_id, account in self.accounts.items()}

    def fresh(self, world: World) -> View:
        route = "GET /v1/users/{user_id}"
        return {one: world.seen(route, f"/users/{one}").body for one in world.registered}

    def _shown(self, account: UserRegistered) -> dict[str, Any]:
        shown = {name: getattr(account, name) for name in ("handle", "display_name", "created_at")}
        shown |= {"id": account.user_id, "avatar_url": None, "bio": ""}
        profile = self.profiles.get(account.user_id)
        return shown | ({name: getattr(profile, name) for name in self.edited} if profile else {})


class Account(OnBus):
    """What auth keeps of profiles, for the answers of log-in."""

    hears = frozenset({"ProfileChanged"})
    uses = (on_profile_changed,)
    names: ClassVar = ("display_name", "bio", "avatar_url", "locale")

    def apply(self, event: Event) -> None:
        assert deliver(on_profile_changed, event) == []

    def view(self, world: World) -> View:
        row = AccountRow.load(world.member.user_id)
        return {name: getattr(row, name) for name in self.names}

    def fresh(self, world: World) -> View:
        body = call(endpoint_of("GET /v1/users/me"), "/users/me", as_=world.member.token).body
        return {name: body[name] for name in self.names}


class Sockets(OnBus):
    """The sockets realtime posts to: those whose session and membership are what they were."""

    hears = frozenset({"SessionRevoked", "MemberRemoved", "MemberBanned"})
    uses = (on_session_revoked, on_member_removed, on_member_banned)

    def apply(self, event: Event) -> None:
        kinds = {SessionRevoked: on_session_revoked, MemberRemoved: on_member_removed}
        assert deliver(kinds.get(type(event), on_member_banned), event) == []

    def view(self, world: World) -> View:
        return [is_known(one.socket) and not one.socket.closed for one in world.sockets]

    def fresh(self, world: World) -> View:
        return [
            Session.find_row(f"SES#{one.session_id}", "S") is not None
            and world.membership(one.user_id) == one.membership_id
            for one in world.sockets
        ]


class Messages(Copy):
    """A client's messages of a channel: the SDK's own rule for batches, and its own list."""

    hears = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"})

    def start(self, world: World) -> None:
        """Look at the channel, then read what is there."""
        nothing = cast(Any, None)  # whatever has to be fetched over HTTP would fail here
        self.heard: list[Item] = []
        self.room = Room(Place(Channel(world.place.channel_id)))
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
        route = "GET /v1/channels/{channel_id}/messages"
        page = world.seen(route, world.place.messages, limit=100).body
        assert page["next_cursor"] is None
        return [Message.read(message) for message in reversed(page["data"])]


ON_BUS: tuple[type[OnBus], ...] = (Communities, Members, Bans, Channels, People, Account, Sockets)
#: Those that no consumer of ours keeps: their reducers stand for services to come.
REDUCERS = tuple(copy for copy in ON_BUS if not copy.uses)
COPIES: tuple[type[Copy], ...] = (*ON_BUS, Messages)
