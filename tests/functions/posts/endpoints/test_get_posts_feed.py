"""GET /channels/{channel_id}/posts/feed.xml"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from xml.dom.minidom import parseString

import feedparser  # type: ignore[import-untyped]
import pytest

from commons import access
from commons.permissions import Permission
from commons.testing import Person, Reply, call
from functions.communities.endpoints.update_community import update_community
from functions.communities.models.access import ChannelAccess
from functions.posts.endpoints.get_posts_feed import get_posts_feed
from functions.posts.endpoints.switch_feed import switch_feed
from functions.posts.feeds import ITEMS
from tests.clocks import moved_clock
from tests.functions.posts.forums import Place, forum
from tests.refusals import check_refused, check_same


def read(place: Place, **headers: str) -> Reply:
    """The feed, as anybody gets it."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return call(get_posts_feed, f"{place.path}/feed.xml", headers=sent)


def switch(place: Place, enabled: bool) -> None:
    """Switch it on or off."""
    path = f"{place.path}/feed"
    assert call(switch_feed, path, as_=place.owner, body={"enabled": enabled}).status == 204


@pytest.fixture
def public(alice: Person, fresh_caches: None) -> Place:
    """A forum whose feed is on."""
    place = forum(alice, "public")
    switch(place, True)
    return place


def test_the_world_reads_the_newest_posts(public: Place) -> None:
    [rye] = public.tags({"name": "Rye & <wheat>"})
    content = "Is 1 < 2?\n<script>alert(1)</script> & *more* \ufffe."
    first = public.post(title="A <b>title</b> & more", content=content, tags=[rye])
    with moved_clock() as clock:
        clock.move(1)
        second = public.post()
    public.post(state="draft", title="not yet")

    reply = read(public)
    assert (reply.status, reply.headers["content-type"]) == (200, "application/rss+xml")
    assert reply.headers["cache-control"] == "public, max-age=300"
    feed = feedparser.parse(reply.text, sanitize_html=False)
    assert (feed.bozo, feed.version) == (False, "rss20")
    [self_] = [link for link in feed.feed.links if link.rel == "self"]
    assert self_.href == f"https://api.test/v1{public.path}/feed.xml"
    newest, oldest = feed.entries
    assert (newest.id, oldest.id) == (second["id"], first["id"])
    published = datetime.fromisoformat(first["published_at"]).timetuple()
    assert oldest.published_parsed[:6] == published[:6]
    assert [tag.term for tag in oldest.tags] == ["Rye & <wheat>"]
    assert oldest.title == "A <b>title</b> & more"
    assert "<script>" not in oldest.summary
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; *more* ." in oldest.summary
    assert "not yet" not in reply.text
    parseString(reply.text)


def test_a_gated_post_is_in_it_by_its_excerpt(public: Place) -> None:
    tier = public.role(public.author)
    secret = {"content": "The secret.", "tier_id": tier}
    public.post(public.owner, **secret, excerpt="Join to read.")
    public.post(public.owner, **secret)
    feed = read(public).text
    assert "Join to read." in feed
    assert "secret" not in feed


def test_the_newest_twenty_are_in_it(public: Place) -> None:
    ids = []
    with moved_clock() as clock:
        for _ in range(ITEMS + 2):
            ids.append(public.post()["id"])
            clock.move(0.01)
    entries = feedparser.parse(read(public).text).entries
    assert sorted(entry.id for entry in entries) == sorted(ids[2:])


def test_what_has_not_changed_is_not_sent_again(public: Place) -> None:
    empty = read(public)
    assert "last-modified" not in empty.headers
    assert read(public, if_none_match=empty.headers["etag"]).status == 304
    post = public.post()
    first = read(public)
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    for known in ({"if_none_match": tag}, {"if_modified_since": modified}):
        again = read(public, **known)
        assert (again.status, again.text) == (304, "")
        assert (again.headers["etag"], again.headers["last-modified"]) == (tag, modified)
    public.edit(post["id"], public.author, content="Else.")
    assert read(public, if_none_match=tag, if_modified_since=modified).status == 200


def _is_off(place: Place) -> None:
    switch(place, False)


def _is_private(place: Place) -> None:
    path, body = f"/communities/{place.community_id}", {"visibility": "private"}
    assert call(update_community, path, as_=place.owner, body=body).status == 200


def _is_not_for_everyone(place: Place) -> None:
    place.everyone(without=Permission.VIEW)


def _has_no_history(place: Place) -> None:
    place.everyone(without=Permission.READ_HISTORY)


def _is_hidden(place: Place) -> None:
    row = ChannelAccess.load(place.community_id, place.channel_id)
    hidden = {place.community_id: f"0,{int(Permission.VIEW)},0"}
    row.change([ChannelAccess.overrides.set(hidden)])
    place.changed()


def _is_of_a_circle(place: Place) -> None:
    row = ChannelAccess.load(place.community_id, place.channel_id)
    row.change([ChannelAccess.circle.set(f"cir_{'0' * 26}")])
    place.changed()


def _is_for_adults(place: Place) -> None:
    row = ChannelAccess.load(place.community_id, place.channel_id)
    row.change([ChannelAccess.age_restricted.set(True)])
    place.changed()


CLOSED: tuple[Callable[[Place], None], ...] = (
    _is_off,
    _is_private,
    _is_not_for_everyone,
    _has_no_history,
    _is_hidden,
    _is_of_a_circle,
    _is_for_adults,
)


@pytest.mark.parametrize("close", CLOSED)
def test_a_feed_that_is_closed_is_as_none(public: Place, close: Callable[[Place], None]) -> None:
    public.post()
    assert read(public).status == 200
    close(public)
    access.forget()
    absent = call(get_posts_feed, f"/channels/chn_{'0' * 26}/posts/feed.xml")
    check_refused(absent, 404, "not_found")
    check_same(read(public), absent)


def test_nothing_is_published_by_accident(alice: Person, fresh_caches: None) -> None:
    place = forum(alice, "public")
    place.post()
    check_refused(read(place), 404, "not_found")
