"""A forum in the world of events, and what has been left there.

Two people act: the watcher writes posts and comments, the owner manages them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from random import Random

from commons.testing import Person, Reply, call, endpoint_of
from functions.posts.endpoints.create_comment import create_comment
from functions.posts.endpoints.create_post import create_post
from functions.posts.endpoints.update_post import update_post


@dataclass
class Forum:
    """Who acts in it, and what they have left there."""

    community_id: str
    owner: Person
    author: Person
    rng: Random
    tags: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    comments: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        path = f"/communities/{self.community_id}/channels"
        declared = endpoint_of("POST /v1/communities/{community_id}/channels")
        body = {"name": "questions", "type": "forum"}
        made = call(declared, path, as_=self.owner, body=body)
        assert made.status == 201, made
        self.channel_id = made.body["id"]

    def post(self, **body: object) -> str:
        """A post of the author's, published unless it says otherwise; its id."""
        some = self.rng.sample(self.tags, min(2, len(self.tags)))
        new = {"title": secrets.token_hex(3), "content": "x", "tags": some} | body
        made = call(create_post, f"/channels/{self.channel_id}/posts", as_=self.author, body=new)
        assert made.status == 201, made
        return str(made.body["id"])

    def some_post(self) -> str:
        """A published post of the author's."""
        if not self.posts:
            self.posts.append(self.post())
        return self.rng.choice(self.posts)

    def comment(self, post_id: str, **body: object) -> str:
        """A comment of the author's; its id."""
        path, new = f"/posts/{post_id}/comments", {"content": "x"} | body
        made = call(create_comment, path, as_=self.author, body=new)
        assert made.status == 201, made
        self.comments.append((post_id, made.body["id"]))
        return str(made.body["id"])

    def some_comment(self) -> tuple[str, str]:
        """A comment, with its post."""
        if not self.comments:
            self.comment(self.some_post())
        return self.rng.choice(self.comments)

    def edit(self, who: Person, post_id: str, **body: object) -> None:
        """Change a post."""
        done(200, call(update_post, f"/posts/{post_id}", as_=who, body=body))


def done(status: int, reply: Reply) -> None:
    """The reply must have this status."""
    assert reply.status == status, reply
