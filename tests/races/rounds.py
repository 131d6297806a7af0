"""One round: people who do everything to one community at the same time, then the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from commons import access, auth
from commons.clock import now_ms, rfc3339
from commons.contracts.communities.members import MemberBanned, MemberRemoved
from commons.testing import Person, Reply, call, deliver, emitted, endpoint_of, person
from functions.communities.consumers.on_member_banned_free_seats import (
    on_member_banned_free_seats,
)
from functions.communities.consumers.on_member_removed_free_seats import (
    on_member_removed_free_seats,
)
from tests.parallel import in_parallel

PEOPLE = 6
ACTS = 36
THREADS = 12
#: How many fit: of invite uses, of seats in the circle, of places at the event.
ROOM = 3
Act = Callable[["Round", Random], Reply]


@dataclass
class Round:
    """One community and its people; every seed plays another game."""

    seed: int
    owner: Person = field(default_factory=person)
    people: list[Person] = field(default_factory=lambda: [person() for _ in range(PEOPLE)])
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        body = {"name": "Race", "visibility": "public"}
        made = self.good("POST", "/communities", body)
        self.path = f"/communities/{made['id']}"
        self.community_id = made["id"]
        self.invite = self.good("POST", f"{self.path}/invites", {"max_uses": ROOM})["code"]
        open_to_all = {"name": "Inner", "join": "open", "max_members": ROOM}
        self.circle = self.good("POST", f"{self.path}/circles", open_to_all)["id"]
        starts = rfc3339(now_ms() + 86_400_000)
        ends = rfc3339(now_ms() + 90_000_000)
        meeting = {"title": "Meet", "starts_at": starts, "ends_at": ends, "capacity": ROOM}
        self.event = self.good("POST", f"{self.path}/events", meeting)["id"]
        self.roles = [
            self.good("POST", f"{self.path}/roles", {"name": f"r{n}", "permissions": "0"})["id"]
            for n in range(3)
        ]

    def good(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """What whoever owns the community gets."""
        reply = self.ask(self.owner, method, path, body, **query)
        assert reply.status < 300, reply
        return reply.body

    def ask(self, who: Person, method: str, path: str, body: Any = None, **query: str) -> Reply:
        """One request of somebody."""
        route = endpoint_of(route_of(method, path))
        return call(route, path, as_=who, body=body, query=query or None)

    def play(self) -> None:
        """Everything at once; nothing breaks."""
        rngs = [Random(f"{self.seed}/{number}") for number in range(ACTS)]

        def act(number: int) -> None:
            rng = rngs[number]
            chosen = rng.choice(ALL)
            reply = chosen(self, rng)
            assert reply.status < 500, (chosen.__name__, reply)
            self.answers[chosen.__name__, reply.status] += 1

        in_parallel(ACTS, act, threads=THREADS)
        access.forget()
        auth.forget()
        self.owner = self.found_owner()
        removed = emitted(MemberRemoved, community_id=self.community_id)
        assert deliver(on_member_removed_free_seats, *removed) == []
        banned = emitted(MemberBanned, community_id=self.community_id)
        assert deliver(on_member_banned_free_seats, *banned) == []

    def found_owner(self) -> Person:
        """Whom the community says it belongs to."""
        for someone in (self.owner, *self.people):
            reply = self.ask(someone, "GET", self.path)
            if reply.status == 200:
                owner_id = reply.body["owner_id"]
                return next(p for p in (self.owner, *self.people) if p.user_id == owner_id)
        raise AssertionError("nobody sees a public community")

    def listed(self, path: str) -> list[Any]:
        """All of a list, page by page."""
        found: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            page = self.good("GET", path, None, limit="4", **cursor)
            found += page["data"]
            if page["next_cursor"] is None:
                return found
            cursor = {"cursor": page["next_cursor"]}


def route_of(method: str, path: str) -> str:
    """``GET /communities/com_…/members`` is ``GET /v1/communities/{community_id}/members``."""
    names = {
        "communities": "community_id",
        "members": "user_id",
        "bans": "user_id",
        "circles": "circle_id",
        "roles": "role_id",
        "events": "event_id",
        "invites": "code",
    }
    parts = path.strip("/").split("/")
    shown = [
        f"{{{names[before]}}}" if before in names and part not in FIXED else part
        for before, part in zip(["", *parts], parts, strict=False)
    ]
    return f"{method} /v1/{'/'.join(shown)}"


#: Words that stand where an id could.
FIXED = {"me"}


def _somebody(at: Round, rng: Random) -> Person:
    return rng.choice(at.people)


def join(at: Round, rng: Random) -> Reply:
    return at.ask(_somebody(at, rng), "PUT", f"{at.path}/members/me")


def accept(at: Round, rng: Random) -> Reply:
    return at.ask(_somebody(at, rng), "POST", f"/invites/{at.invite}/accept")


def leave(at: Round, rng: Random) -> Reply:
    who = rng.choice([at.owner, *at.people])
    return at.ask(who, "DELETE", f"{at.path}/members/{who.user_id}")


def kick(at: Round, rng: Random) -> Reply:
    return at.ask(at.owner, "DELETE", f"{at.path}/members/{_somebody(at, rng).user_id}")


def ban(at: Round, rng: Random) -> Reply:
    return at.ask(at.owner, "PUT", f"{at.path}/bans/{_somebody(at, rng).user_id}")


def lift(at: Round, rng: Random) -> Reply:
    return at.ask(at.owner, "DELETE", f"{at.path}/bans/{_somebody(at, rng).user_id}")


def enter_circle(at: Round, rng: Random) -> Reply:
    who = _somebody(at, rng)
    return at.ask(who, "PUT", f"/circles/{at.circle}/members/{who.user_id}")


def leave_circle(at: Round, rng: Random) -> Reply:
    who = _somebody(at, rng)
    return at.ask(who, "DELETE", f"/circles/{at.circle}/members/{who.user_id}")


def answer(at: Round, rng: Random) -> Reply:
    body = {"answer": rng.choice(["going", "going", "going", "maybe", "declined"])}
    return at.ask(_somebody(at, rng), "PUT", f"/events/{at.event}/rsvp", body)


def add_role(at: Round, rng: Random) -> Reply:
    body = {"name": f"r{rng.random()}", "permissions": "0"}
    return at.ask(at.owner, "POST", f"{at.path}/roles", body)


def move_role(at: Round, rng: Random) -> Reply:
    body = {"position": rng.randrange(1, 4)}
    return at.ask(at.owner, "PATCH", f"/roles/{rng.choice(at.roles)}", body)


def delete_role(at: Round, rng: Random) -> Reply:
    return at.ask(at.owner, "DELETE", f"/roles/{rng.choice(at.roles)}")


def grant(at: Round, rng: Random) -> Reply:
    path = f"{at.path}/members/{_somebody(at, rng).user_id}/roles/{rng.choice(at.roles)}"
    return at.ask(at.owner, "PUT", path)


def revoke(at: Round, rng: Random) -> Reply:
    path = f"{at.path}/members/{_somebody(at, rng).user_id}/roles/{rng.choice(at.roles)}"
    return at.ask(at.owner, "DELETE", path)


def transfer(at: Round, rng: Random) -> Reply:
    by = rng.choice([at.owner, *at.people])
    body = {"user_id": _somebody(at, rng).user_id}
    return at.ask(by, "POST", f"{at.path}/transfer", body)


ALL: tuple[Act, ...] = (
    *(join, accept, leave, kick, ban, lift),
    *(enter_circle, enter_circle, leave_circle, answer, answer),
    *(add_role, move_role, delete_role, grant, revoke, transfer),
)
