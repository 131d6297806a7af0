"""What the table still holds of something that was deleted."""

from __future__ import annotations

from commons.testing import Person
from tests.functions.posts.forums import Place
from tests.refusals import rows


def remains(*ids: str) -> list[tuple[str, str]]:
    """The keys of rows that name one of these, committed events aside."""
    return [
        key
        for key in rows("posts")
        if not key[0].startswith("OUTBOX#") and any(id_ in part for id_ in ids for part in key)
    ]


def busy(place: Place, people: list[Person], comments: int = 2) -> str:
    """A post with revisions, comments, answers and reactions; its id."""
    post_id = str(place.post(tags=place.tags({"name": "rye"}))["id"])
    place.edit(post_id, place.author, content="More.")
    for _ in range(comments):
        top = place.commented(post_id)["id"]
        place.commented(post_id, parent_id=top)
        for who in people:
            for emoji in "🍞🎉":
                place.react(who, post_id, emoji)
                place.react(who, f"{post_id}/comments/{top}", emoji)
    return post_id
