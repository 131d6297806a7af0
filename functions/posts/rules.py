"""What may happen to posts and comments. No I/O: these take records and raise, or return."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from commons.access import Standing
from commons.bounds import Bound
from commons.entitlements import Entitlements
from commons.errors import NotFound
from commons.permissions import Permission

from .errors import (
    EntitlementRequired,
    LimitReached,
    NotAForum,
    NotYourComment,
    NotYourPost,
    PostLocked,
    StillADraft,
    TagModerated,
    UnknownTag,
    UnknownTier,
)
from .models.comments import Comment
from .models.forums import Forum
from .models.posts import Post

MAX_KINDS = Bound(20, "reaction_kinds", "Different emojis on one post or comment.")
MAX_DRAFTS = Bound(100, "drafts_per_user", "Drafts of one user.")
MAX_TEXTS = Bound(50, "revisions_per_post", "Texts of a post that are kept; the oldest goes.")
#: The words of a post; everything else in an edit is a flag.
WORDS = frozenset({"title", "content", "excerpt"})
FLAGS = frozenset({"pinned", "locked", "tier_id"})
MANAGE = Permission.MANAGE_POSTS


def check_forum(standing: Standing) -> None:
    """Raise unless the channel holds posts."""
    if standing.channel_type != "forum":
        raise NotAForum


def may_know(post: Post, user_id: str) -> bool:
    """Whether a post exists for somebody who sees its channel."""
    return not post.is_draft or post.author_id == user_id


def check_known(post: Post, user_id: str) -> None:
    """Raise NotFound for somebody else's draft."""
    if not may_know(post, user_id):
        raise NotFound


def is_open(post: Post, standing: Standing, entitlements: Entitlements) -> bool:
    """Whether somebody may read all of a post: it is not gated, or its gate is open to them."""
    if post.tier_id is None or post.author_id == standing.user_id or standing.may(MANAGE):
        return True
    return entitlements.holds(standing.user_id, post.community_id, post.tier_id)


def check_open(post: Post, standing: Standing, entitlements: Entitlements) -> None:
    """Raise unless the post is published, known and open to somebody."""
    check_known(post, standing.user_id)
    if not is_open(post, standing, entitlements):
        raise EntitlementRequired


def check_published(post: Post) -> None:
    """Raise for a draft."""
    if post.is_draft:
        raise StillADraft


def check_tags(
    forum: Forum, given: Iterable[str], standing: Standing, before: Iterable[str] = ()
) -> None:
    """Raise unless a post may have these tags instead of those it had."""
    moderated = {tag.tag_id for tag in forum.tags if tag.moderated}
    now, earlier, known = set(given), set(before), set(forum.tag_ids)
    if now - known:
        raise UnknownTag
    if (now ^ earlier) & moderated and not standing.may(MANAGE):
        raise TagModerated


def check_tier(tier_id: str | None, standing: Standing, entitlements: Entitlements) -> None:
    """Raise unless this user may gate a post by this tier."""
    if tier_id is None:
        return
    standing.check(MANAGE)
    if not entitlements.sells(standing.community_id, tier_id):
        raise UnknownTier


def check_edit(post: Post, changes: Mapping[str, object], standing: Standing) -> None:
    """Raise unless the user may change these fields of the post."""
    check_known(post, standing.user_id)
    if FLAGS & changes.keys():
        standing.check(MANAGE)
    if post.author_id != standing.user_id:
        if (WORDS | {"state"}) & changes.keys():
            raise NotYourPost
        standing.check(MANAGE)
    elif not standing.may(MANAGE):
        standing.check(Permission.CREATE_POSTS)
        if post.locked:
            raise PostLocked
    if {"pinned", "locked"} & changes.keys() and changes.get("state") != "published":
        check_published(post)


def check_yours_or_managed(author_id: str, standing: Standing) -> None:
    """Raise unless the user wrote it or manages posts here."""
    if author_id != standing.user_id:
        standing.check(MANAGE)


def check_unlocked(post: Post, standing: Standing) -> None:
    """Raise when the post takes no more words of this user."""
    check_published(post)
    if post.locked and not standing.may(MANAGE):
        raise PostLocked


def check_comment_edit(comment: Comment, user_id: str) -> None:
    """Raise unless the user wrote it."""
    if comment.author_id != user_id:
        raise NotYourComment


def check_kind(reactions: Mapping[str, int], emoji: str) -> None:
    """Raise when one more kind of reaction would be too many."""
    if emoji not in reactions and len(reactions) >= MAX_KINDS:
        raise LimitReached
