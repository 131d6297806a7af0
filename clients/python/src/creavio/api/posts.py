"""Posts of forum channels, and their tags: `/v1/channels/{id}/posts`, `/tags`, `/v1/posts/{id}`."""

from __future__ import annotations

from collections.abc import Sequence

from creavio.api.asking import KEEP, Group, Keep, Listing, changes, given
from creavio.models import Feed, Post, Reactor, Revision, Tag, Tags


class Posts(Group):
    """Posts. One that cannot be seen is not there: `ProblemError` 404."""

    def list(
        self, channel_id: str, *, sort: str | None = None, tag: str | None = None
    ) -> Listing[Post]:
        """A forum's posts without their text, pinned ones first; `sort` `activity` or `created`."""
        return self._list(Post.read, "channels", channel_id, "posts", sort=sort, tag=tag)

    def drafts(self) -> Listing[Post]:
        """What one has begun and not published."""
        return self._list(Post.read, "users", "me", "drafts")

    async def create(
        self,
        channel_id: str,
        title: str,
        content: str,
        *,
        tags: Sequence[str] | None = None,
        state: str | None = None,
        excerpt: str | None = None,
        tier_id: str | None = None,
    ) -> Post:
        """Publish a post, or keep it as a `draft`. Only who holds `tier_id` reads its text.

        Raises `ProblemError` 403 without the permission, 422 for tags the channel does not have.
        """
        body = given(
            title=title, content=content, tags=tags, state=state, excerpt=excerpt, tier_id=tier_id
        )
        return Post.read(await self._ask("POST", "channels", channel_id, "posts", body=body))

    async def get(self, post_id: str) -> Post:
        """One post. Raises `ProblemError` 404."""
        return Post.read(await self._ask("GET", "posts", post_id))

    async def update(
        self,
        post_id: str,
        *,
        title: str | Keep = KEEP,
        content: str | Keep = KEEP,
        tags: Sequence[str] | Keep = KEEP,
        state: str | Keep = KEEP,
        excerpt: str | Keep | None = KEEP,
        tier_id: str | Keep | None = KEEP,
        pinned: bool | Keep = KEEP,
        locked: bool | Keep = KEEP,
        if_match: str | None = None,
        reason: str | None = None,
    ) -> Post:
        """Change what is given; a `state` of `published` publishes a draft.

        Raises `ProblemError` 403 for what only its author or who manages posts may change, 412 when
        `if_match` is outdated.
        """
        body = changes(
            title=title,
            content=content,
            tags=tags,
            state=state,
            excerpt=excerpt,
            tier_id=tier_id,
            pinned=pinned,
            locked=locked,
        )
        answer = await self._ask(
            "PATCH", "posts", post_id, body=body, reason=reason, if_match=if_match
        )
        return Post.read(answer)

    async def delete(self, post_id: str, *, reason: str | None = None) -> None:
        """Delete one's own post, or somebody's (`reason` is audited). Raises `ProblemError` 403."""
        await self._ask("DELETE", "posts", post_id, reason=reason)

    def revisions(self, post_id: str) -> Listing[Revision]:
        """What it says and has said, newest first. Raises `ProblemError` 403."""
        return self._list(Revision.read, "posts", post_id, "revisions")

    async def accept_answer(
        self, post_id: str, comment_id: str, *, reason: str | None = None
    ) -> None:
        """This comment answers it. Raises `ProblemError` 403 for all but who wrote the post."""
        body = {"comment_id": comment_id}
        await self._ask("PUT", "posts", post_id, "accepted-answer", body=body, reason=reason)

    async def withdraw_answer(self, post_id: str, *, reason: str | None = None) -> None:
        """No comment answers it after all."""
        await self._ask("DELETE", "posts", post_id, "accepted-answer", reason=reason)

    async def react(self, post_id: str, emoji: str) -> None:
        """Put an emoji on it. Raises `ProblemError` 403, 422 `limit_reached`."""
        await self._ask("PUT", "posts", post_id, "reactions", emoji)

    async def unreact(self, post_id: str, emoji: str) -> None:
        """Take one's emoji off."""
        await self._ask("DELETE", "posts", post_id, "reactions", emoji)

    def reactors(self, post_id: str, emoji: str) -> Listing[Reactor]:
        """Who put this emoji on it."""
        return self._list(Reactor.read, "posts", post_id, "reactions", emoji)

    async def feed(self, channel_id: str) -> Feed:
        """Whether the world may read a forum's posts as RSS, and where."""
        return Feed.read(await self._ask("GET", "channels", channel_id, "posts", "feed"))

    async def set_feed(self, channel_id: str, enabled: bool, *, reason: str | None = None) -> None:
        """Let the world read them, or no more. Raises `ProblemError` 403."""
        path, body = ("channels", channel_id, "posts", "feed"), {"enabled": enabled}
        await self._ask("PUT", *path, body=body, reason=reason)

    async def tags(self, channel_id: str) -> Tags:
        """The tags of a forum, in their order."""
        return Tags.read(await self._ask("GET", "channels", channel_id, "tags"))

    async def set_tags(
        self,
        channel_id: str,
        tags: Sequence[Tag],
        *,
        if_match: str | None = None,
        reason: str | None = None,
    ) -> Tags:
        """All tags a forum shall have; one without an id is new, one left out is gone.

        Raises `ProblemError` 403, and 412 when `if_match` is outdated.
        """
        body = given(tags=tags)
        path = ("channels", channel_id, "tags")
        return Tags.read(await self._ask("PUT", *path, body=body, reason=reason, if_match=if_match))
