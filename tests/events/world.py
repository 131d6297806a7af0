"""A small world whose people act through the front doors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from commons.declare import Declaration
from commons.testing import Connections, Person, Reply, Socket, call, endpoint_of, person
from functions.communities.endpoints.create_community import create_community
from functions.communities.endpoints.create_role import create_role
from functions.communities.endpoints.join_community import join_community
from functions.communities.models.members import Member
from tests.events.forum import Forum
from tests.functions.auth.conftest import Registered, registered
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
    suspended: dict[str, bool] = field(default_factory=dict)
    members: list[Person] = field(default_factory=list)
    outside: list[Person] = field(default_factory=list)
    banned: list[Person] = field(default_factory=list)
    owners: dict[str, Person] = field(default_factory=dict)
    sockets: list[Open] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    raids: list[str] = field(default_factory=list)
    reminded: dict[str, str] = field(default_factory=dict)
    """Of what, and who."""
    doors: list[tuple[str, Person]] = field(default_factory=list)
    """Communities that ask newcomers, each with one who came."""

    def __post_init__(self) -> None:
        self.registered.append(self.member.user_id)
        self.home = self.found("public")
        channel = self.seen("GET /v1/communities/{community_id}", f"/communities/{self.home}")
        self.place = Place(self.home, channel.body["channels"][0]["id"], self.owner, self.watcher)
        self.join(self.watcher)
        self.join(person())
        self.forum = Forum(self.home, self.owner, self.watcher, self.rng)

    def found(self, visibility: str, **more: object) -> str:
        """Found one more community; its id."""
        name = f"C{len(self.communities)}"
        body = {"name": name, "visibility": visibility, "description": "x"} | more
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

    def is_whole(self, community_id: str, user_id: str) -> bool:
        """Whether somebody is in the whole community, read freshly; not in circles of it only."""
        found = Member.find(community_id, user_id)
        return found is not None and found.present and bool(found.whole)

    def some_member(self) -> Person:
        """Somebody who can be removed; there is always one more."""
        if not self.members:
            self.join(person())
        return self.members.pop(self.rng.randrange(len(self.members)))

    def role(self) -> str:
        """A new role at home."""
        path, body = f"/communities/{self.home}/roles", {"name": "R", "color": "#c86432"}
        return str(expect(201, call(create_role, path, as_=self.owner, body=body)).body["id"])

    def seen(self, route: str, path: str, **query: object) -> Reply:
        """What the owner reads; of what was handed over, the new owner."""
        by = next((who for one, who in self.owners.items() if one in path), self.owner)
        return expect(200, call(endpoint_of(route), path, as_=by, query=query))


def expect(status: int, reply: Reply) -> Reply:
    """The reply, which must have this status."""
    assert reply.status == status, reply
    return reply


Act = Callable[[World], None]
Actions = list[tuple[Declaration, Act]]
