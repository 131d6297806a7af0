"""A private community with an owner, a member and somebody who was banned; and a public one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from commons.http import Endpoint
from commons.testing import Person, Reply, call, person
from functions.communities.endpoints.accept_invite import accept_invite
from functions.communities.endpoints.ban_member import ban_member
from functions.communities.endpoints.create_community import create_community
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.endpoints.get_community import get_community
from tests.refusals import check_needs_caller, check_refused, check_same, nothing_changes, rows

ABSENT = f"com_{'0' * 26}"
BAD_IDS = ("x", "me", f"usr_{'0' * 26}", ABSENT.lower(), f"{ABSENT}0", "%00", "ä", "c" * 3000)


@dataclass(frozen=True)
class Place:
    """A community, for its tests."""

    community_id: str
    channel_id: str
    owner: Person
    member: Person
    banned: Person

    @property
    def path(self) -> str:
        """Where it is."""
        return f"/communities/{self.community_id}"

    def invite(self, **body: object) -> str:
        """The code of a new invite of the owner's."""
        reply = call(create_invite, f"{self.path}/invites", as_=self.owner, body=body)
        assert reply.status == 201, reply
        return str(reply.body["code"])

    def accept(self, code: str, who: Person) -> Reply:
        """Accept an invite."""
        return call(accept_invite, f"/invites/{code}/accept", as_=who)

    def join(self, who: Person) -> None:
        """Make somebody a member."""
        assert self.accept(self.invite(), who).status == 200

    def ban(self, who: Person, **body: object) -> Reply:
        """Ban somebody, as the owner."""
        path = f"{self.path}/bans/{who.user_id}"
        return call(ban_member, path, as_=self.owner, body=body or None)

    def seen(self) -> Reply:
        """The community as its owner sees it."""
        return call(get_community, self.path, as_=self.owner)


def founded(owner: Person, visibility: str) -> Place:
    """A community with its owner, a member and somebody banned."""
    body = {"name": "Acme", "visibility": visibility}
    made = call(create_community, "/communities", as_=owner, body=body).body
    place = Place(made["id"], made["channels"][0]["id"], owner, person(), person())
    place.join(place.member)
    assert place.ban(place.banned, reason="spam").status == 204
    return place


@pytest.fixture
def place(alice: Person, fresh_caches: None) -> Place:
    """Alice's private community."""
    return founded(alice, "private")


@pytest.fixture
def public(alice: Person, fresh_caches: None) -> Place:
    """Alice's public community."""
    return founded(alice, "public")


def check_hidden(
    endpoint: Endpoint,
    path: Callable[[str], str],
    place: Place,
    body: object = None,
) -> None:
    """Nobody, strangers and the banned learn nothing of a private community, and change nothing.

    path: the request's path for the id of a community.
    """
    real, absent = path(place.community_id), path(ABSENT)
    stranger = person()
    with nothing_changes("communities"):
        check_needs_caller(endpoint, real, body=body)
        for who in (stranger, place.banned):
            hidden = call(endpoint, real, as_=who, body=body)
            check_refused(hidden, 404, "not_found")
            check_same(hidden, call(endpoint, absent, as_=who, body=body))
        for bad in BAD_IDS:
            reply = call(endpoint, path(bad), as_=place.owner, body=body)
            check_same(reply, call(endpoint, absent, as_=place.owner, body=body))


def check_lacks(reply: Reply, permission: str) -> None:
    """The refusal names the permission that is missing, and where it is explained."""
    check_refused(reply, 403, "missing_permission")
    assert reply.body["missing_permissions"] == [permission]
    assert reply.body["explain_url"] == "/v1/permissions/explain"


def check_counted(place: Place) -> int:
    """The number of members, which is the same wherever it is written down."""
    found = rows("communities")
    members = {
        sk.removeprefix("M#")
        for (pk, sk), row in found.items()
        if pk == f"A#{place.community_id}" and sk.startswith("M#") and row["present"]["BOOL"]
    }
    joined = {
        pk.removeprefix("A#")
        for pk, sk in found
        if pk.startswith("A#usr_") and sk == f"C#{place.community_id}"
    }
    banned = {
        sk.removeprefix("M#")
        for (pk, sk), row in found.items()
        if pk == f"A#{place.community_id}" and sk.startswith("M#") and row["banned"]["BOOL"]
    }
    bans = {
        sk.removeprefix("BAN#")
        for pk, sk in found
        if pk == f"COM#{place.community_id}" and sk.startswith("BAN#")
    }
    assert members == joined
    assert banned == bans
    assert not members & banned
    count = place.seen().body["member_count"]
    assert count == len(members)
    return int(count)
