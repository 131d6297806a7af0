"""A forum in a community with an owner, two members and somebody outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from commons import access
from commons.permissions import EVERYONE, Permission
from commons.testing import Person, Reply, call, endpoint_of, person
from functions.communities.endpoints.accept_invite import accept_invite
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.models.access import Roles, Version
from functions.communities.models.members import Member
from functions.posts.endpoints.create_comment import create_comment
from functions.posts.endpoints.create_post import create_post
from functions.posts.endpoints.get_post import get_post
from functions.posts.endpoints.list_comments import list_comments
from functions.posts.endpoints.list_posts import list_posts
from functions.posts.endpoints.set_tags import set_tags
from functions.posts.endpoints.update_post import update_post
from tests.worlds import community

BREAD = "🍞"


@dataclass(frozen=True)
class Place:
    """A forum, for tests. The author and the reader are members like any other."""

    community_id: str
    text_channel_id: str
    channel_id: str
    owner: Person
    author: Person = field(default_factory=person)
    reader: Person = field(default_factory=person)

    @property
    def path(self) -> str:
        """Where its posts are."""
        return f"/channels/{self.channel_id}/posts"

    @property
    def tags_path(self) -> str:
        """Where its tags are."""
        return f"/channels/{self.channel_id}/tags"

    def join(self, who: Person) -> Person:
        """Make somebody a member."""
        invites = f"/communities/{self.community_id}/invites"
        code = call(create_invite, invites, as_=self.owner, body={}).body["code"]
        assert call(accept_invite, f"/invites/{code}/accept", as_=who).status == 200
        return who

    def ask(self, who: Person, **body: object) -> Reply:
        """Ask for a new post."""
        good = {"title": "Rye", "content": "How do you keep yours?"}
        return call(create_post, self.path, as_=who, body=good | body)

    def post(self, who: Person | None = None, **body: object) -> dict[str, Any]:
        """A new post, by default of the author's."""
        reply = self.ask(who or self.author, **body)
        assert reply.status == 201, reply
        made: dict[str, Any] = reply.body
        return made

    def seen(self, post_id: str, who: Person | None = None) -> Reply:
        """A post as somebody sees it, by default the reader."""
        return call(get_post, f"/posts/{post_id}", as_=who or self.reader)

    def edit(self, post_id: str, who: Person, tag: str | None = None, /, **body: object) -> Reply:
        """Ask for a change of a post."""
        headers = {} if tag is None else {"if-match": tag}
        return call(update_post, f"/posts/{post_id}", as_=who, body=body, headers=headers)

    def listed(self, who: Person | None = None, **query: object) -> list[str]:
        """The ids of the first page of posts."""
        reply = call(list_posts, self.path, as_=who or self.reader, query=query)
        assert reply.status == 200, reply
        return [post["id"] for post in reply.body["data"]]

    def comment(self, post_id: str, who: Person | None = None, **body: object) -> Reply:
        """Ask for a comment, by default of the reader's."""
        path = f"/posts/{post_id}/comments"
        return call(create_comment, path, as_=who or self.reader, body={"content": "Me too"} | body)

    def commented(self, post_id: str, who: Person | None = None, **body: object) -> dict[str, Any]:
        """A new comment."""
        reply = self.comment(post_id, who, **body)
        assert reply.status == 201, reply
        made: dict[str, Any] = reply.body
        return made

    def comments(self, post_id: str, who: Person | None = None) -> list[dict[str, Any]]:
        """The first page of comments."""
        reply = call(list_comments, f"/posts/{post_id}/comments", as_=who or self.reader)
        assert reply.status == 200, reply
        found: list[dict[str, Any]] = reply.body["data"]
        return found

    def tags(self, *tags: dict[str, object]) -> list[str]:
        """Give the forum these tags; their ids."""
        reply = call(set_tags, self.tags_path, as_=self.owner, body={"tags": list(tags)})
        assert reply.status == 200, reply
        return [tag["id"] for tag in reply.body["tags"]]

    def react(self, who: Person, target: str, emoji: str = BREAD, route: str = "PUT") -> Reply:
        """React to a post, or to ``<post>/comments/<comment>``; or take it back."""
        kind = "/comments/{comment_id}" if "/" in target else ""
        declared = endpoint_of(f"{route} /v1/posts/{{post_id}}{kind}/reactions/{{emoji}}")
        return call(declared, f"/posts/{target}/reactions/{emoji}", as_=who)

    def role(self, who: Person, *permissions: Permission) -> str:
        """Give somebody a role of their own with these permissions; its id."""
        role_id = f"rol_{who.user_id.removeprefix('usr_')}"
        roles = Roles.find_row(f"A#{self.community_id}", "R")
        assert roles is not None
        bits = sum(int(p) for p in permissions)
        stored: Any = Roles.roles[role_id]
        roles.change([stored.set(f"{bits},1,0")])
        member = Member.load(self.community_id, who.user_id)
        held = [*(member.roles or ()), role_id]
        member.change([Member.roles.set(held)])
        self.changed()
        return role_id

    def everyone(self, *, without: Permission) -> None:
        """Take a permission from the everyone role."""
        roles = Roles.of(self.community_id)
        bits = int(EVERYONE) & ~int(without)
        stored: Any = Roles.roles[self.community_id]
        roles.change([stored.set(f"{bits},0,0")])
        self.changed()

    def changed(self) -> None:
        """Roles are others than before."""
        Version.of(self.community_id).change([Version.v.add(1)])
        access.forget()


def forum(owner: Person, visibility: str = "private") -> Place:
    """A new community with a forum, an author and a reader."""
    community_id, text_channel_id = community(owner, visibility=visibility)
    channels = f"/communities/{community_id}/channels"
    body = {"name": "questions", "type": "forum"}
    made = call(create_channel, channels, as_=owner, body=body)
    assert made.status == 201, made
    place = Place(community_id, text_channel_id, made.body["id"], owner)
    for who in (place.author, place.reader):
        place.join(who)
    return place
