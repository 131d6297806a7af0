"""posts.CommentDeleted"""

from __future__ import annotations

from commons.contracts.posts import CommentDeleted
from commons.testing import call, deliver, emitted
from functions.posts.consumers.on_comment_deleted import on_comment_deleted
from functions.posts.endpoints.delete_comment import delete_comment
from tests.functions.posts.forums import BREAD, Place
from tests.functions.posts.remains import remains


def test_who_reacted_to_a_comment_is_forgotten_with_it(place: Place) -> None:
    post_id = place.post()["id"]
    gone, kept = (place.commented(post_id)["id"] for _ in range(2))
    for comment in (gone, kept):
        for who in (place.author, place.reader):
            place.react(who, f"{post_id}/comments/{comment}")
    path = f"/posts/{post_id}/comments/{gone}"
    assert call(delete_comment, path, as_=place.reader).status == 204
    assert len(remains(gone)) == 5  # four of the reactions, and the note that they go

    [event] = emitted(CommentDeleted, comment_id=gone)
    for _ in range(2):
        assert deliver(on_comment_deleted, event) == []
        assert remains(gone) == []
    assert place.comments(post_id)[0]["reactions"] == [{"emoji": BREAD, "count": 2, "me": True}]
