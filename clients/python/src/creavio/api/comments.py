"""Comments of posts: `/v1/posts/{id}/comments`."""

from __future__ import annotations

from creavio.api.asking import Group, Listing, given
from creavio.models import Comment, Reactor


class Comments(Group):
    """Comments, and answers to them. Those of a post that cannot be read: `ProblemError` 404."""

    def list(self, post_id: str) -> Listing[Comment]:
        """All of them, the oldest first, each followed by the answers to it."""
        return self._list(Comment.read, "posts", post_id, "comments")

    async def create(self, post_id: str, content: str, *, parent_id: str | None = None) -> Comment:
        """Comment a post, or answer a comment (`parent_id`).

        Raises `ProblemError` 403 without the permission or when the post is locked, 422 for an
        answer to an answer.
        """
        body = given(content=content, parent_id=parent_id)
        return Comment.read(await self._ask("POST", "posts", post_id, "comments", body=body))

    async def update(
        self, post_id: str, comment_id: str, content: str, *, if_match: str | None = None
    ) -> Comment:
        """Change one's own. Raises `ProblemError` 403, and 412 when `if_match` is outdated."""
        path, body = ("posts", post_id, "comments", comment_id), {"content": content}
        return Comment.read(await self._ask("PATCH", *path, body=body, if_match=if_match))

    async def delete(self, post_id: str, comment_id: str, *, reason: str | None = None) -> None:
        """Delete one's own, or somebody's (`reason` is audited). Raises `ProblemError` 403."""
        await self._ask("DELETE", "posts", post_id, "comments", comment_id, reason=reason)

    async def react(self, post_id: str, comment_id: str, emoji: str) -> None:
        """Put an emoji on it. Raises `ProblemError` 403, 422 `limit_reached`."""
        await self._ask("PUT", "posts", post_id, "comments", comment_id, "reactions", emoji)

    async def unreact(self, post_id: str, comment_id: str, emoji: str) -> None:
        """Take one's emoji off."""
        await self._ask("DELETE", "posts", post_id, "comments", comment_id, "reactions", emoji)

    def reactors(self, post_id: str, comment_id: str, emoji: str) -> Listing[Reactor]:
        """Who put this emoji on it."""
        return self._list(
            Reactor.read, "posts", post_id, "comments", comment_id, "reactions", emoji
        )
