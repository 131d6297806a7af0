"""A community with a channel, its owner and a member."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from commons.testing import Person, call

from functions.communities.endpoints.accept_invite import accept_invite
from functions.communities.endpoints.create_community import create_community
from functions.communities.endpoints.create_invite import create_invite


@dataclass(frozen=True)
class Place:
    """Where people talk."""

    community_id: str
    channel_id: str
    owner: Person
    member: Person

    @property
    def messages(self) -> str:
        """The path of the channel's messages."""
        return f"/channels/{self.channel_id}/messages"


@pytest.fixture
def place(alice: Person, bob: Person) -> Place:
    """Alice's community; bob is a member."""
    made = call(create_community, "/communities", as_=alice, body={"name": "Acme"}).body
    join(made["id"], owner=alice, who=bob)
    return Place(made["id"], made["channels"][0]["id"], alice, bob)


def join(community_id: str, *, owner: Person, who: Person) -> None:
    """Somebody becomes a member by invite."""
    path = f"/communities/{community_id}/invites"
    code = call(create_invite, path, as_=owner, body={}).body["code"]
    assert call(accept_invite, f"/invites/{code}/accept", as_=who).status == 200
