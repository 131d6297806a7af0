"""Comments: each is one transaction with the count on its post, which it changes by ADD."""

from __future__ import annotations

from typing import Any

from commons.access import Standing
from commons.clock import now, now_ms
from commons.entitlements import ByRole
from commons.errors import Problem
from commons.etags import Precondition
from commons.transactions import Conflict, Transaction, settle, transaction

from . import showing, telling, writing
from .errors import UnknownComment
from .models.comments import Comment, ReplyHome
from .models.gone import Gone
from .models.listing import Listed
from .models.people import OwnComment, OwnReactions
from .models.posts import Post
from .rules import (
    check_comment_edit,
    check_known,
    check_open,
    check_unlocked,
    check_yours_or_managed,
)
from .schemas import CommentOut, NewComment

#: What a comment touches beside what it reads.
WRITES = (Post, Listed, OwnComment)

#: How often comments move their post up: a hot post's lists are not rewritten by each of them.
STEP_MS = 2000


def write(standing: Standing, post_id: str, body: NewComment) -> CommentOut:
    """Comment on a post. Raises PostLocked, EntitlementRequired, UnknownComment, StillADraft.

    Who answers an answer answers the comment above it.
    """

    def attempt() -> CommentOut:
        post = Post.load(post_id)
        check_open(post, standing, ByRole(standing))
        check_unlocked(post, standing)
        parent = _parent(post_id, body.parent_id)
        comment = Comment.new(
            post_id,
            parent.comment_id if parent else None,
            channel_id=post.channel_id,
            author_id=standing.user_id,
            content=body.content,
        )
        with transaction() as tx:
            tx.create(comment)
            tx.create(OwnComment.of(standing.user_id, post_id, comment.comment_id))
            if parent is not None:
                there = Comment.deleted == False  # noqa: E712 - a pynamodb condition
                tx.update(parent, [Comment.reply_count.add(1)], there)
                tx.create(ReplyHome.of(comment))
            _count(tx, post, comment)
            tx.emit(telling.commented(post, comment))
            return tx.answer(showing.comment(comment))

    return settle(attempt)


def edit(
    standing: Standing, post_id: str, comment_id: str, content: str, if_match: Precondition
) -> CommentOut:
    """Say something else. Raises NotFound, NotYourComment, PostLocked, EntitlementRequired."""

    def attempt() -> CommentOut:
        post, comment = load(standing, post_id, comment_id)
        check_comment_edit(comment, standing.user_id)
        check_unlocked(post, standing)
        if_match.check(comment.revision)
        unchanged = Comment.revision == comment.revision
        given = OwnReactions.find_all(standing.user_id, [(post_id, comment_id)])
        with transaction() as tx:
            tx.update(comment, comment.edit({"content": content, "edited_at": now()}), unchanged)
            tx.emit(telling.comment_updated(post, comment))
            return tx.answer(showing.comment(comment, given))

    return settle(attempt)


def delete(standing: Standing, post_id: str, comment_id: str, reason: str | None = None) -> None:
    """Delete a comment; one with answers leaves a gap. Raises NotFound, MissingPermission."""

    def attempt() -> None:
        post = Post.load(post_id)
        check_known(post, standing.user_id)
        comment = Comment.load(post_id, comment_id)
        check_yours_or_managed(comment.author_id, standing)
        with transaction() as tx:
            _take_out(tx, comment)
            tx.delete(OwnComment.of(comment.author_id, post_id, comment_id))
            if comment.counts:
                tx.save(Gone.now(f"{post_id}/{comment_id}"))
            _uncount(tx, post, comment, standing.user_id)
            tx.emit(telling.comment_deleted(post, comment, standing.user_id))
            if comment.author_id != standing.user_id:
                told = {"author_id": comment.author_id, "post_id": post_id}
                telling.moderated(tx, standing, "comment_deleted", comment_id, told, {}, reason)

    settle(attempt)


def accept(
    standing: Standing, post_id: str, comment_id: str | None, reason: str | None = None
) -> None:
    """Let a comment, or none, answer the post. Raises UnknownComment, MissingPermission.

    The answer that is already there stays without a word.
    """

    def attempt() -> None:
        post = Post.load(post_id)
        check_known(post, standing.user_id)
        check_yours_or_managed(post.author_id, standing)
        before = telling.flags(post)
        if post.accepted_comment_id == comment_id:
            return
        with transaction() as tx:
            if post.accepted_comment_id is not None:
                _mark(tx, post_id, post.accepted_comment_id, False, gone=Conflict)
            if comment_id is not None:
                _mark(tx, post_id, comment_id, True, gone=UnknownComment)
            writing.flagged(tx, post, {"accepted_comment_id": comment_id}, standing.user_id)
            if post.author_id != standing.user_id:
                after = telling.flags(post)
                telling.moderated(tx, standing, "post_updated", post_id, before, after, reason)

    settle(attempt)


def load(standing: Standing, post_id: str, comment_id: str) -> tuple[Post, Comment]:
    """A comment with its post, as somebody may read them. Raises NotFound, EntitlementRequired."""
    post = Post.load(post_id)
    check_open(post, standing, ByRole(standing))
    return post, Comment.load(post_id, comment_id)


def _parent(post_id: str, named: str | None) -> Comment | None:
    """The comment at the top that is answered. Raises UnknownComment."""
    if named is None:
        return None
    found = Comment.find(post_id, named)
    if found is None or found.deleted:
        raise UnknownComment
    if found.parent_id is None:
        return found
    top = Comment.find(post_id, found.parent_id)
    if top is None or top.deleted:
        raise UnknownComment
    return top


def _count(tx: Transaction, post: Post, comment: Comment) -> None:
    """One more comment, and now and then a higher place; nobody locks the post meanwhile."""
    actions: list[Any] = [
        Post.comment_count.add(1),
        Post.last_activity_at.set(comment.created_at),
    ]
    condition = Post.pk.exists() & (Post.locked == post.locked) & _same_gate(post)
    at_ms = now_ms()
    if at_ms - int(post.listed_ms) >= STEP_MS:
        moved, unchanged = writing.bump(tx, post, at_ms)
        actions, condition = [*actions, *moved], condition & unchanged
    tx.update(post, actions, condition)


def _same_gate(post: Post) -> Any:
    return Post.tier_id == post.tier_id if post.tier_id else Post.tier_id.does_not_exist()


def _take_out(tx: Transaction, comment: Comment) -> None:
    """Delete a comment's row, or what it says; and the gap above its last answer."""
    as_seen = (
        (Comment.reply_count == comment.reply_count)
        & (Comment.accepted == comment.accepted)
        & (Comment.deleted == False)  # noqa: E712 - a pynamodb condition
    )
    if comment.reply_count:
        gap = [
            Comment.deleted.set(True),
            Comment.accepted.set(False),
            Comment.content.remove(),
            Comment.author_id.remove(),
            Comment.reactions.set({}),
        ]
        tx.update(comment, gap, as_seen)
        return
    tx.delete(comment, as_seen)
    if comment.parent_id is None:
        return
    tx.delete(ReplyHome.of(comment))
    parent = Comment.find(comment.post_id, comment.parent_id)
    if parent is None:
        raise Conflict
    last = parent.deleted and parent.reply_count == 1
    same = (Comment.deleted == parent.deleted) & (Comment.reply_count == parent.reply_count)
    if last:
        tx.delete(parent, same)
    else:
        still = Comment.deleted == parent.deleted
        stays = still & (Comment.reply_count > 1) if parent.deleted else still
        tx.update(parent, [Comment.reply_count.add(-1)], stays)


def _uncount(tx: Transaction, post: Post, comment: Comment, actor_id: str) -> None:
    """One comment less; an answer that is gone answers nothing."""
    if comment.accepted:
        writing.flagged(
            tx, post, {"accepted_comment_id": None}, actor_id, Post.comment_count.add(-1)
        )
    else:
        tx.update(post, [Post.comment_count.add(-1)], Post.pk.exists())


def _mark(
    tx: Transaction, post_id: str, comment_id: str, accepted: bool, *, gone: type[Problem]
) -> None:
    comment = Comment.find(post_id, comment_id)
    if comment is None or comment.deleted:
        raise gone
    there = Comment.pk.exists() & (Comment.deleted == False)  # noqa: E712 - a pynamodb condition
    tx.update(comment, [Comment.accepted.set(accepted)], there)
