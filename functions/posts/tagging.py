"""The tags of a channel: the whole list at once, in its order."""

from __future__ import annotations

from commons.access import Standing
from commons.contracts.posts import PostTagsChanged
from commons.etags import Precondition
from commons.ids import new_id
from commons.transactions import settle, transaction

from . import telling
from .errors import UnknownTag
from .models.forums import Forum, Tag
from .rules import check_forum
from .schemas import GivenTag, TagList, TagOut

TAG = "tag"


def change(
    standing: Standing, given: list[GivenTag], if_match: Precondition, reason: str | None = None
) -> TagList:
    """Have these tags and no others. Raises NotAForum, UnknownTag for an id that is none here."""
    check_forum(standing)

    def attempt() -> TagList:
        forum = Forum.find(str(standing.channel_id))
        if_match.check(forum.revision)
        before = _told(forum)
        unchanged = (
            Forum.revision == forum.revision if forum.revision else Forum.revision.does_not_exist()
        )
        changes = forum.edit({"tags": _made(forum, given)})
        with transaction() as tx:
            tx.update(forum, changes, unchanged)
            tx.emit(
                PostTagsChanged(
                    community_id=standing.community_id,
                    channel_id=forum.channel_id,
                    actor_id=standing.user_id,
                    revision=int(forum.revision),
                    tag_ids=forum.tag_ids,
                    moderated=[tag.tag_id for tag in forum.tags if tag.moderated],
                )
            )
            telling.moderated(
                tx, standing, "tags_updated", forum.channel_id, before, _told(forum), reason
            )
        return shown(forum)

    return settle(attempt)


def shown(forum: Forum) -> TagList:
    """The tags as members see them."""
    tags = [
        TagOut(id=tag.tag_id, name=tag.name, emoji=tag.emoji, moderated=tag.moderated)
        for tag in forum.tags
    ]
    return TagList(tags=tags).at(forum.revision)


def _made(forum: Forum, given: list[GivenTag]) -> list[Tag]:
    known, kept = set(forum.tag_ids), [tag.id for tag in given if tag.id]
    if len(set(kept)) != len(kept) or set(kept) - known:
        raise UnknownTag
    return [
        Tag(  # type: ignore[no-untyped-call]
            tag_id=tag.id or new_id(TAG), name=tag.name, emoji=tag.emoji, moderated=tag.moderated
        )
        for tag in given
    ]


def _told(forum: Forum) -> dict[str, object]:
    moderated = [tag.tag_id for tag in forum.tags if tag.moderated]
    return {"tag_ids": forum.tag_ids, "moderated": moderated}
