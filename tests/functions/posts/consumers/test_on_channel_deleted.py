"""communities.ChannelDeleted"""

from __future__ import annotations

from commons.contracts.communities.channels import ChannelDeleted
from commons.testing import call, deliver
from functions.posts.consumers.on_channel_deleted import on_channel_deleted
from functions.posts.endpoints.list_my_drafts import list_my_drafts
from functions.posts.models.people import Author
from tests.functions.posts.forums import Place, forum
from tests.functions.posts.remains import busy, remains


def test_nothing_is_left_of_a_channel_and_all_of_the_others(place: Place) -> None:
    other = forum(place.owner)
    kept = busy(other, [other.reader])
    posts = [busy(place, [place.reader]) for _ in range(2)]
    posts += [place.post(state="draft")["id"] for _ in range(2)]
    before = remains(other.channel_id, kept)

    event = ChannelDeleted(
        community_id=place.community_id,
        channel_id=place.channel_id,
        actor_id=place.owner.user_id,
    )
    for _ in range(2):
        assert deliver(on_channel_deleted, event) == []
        assert remains(*posts) == []
        assert remains(place.channel_id) == [("GONE#", place.channel_id)]
    assert remains(other.channel_id, kept) == before
    assert call(list_my_drafts, "/users/me/drafts", as_=place.author).body["data"] == []
    author = Author.find_row(f"USR#{place.author.user_id}", "USR")
    assert author is not None
    assert author.drafts == 0
