"""Posts and comments as one reader sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from commons.access import Standing
from commons.entitlements import ByRole
from commons.reactions import shown_reactions

from .models.comments import Comment
from .models.forums import Forum
from .models.people import OwnReactions
from .models.posts import Post, Text
from .rules import is_open
from .schemas import CommentOut, Gate, PostOut, PostSummary

Given = Mapping[str, set[str]]
NOTHING: Given = {}


def post(
    standing: Standing,
    found: Post,
    *,
    forum: Forum | None = None,
    content: str | None = None,
    given: Given | None = None,
) -> PostOut:
    """One post; what is not handed in is read.

    forum: its channel's tags. content: its text. given: the reader's reactions.
    """
    forum = forum or Forum.find(found.channel_id)
    if given is None:
        given = OwnReactions.find_all(standing.user_id, [(found.post_id, found.post_id)])
    summary = _summary(standing, found, set(forum.tag_ids), given)
    if summary.tier and summary.tier.locked:
        content = None
    elif content is None:
        content = Text.load(found).content
    return PostOut(**dict(summary), content=content).at(found.revision)


def posts(standing: Standing, found: list[Post], forum: Forum) -> list[PostSummary]:
    """A page of posts of one channel, in their order."""
    known = set(forum.tag_ids)
    given = OwnReactions.find_all(standing.user_id, ((p.post_id, p.post_id) for p in found))
    return [_summary(standing, one, known, given) for one in found]


def drafts(found: Iterable[Post]) -> list[PostSummary]:
    """Somebody's own drafts, wherever they are: with the tags they were given."""
    return [_own(one) for one in found]


def comments(user_id: str, found: list[Comment]) -> list[CommentOut]:
    """A page of comments of one post, in their order."""
    given = OwnReactions.find_all(user_id, ((c.post_id, c.comment_id) for c in found))
    return [comment(one, given) for one in found]


def comment(found: Comment, given: Given = NOTHING) -> CommentOut:
    """One comment. given: the reader's reactions."""
    return CommentOut(
        id=found.comment_id,
        post_id=found.post_id,
        channel_id=found.channel_id,
        parent_id=found.parent_id,
        author_id=found.author_id,
        content=found.content,
        accepted=found.accepted,
        deleted=found.deleted,
        reply_count=int(found.reply_count),
        reactions=shown_reactions(found.counts, given.get(found.comment_id, set())),
        revision=int(found.revision),
        edited_at=found.edited_at,
        created_at=found.created_at,
    ).at(found.revision)


def _summary(standing: Standing, found: Post, tags: set[str], given: Given) -> PostSummary:
    locked = not is_open(found, standing, ByRole(standing))
    shown = _own(found)
    shown.tags = [tag for tag in found.tags if tag in tags]
    shown.reactions = shown_reactions(found.counts, given.get(found.post_id, set()))
    if found.tier_id is not None:
        shown.tier = Gate(tier_id=found.tier_id, locked=locked)
    if locked:
        shown.excerpt = found.excerpt or ""
    return shown


def _own(found: Post) -> PostSummary:
    """A post as its author sees it who has not reacted to it."""
    return PostSummary(
        id=found.post_id,
        channel_id=found.channel_id,
        community_id=found.community_id,
        author_id=found.author_id,
        title=found.title,
        excerpt=found.excerpt or found.opening,
        state="draft" if found.is_draft else "published",
        tags=list(found.tags),
        pinned=found.pinned,
        locked=found.locked,
        accepted_comment_id=found.accepted_comment_id,
        comment_count=int(found.comment_count),
        reactions=[],
        tier=Gate(tier_id=found.tier_id, locked=False) if found.tier_id else None,
        revision=int(found.revision),
        edited_at=found.edited_at,
        published_at=found.published_at,
        created_at=found.created_at,
        last_activity_at=found.last_activity_at,
    )
