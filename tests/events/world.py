"""A small world whose people act through the front doors, and every way of acting that tells.

``ACTIONS`` has one entry for each function that emits or appends. A new such function needs one:
``test_copies`` names those that are missing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from commons.declare import Declaration
from commons.testing import Connections, Person, Reply, Socket, call, endpoint_of, person
from functions.auth.endpoints.delete_session import delete_session
from functions.auth.endpoints.logout import logout
from functions.auth.endpoints.refresh_token import refresh_token
from functions.auth.endpoints.register import register
from functions.communities.endpoints.accept_invite import accept_invite
from functions.communities.endpoints.ban_member import ban_member
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.create_community import create_community
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.endpoints.join_community import join_community
from functions.communities.endpoints.lift_ban import lift_ban
from functions.communities.endpoints.remove_member import remove_member
from functions.communities.endpoints.update_channel import update_channel
from functions.communities.endpoints.update_community import update_community
from functions.communities.models.members import Member
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.send_message import send_message
from functions.messages.sockets.send import send
from functions.users.endpoints.update_me import update_me
from tests.functions.auth.conftest import Registered, again, refreshed, registered
from tests.functions.messages.places import Place, look


@dataclass(frozen=True)
class Open:
    """A socket, whose it is, and the membership it was opened under."""

    socket: Socket
    user_id: str
    session_id: str
    membership_id: str | None


@dataclass
class World:
    """One community that anybody may join, and whoever is around it.

    The owner and the watcher stay; everybody else comes and goes.
    """

    connections: Connections
    rng: Random = field(default_factory=lambda: Random(1))
    owner: Person = field(default_factory=person)
    watcher: Person = field(default_factory=person)
    member: Registered = field(default_factory=registered)
    communities: list[str] = field(default_factory=list)
    registered: list[str] = field(default_factory=list)
    members: list[Person] = field(default_factory=list)
    outside: list[Person] = field(default_factory=list)
    banned: list[Person] = field(default_factory=list)
    sockets: list[Open] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.registered.append(self.member.user_id)
        self.home = self.found("public")
        channel = self.seen("GET /v1/communities/{community_id}", f"/communities/{self.home}")
        self.place = Place(self.home, channel.body["channels"][0]["id"], self.owner, self.watcher)
        self.join(self.watcher)
        self.join(person())

    def found(self, visibility: str) -> str:
        """Found one more community; its id."""
        body = {"name": f"C{len(self.communities)}", "visibility": visibility, "description": "x"}
        made = expect(201, call(create_community, "/communities", as_=self.owner, body=body))
        self.communities.append(made.body["id"])
        return self.communities[-1]

    def join(self, who: Person) -> None:
        """Become a member at home, and look at its channel."""
        path = f"/communities/{self.home}/members/me"
        expect(204, call(join_community, path, as_=who))
        self.came(who)

    def came(self, who: Person) -> None:
        """Somebody is a member now."""
        if who is not self.watcher:
            self.members.append(who)
            self.open(who)

    def open(self, who: Person) -> None:
        """Open a socket that looks at the channel."""
        socket = look(self.place, who, self.connections)
        self.sockets.append(Open(socket, who.user_id, who.session_id, self.membership(who.user_id)))

    def membership(self, user_id: str) -> str | None:
        """Somebody's membership at home, read freshly."""
        found = Member.find(self.home, user_id)
        return found.membership_id if found else None

    def some_member(self) -> Person:
        """Somebody who can be removed; there is always one more."""
        if not self.members:
            self.join(person())
        return self.members.pop(self.rng.randrange(len(self.members)))

    def seen(self, route: str, path: str, **query: object) -> Reply:
        """What the owner reads."""
        return expect(200, call(endpoint_of(route), path, as_=self.owner, query=query))


def expect(status: int, reply: Reply) -> Reply:
    """The reply, which must have this status."""
    assert reply.status == status, reply
    return reply


def _register(world: World) -> None:
    name = world.rng.choice([{}, {"display_name": "Grace"}])
    world.registered.append(registered(**name).user_id)


def _log_out(world: World) -> None:
    other = _with_socket(world)
    expect(204, call(logout, "/auth/logout", as_=other.token))


def _delete_session(world: World) -> None:
    other = _with_socket(world)
    path = f"/auth/sessions/{other.session_id}"
    expect(204, call(delete_session, path, as_=other.token))


def _replay_token(world: World) -> None:
    """An old refresh token, used after its successor was: somebody has stolen one of them."""
    other = _with_socket(world)
    old = other.tokens["refresh_token"]
    expect(200, refreshed(refreshed(old).body["refresh_token"]))
    expect(401, refreshed(old))


def _with_socket(world: World) -> Registered:
    other = again(world.member)
    world.open(Person(other.user_id, other.session_id, other.token))
    return other


def _found(world: World) -> None:
    world.found(world.rng.choice(["public", "private"]))


def _add_channel(world: World) -> None:
    """A category, and a channel in it."""
    path = f"/communities/{world.home}/channels"
    category = {"name": "talk", "type": "category"}
    made = expect(201, call(create_channel, path, as_=world.owner, body=category))
    body = {"name": "more", "topic": "bread", "slow_mode_s": 5, "parent_id": made.body["id"]}
    expect(201, call(create_channel, path, as_=world.owner, body=body))


def _edit_community(world: World) -> None:
    """Twice: the newer edit must win."""
    for _ in range(2):
        new = secrets.token_hex(3)
        visibility = world.rng.choice(["public", "private"])
        body = {"name": f"N{new}", "description": f"about {new}", "visibility": visibility}
        one = world.rng.choice(world.communities[1:] or [world.found("private")])
        expect(200, call(update_community, f"/communities/{one}", as_=world.owner, body=body))


def _edit_channel(world: World) -> None:
    path = f"/channels/{world.place.channel_id}"
    for topic in (None, secrets.token_hex(3)):
        body = {"name": secrets.token_hex(3), "topic": topic, "slow_mode_s": world.rng.randrange(9)}
        expect(200, call(update_channel, path, as_=world.owner, body=body))


def _join(world: World) -> None:
    """A newcomer, or somebody who was here before."""
    back = world.outside and world.rng.random() < 0.7
    world.join(world.outside.pop() if back else person())


def _accept(world: World) -> None:
    who = world.outside.pop() if world.outside else person()
    path = f"/communities/{world.home}/invites"
    code = call(create_invite, path, as_=world.owner, body={}).body["code"]
    expect(200, call(accept_invite, f"/invites/{code}/accept", as_=who))
    world.came(who)


def _remove(world: World) -> None:
    """A kick, or a leave."""
    who = world.some_member()
    by, whom = world.rng.choice([(world.owner, who.user_id), (who, "me")])
    expect(204, call(remove_member, f"/communities/{world.home}/members/{whom}", as_=by))
    world.outside.append(who)


def _ban(world: World) -> None:
    """A member, or somebody who is none."""
    stranger = world.outside and world.rng.random() < 0.3
    who = world.outside.pop() if stranger else world.some_member()
    path = f"/communities/{world.home}/bans/{who.user_id}"
    expect(204, call(ban_member, path, as_=world.owner, body={"reason": "spam"}))
    world.banned.append(who)


def _lift(world: World) -> None:
    if not world.banned:
        _ban(world)
    who = world.banned.pop(world.rng.randrange(len(world.banned)))
    path = f"/communities/{world.home}/bans/{who.user_id}"
    expect(204, call(lift_ban, path, as_=world.owner))
    world.outside.append(who)


def _edit_profile(world: World) -> None:
    """Something new, and sometimes something removed."""
    new = secrets.token_hex(3)
    body: dict[str, object] = {"bio": f"grows {new}", "avatar_url": f"https://a.test/{new}.png"}
    body["display_name"] = world.rng.choice(["Ada", "Countess", None])
    if world.rng.random() < 0.3:
        body |= {world.rng.choice(["bio", "avatar_url"]): None, "locale": "fr"}
    expect(200, call(update_me, "/users/me", as_=world.member.token, body=body))


def _say(world: World) -> None:
    body = {"content": f"words {secrets.token_hex(2)}"}
    made = expect(201, call(send_message, world.place.messages, as_=world.owner, body=body))
    world.messages.append(made.body["id"])


def _say_by_socket(world: World) -> None:
    socket = look(world.place, world.owner, world.connections)
    sent = {"channel_id": world.place.channel_id, "content": "hello", "nonce": secrets.token_hex(4)}
    answer = socket.send("send", sent)
    assert answer is not None
    assert answer["op"] == "ack", answer
    world.messages.append(answer["d"]["id"])
    socket.disconnect()


def _edit(world: World) -> None:
    if not world.messages:
        _say(world)
    path = f"{world.place.messages}/{world.rng.choice(world.messages)}"
    body = {"content": f"better {secrets.token_hex(2)}"}
    expect(200, call(edit_message, path, as_=world.owner, body=body))


def _unsay(world: World) -> None:
    if not world.messages:
        _say(world)
    gone = world.messages.pop(world.rng.randrange(len(world.messages)))
    expect(204, call(delete_message, f"{world.place.messages}/{gone}", as_=world.owner))


Act = Callable[[World], None]
ACTIONS: list[tuple[Declaration, Act]] = [
    (register, _register),
    (logout, _log_out),
    (delete_session, _delete_session),
    (refresh_token, _replay_token),
    (create_community, _found),
    (create_channel, _add_channel),
    (update_community, _edit_community),
    (update_channel, _edit_channel),
    (join_community, _join),
    (accept_invite, _accept),
    (remove_member, _remove),
    (ban_member, _ban),
    (lift_ban, _lift),
    (update_me, _edit_profile),
    (send_message, _say),
    (send, _say_by_socket),
    (edit_message, _edit),
    (delete_message, _unsay),
]
