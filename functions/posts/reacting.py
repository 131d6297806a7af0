"""Reactions: somebody gives one emoji to one post or comment, at most once.

The counts are on the post or comment; each reaction changes one of them in its own transaction,
so they are exact. An emoji nobody gives any more leaves the counts with its last reaction.
"""

from __future__ import annotations

from typing import Any

from pynamodb.expressions.condition import size

from commons.access import Standing
from commons.contracts.posts import PostReactionAdded, PostReactionRemoved
from commons.entitlements import ByRole
from commons.transactions import settle, transaction

from .commenting import load as load_comment
from .models.comments import Comment
from .models.people import OwnReactions
from .models.posts import Post
from .models.reactions import Reaction
from .rules import MAX_KINDS, check_kind, check_open, check_published

WRITES = (Post, OwnReactions)


def give(standing: Standing, emoji: str, post_id: str, comment_id: str | None = None) -> None:
    """React. Doing it again changes nothing. Raises LimitReached, EntitlementRequired."""

    def attempt() -> None:
        target = load(standing, post_id, comment_id)
        target_id, user_id = comment_id or post_id, standing.user_id
        if Reaction.find(post_id, target_id, emoji, user_id) is not None:
            return
        check_kind(target.counts, emoji)
        reaction = Reaction.new(post_id, target_id, emoji, user_id)
        count: Any = type(target).reactions[emoji]
        kinds: Any = size("reactions")  # type: ignore[no-untyped-call]
        room = count.exists() | (kinds < int(MAX_KINDS))
        with transaction() as tx:
            tx.create(reaction)
            tx.update(
                OwnReactions.of(user_id, post_id, target_id), [OwnReactions.emojis.add({emoji})]
            )
            tx.update(target, [count.set((count | 0) + 1)], _there(target) & room)
            tx.emit(PostReactionAdded(**_told(standing, reaction, emoji, post_id, comment_id)))

    settle(attempt)


def take_back(standing: Standing, emoji: str, post_id: str, comment_id: str | None = None) -> None:
    """Take a reaction back; one that was not given changes nothing. Raises NotFound."""

    def attempt() -> None:
        target = load(standing, post_id, comment_id)
        target_id, user_id = comment_id or post_id, standing.user_id
        reaction = Reaction.find(post_id, target_id, emoji, user_id)
        if reaction is None:
            return
        count: Any = type(target).reactions[emoji]
        last = target.counts.get(emoji, 0) <= 1
        change = count.remove() if last else count.set(count - 1)
        as_seen = count == 1 if last else count > 1
        with transaction() as tx:
            tx.delete(reaction, Reaction.reaction_id == reaction.reaction_id)
            tx.update(
                OwnReactions.of(user_id, post_id, target_id), [OwnReactions.emojis.delete({emoji})]
            )
            tx.update(target, [change], _there(target) & as_seen)
            tx.emit(PostReactionRemoved(**_told(standing, reaction, emoji, post_id, comment_id)))

    settle(attempt)


def load(standing: Standing, post_id: str, comment_id: str | None) -> Post | Comment:
    """What is reacted to, as somebody may read it. Raises NotFound, EntitlementRequired."""
    if comment_id is not None:
        return load_comment(standing, post_id, comment_id)[1]
    post = Post.load(post_id)
    check_open(post, standing, ByRole(standing))
    check_published(post)
    return post


def _there(target: Post | Comment) -> Any:
    if isinstance(target, Post):
        return Post.pk.exists()
    return Comment.deleted == False  # noqa: E712 - a pynamodb condition


def _told(
    standing: Standing, reaction: Reaction, emoji: str, post_id: str, comment_id: str | None
) -> dict[str, Any]:
    return {
        "community_id": standing.community_id,
        "channel_id": standing.channel_id,
        "post_id": post_id,
        "comment_id": comment_id,
        "user_id": standing.user_id,
        "emoji": emoji,
        "reaction_id": reaction.reaction_id,
    }
