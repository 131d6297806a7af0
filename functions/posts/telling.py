"""The events of posts: what they carry, and when a privilege was used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commons.access import Standing
from commons.contracts.posts import (
    CommentDeleted,
    CommentUpdated,
    PostCommented,
    PostDeleted,
    PostModerated,
    PostPublished,
    PostUpdated,
)
from commons.transactions import Transaction

from .models.comments import Comment
from .models.posts import Post

#: What of a post the audit log may tell.
FLAGS = ("pinned", "locked", "tier_id", "tags", "accepted_comment_id")


def flags(post: Post) -> dict[str, Any]:
    """What moderators change of a post, as it is."""
    told = {name: getattr(post, name) for name in FLAGS}
    return told | {"tags": list(post.tags)}


def published(post: Post) -> PostPublished:
    """A post is there for others."""
    return PostPublished(
        **_place(post),
        author_id=post.author_id,
        revision=int(post.revision),
        tags=list(post.tags),
        tier_id=post.tier_id,
        pinned=post.pinned,
        locked=post.locked,
        published_at=str(post.published_at),
    )


def updated(post: Post, actor_id: str) -> PostUpdated:
    """A post is as it is now."""
    return PostUpdated(
        **_place(post),
        actor_id=actor_id,
        revision=int(post.revision),
        tags=list(post.tags),
        tier_id=post.tier_id,
        pinned=post.pinned,
        locked=post.locked,
        accepted_comment_id=post.accepted_comment_id,
        edited_at=post.edited_at,
    )


def deleted(post: Post, actor_id: str) -> PostDeleted:
    """A post is gone."""
    return PostDeleted(**_place(post), author_id=post.author_id, actor_id=actor_id)


def commented(post: Post, comment: Comment) -> PostCommented:
    """A comment is there."""
    return PostCommented(
        **_place(post),
        comment_id=comment.comment_id,
        parent_id=comment.parent_id,
        author_id=comment.author_id,
        created_at=comment.created_at,
    )


def comment_updated(post: Post, comment: Comment) -> CommentUpdated:
    """A comment says something else."""
    return CommentUpdated(
        **_place(post),
        comment_id=comment.comment_id,
        revision=int(comment.revision),
        edited_at=str(comment.edited_at),
    )


def comment_deleted(post: Post, comment: Comment, actor_id: str) -> CommentDeleted:
    """A comment is gone."""
    return CommentDeleted(
        **_place(post),
        comment_id=comment.comment_id,
        author_id=comment.author_id,
        actor_id=actor_id,
    )


def moderated(
    tx: Transaction,
    standing: Standing,
    action: str,
    target_id: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str | None,
) -> None:
    """Tell the audit log of a privileged act: what of ``before`` is another in ``after``."""
    names = [n for n in before.keys() | after.keys() if before.get(n) != after.get(n)]
    tx.emit(
        PostModerated(
            community_id=standing.community_id,
            actor_id=standing.user_id,
            action=action,
            target_id=target_id,
            before={n: before[n] for n in sorted(names) if n in before},
            after={n: after[n] for n in sorted(names) if n in after},
            reason=reason,
        )
    )


def _place(post: Post) -> dict[str, str]:
    return {
        "community_id": post.community_id,
        "channel_id": post.channel_id,
        "post_id": post.post_id,
    }
