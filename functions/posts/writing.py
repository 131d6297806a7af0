"""Writing, editing, publishing and deleting posts: each in one transaction with its event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pynamodb.expressions.condition import Condition

from commons.access import Standing
from commons.clock import now, now_ms
from commons.db import Record
from commons.entitlements import ByRole
from commons.etags import Precondition
from commons.transactions import Transaction, settle, transaction

from . import showing, telling
from .errors import AlreadyPublished, LimitReached
from .models.forums import Forum
from .models.gone import Gone
from .models.listing import Draft, Listed
from .models.people import Author, OwnDraft, OwnPost, OwnReactions
from .models.posts import DRAFT, Post, Text
from .rules import (
    FLAGS,
    MAX_DRAFTS,
    MAX_TEXTS,
    WORDS,
    check_edit,
    check_forum,
    check_known,
    check_tags,
    check_tier,
    check_yours_or_managed,
)
from .schemas import NewPost, PostChanges, PostOut
from .words import opening

#: What writing and editing touch.
READS = (Post, Forum, OwnReactions)
WRITES = (Post, Listed, Author)


def write(standing: Standing, body: NewPost) -> PostOut:
    """Publish a post, or begin a draft. Raises NotAForum, UnknownTag, TagModerated, LimitReached.

    A draft's tags and gate are judged like those of a post: it can be published as it is.
    """
    check_forum(standing)
    forum = Forum.find(str(standing.channel_id))
    check_tags(forum, body.tags, standing)
    check_tier(body.tier_id, standing, ByRole(standing))
    values = body.model_dump(exclude={"content"})
    post = Post.new(
        community_id=standing.community_id,
        channel_id=standing.channel_id,
        author_id=standing.user_id,
        opening=opening(body.content),
        **values,
    )
    with transaction() as tx:
        tx.create(post)
        tx.create(Text.new(post, body.content))
        if post.is_draft:
            _keep_draft(tx, post)
        else:
            _list(tx, post)
            tx.emit(telling.published(post))
        return tx.answer(
            showing.post(standing, post, forum=forum, content=body.content, given=showing.NOTHING)
        )


def edit(
    standing: Standing,
    post_id: str,
    body: PostChanges,
    if_match: Precondition,
    reason: str | None = None,
) -> PostOut:
    """Change what is given; publish a draft. Raises what ``check_edit`` and ``check_tags`` do."""
    changes = body.model_dump(exclude_unset=True)

    def attempt() -> PostOut:
        post, forum = Post.load(post_id), Forum.find(str(standing.channel_id))
        check_edit(post, changes, standing)
        _check_values(standing, post, forum, changes)
        if_match.check(post.revision)
        before, unchanged = telling.flags(post), _unchanged(post)
        places = [] if post.is_draft else list(Listed.all_of(post))
        was_draft = post.is_draft
        content = changes.get("content") or Text.load(post).content
        with transaction() as tx:
            values = _edited(tx, post, changes, content)
            tx.update(post, post.edit(values), unchanged)
            _move(tx, places, [] if post.is_draft else Listed.all_of(post))
            if was_draft and not post.is_draft:
                _drop_draft(tx, post)
                tx.create(OwnPost.of(post))
                tx.emit(telling.published(post))
            elif not post.is_draft:
                tx.emit(telling.updated(post, standing.user_id))
            if not post.is_draft:
                _moderate(tx, standing, post, before, changes, reason)
            return tx.answer(showing.post(standing, post, forum=forum, content=content))

    return settle(attempt)


def delete(standing: Standing, post_id: str, reason: str | None = None) -> None:
    """Delete a post; what hangs on it goes after. Raises NotFound, MissingPermission."""

    def attempt() -> None:
        post = Post.load(post_id)
        check_known(post, standing.user_id)
        check_yours_or_managed(post.author_id, standing)
        with transaction() as tx:
            tx.delete(post, _unchanged(post))
            if post.is_draft:  # nobody else has heard of it, and nothing hangs on it
                tx.delete(Text.of(post, int(post.texts[-1])))
                _drop_draft(tx, post)
                return
            _move(tx, list(Listed.all_of(post)), [])
            tx.delete(OwnPost.of(post))
            tx.save(Gone.now(post_id))
            tx.emit(telling.deleted(post, standing.user_id))
            if post.author_id != standing.user_id:
                told = {"author_id": post.author_id}
                telling.moderated(tx, standing, "post_deleted", post_id, told, {}, reason)

    settle(attempt)


def flagged(
    tx: Transaction, post: Post, values: Mapping[str, Any], actor_id: str, *more: Any
) -> None:
    """Add a change of flags that moves nothing to a transaction, with its event.

    more: actions on the same row that are no edit, such as a count.
    """
    unchanged = _unchanged(post)
    tx.update(post, [*post.edit(values), *more], unchanged)
    tx.emit(telling.updated(post, actor_id))


def bump(tx: Transaction, post: Post, at_ms: int) -> tuple[list[Any], Condition]:
    """Move a post up in the lists by activity: the actions on its row, and their condition."""
    unchanged, places = _unchanged(post), list(Listed.by_activity(post))
    post.listed_ms = at_ms
    _move(tx, places, Listed.by_activity(post))
    return [Post.listed_ms.set(at_ms)], unchanged


def _check_values(standing: Standing, post: Post, forum: Forum, changes: Mapping[str, Any]) -> None:
    if changes.get("state") == DRAFT and not post.is_draft:
        raise AlreadyPublished
    if "tags" in changes:
        check_tags(forum, changes["tags"], standing, post.tags)
    if changes.get("tier_id") != post.tier_id:
        check_tier(changes.get("tier_id"), standing, ByRole(standing))


def _unchanged(post: Post) -> Condition:
    """It is there, says and is listed as it was seen."""
    same: Condition = (Post.revision == post.revision) & (Post.listed_ms == post.listed_ms)
    return same


def _edited(
    tx: Transaction, post: Post, changes: Mapping[str, Any], content: str
) -> dict[str, Any]:
    """The values of the post's row; what it said before stays if others may have read it."""
    values = dict(changes)
    values.pop("content", None)
    if WORDS & changes.keys():
        values["opening"] = opening(content)
    if {"title", "content"} & changes.keys():
        texts = [int(revision) for revision in post.texts]
        if not post.is_draft:
            values["edited_at"] = now()
            texts = [*texts, int(post.revision) + 1]
            for old in texts[:-MAX_TEXTS]:
                tx.delete(Text.of(post, old))
            values["texts"] = texts[-MAX_TEXTS:]
        title = changes.get("title", post.title)
        tx.save(Text.of(post, texts[-1], title=title, content=content, created_at=now()))
    if post.is_draft and changes.get("state") == "published":
        values |= {"published_at": now(), "last_activity_at": now()}
        values |= dict.fromkeys(("published_ms", "listed_ms"), now_ms())
    return values


def _moderate(
    tx: Transaction,
    standing: Standing,
    post: Post,
    before: Mapping[str, Any],
    changes: Mapping[str, Any],
    reason: str | None,
) -> None:
    """An act by MANAGE_POSTS goes to the audit log; an author's own edit does not."""
    if FLAGS & changes.keys() or post.author_id != standing.user_id:
        after = telling.flags(post)
        telling.moderated(tx, standing, "post_updated", post.post_id, before, after, reason)


def _list(tx: Transaction, post: Post) -> None:
    _move(tx, [], Listed.all_of(post))
    tx.create(OwnPost.of(post))


def _move(tx: Transaction, before: list[Listed], after: Iterable[Listed]) -> None:
    """Put rows where they belong now; those that stay are not touched."""
    old, new = ({row.sk: row for row in rows} for rows in (before, after))
    for sk in old.keys() - new.keys():
        tx.delete(old[sk])
    for sk in new.keys() - old.keys():
        tx.save(new[sk])


def _keep_draft(tx: Transaction, post: Post) -> None:
    rows: tuple[Record, ...] = (Draft.of(post), OwnDraft.of(post))
    for row in rows:
        tx.create(row)
    room = Author.drafts.does_not_exist() | (Author.drafts < MAX_DRAFTS)
    tx.update(Author.of(post.author_id), [Author.drafts.add(1)], room, refused=LimitReached)


def _drop_draft(tx: Transaction, post: Post) -> None:
    tx.delete(Draft.of(post))
    tx.delete(OwnDraft.of(post))
    tx.update(Author.of(post.author_id), [Author.drafts.add(-1)])
