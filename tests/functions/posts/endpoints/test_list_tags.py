"""GET /channels/{channel_id}/tags"""

from __future__ import annotations

from commons.testing import Person, call
from functions.posts.endpoints.list_tags import list_tags
from tests.functions.posts.forums import Place
from tests.refusals import check_needs_caller, check_refused, check_same


def test_members_see_the_tags_in_their_order(place: Place) -> None:
    empty = call(list_tags, place.tags_path, as_=place.reader)
    assert (empty.body, empty.headers["etag"]) == ({"tags": []}, '"0"')
    one, two = place.tags({"name": "Rye", "emoji": "🌾"}, {"name": "News", "moderated": True})
    seen = call(list_tags, place.tags_path, as_=place.reader)
    assert seen.body["tags"] == [
        {"id": one, "name": "Rye", "emoji": "🌾", "moderated": False},
        {"id": two, "name": "News", "emoji": None, "moderated": True},
    ]
    assert seen.headers["etag"] == '"1"'


def test_strangers_learn_nothing_and_other_channels_have_none(
    place: Place, mallory: Person
) -> None:
    check_needs_caller(list_tags, place.tags_path)
    absent = call(list_tags, f"/channels/chn_{'0' * 26}/tags", as_=mallory)
    check_same(call(list_tags, place.tags_path, as_=mallory), absent)
    text = f"/channels/{place.text_channel_id}/tags"
    check_refused(call(list_tags, text, as_=place.reader), 409, "not_a_forum")
