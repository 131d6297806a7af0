"""GET /channels/{channel_id}/posts/feed"""

from __future__ import annotations

from commons.testing import Person, call
from functions.posts.endpoints.get_feed import get_feed
from functions.posts.endpoints.switch_feed import switch_feed
from tests.functions.posts.forums import Place, forum
from tests.refusals import check_needs_caller, check_refused, check_same


def test_members_see_whether_the_world_may_read(place: Place, bob: Person) -> None:
    public = forum(bob, "public")
    for where, opens in ((place, False), (public, True)):
        path = f"{where.path}/feed"
        url = f"https://api.test/v1{path}.xml"
        off = {"enabled": False, "open": False, "url": url}
        assert call(get_feed, path, as_=where.reader).body == off
        on = call(switch_feed, path, as_=where.owner, body={"enabled": True})
        assert on.status == 204
        seen = call(get_feed, path, as_=where.reader).body
        assert seen == {"enabled": True, "open": opens, "url": url}


def test_strangers_learn_nothing(place: Place, mallory: Person) -> None:
    path = f"{place.path}/feed"
    check_needs_caller(get_feed, path)
    absent = call(get_feed, f"/channels/chn_{'0' * 26}/posts/feed", as_=mallory)
    check_same(call(get_feed, path, as_=mallory), absent)
    text = call(get_feed, f"/channels/{place.text_channel_id}/posts/feed", as_=place.reader)
    check_refused(text, 409, "not_a_forum")
