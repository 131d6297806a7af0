"""posts.PostDeleted"""

from __future__ import annotations

from commons.contracts.posts import PostDeleted
from commons.testing import call, deliver, emitted
from functions.posts.consumers.on_post_deleted import on_post_deleted
from functions.posts.endpoints.delete_post import delete_post
from tests.functions.posts.forums import Place
from tests.functions.posts.remains import busy, remains


def test_nothing_is_left_of_a_post_and_all_of_the_others(place: Place) -> None:
    kept, post_id = place.post()["id"], busy(place, [place.author, place.reader])
    place.commented(kept)
    place.react(place.reader, kept)
    before = remains(kept)
    assert call(delete_post, f"/posts/{post_id}", as_=place.author).status == 204
    assert len(remains(post_id)) > 20

    [event] = emitted(PostDeleted, post_id=post_id)
    for _ in range(2):
        assert deliver(on_post_deleted, event) == []
        assert remains(post_id) == []
    assert remains(kept) == before
