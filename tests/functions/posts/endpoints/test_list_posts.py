"""GET /channels/{channel_id}/posts"""

from __future__ import annotations

from commons.testing import Person, call, person
from functions.posts.commenting import STEP_MS
from functions.posts.endpoints.list_posts import list_posts
from tests.clocks import moved_clock
from tests.functions.posts.forums import BREAD, Place
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_invalid, check_needs_caller, check_refused, check_same


def test_pinned_ones_stand_first_then_the_newest(place: Place) -> None:
    with moved_clock() as clock:
        ids = []
        for _ in range(4):
            ids.append(place.post()["id"])
            clock.move(1)
        first, second, third, fourth = ids
        place.edit(second, place.owner, pinned=True)
        assert place.listed() == [second, fourth, third, first]
        place.edit(second, place.owner, pinned=False)
        assert place.listed() == [fourth, third, second, first]


def test_a_comment_moves_its_post_up_and_not_in_order_of_creation(place: Place) -> None:
    with moved_clock() as clock:
        first = place.post()["id"]
        clock.move(STEP_MS / 1000)
        second = place.post()["id"]
        clock.move(STEP_MS / 1000)
        made = place.commented(first)
        assert place.listed() == place.listed(sort="activity") == [first, second]
        assert place.listed(sort="created") == [second, first]
        assert place.seen(first).body["last_activity_at"] == made["created_at"]
        clock.move(STEP_MS / 2000)
        last = place.commented(second)
        assert place.seen(second).body["last_activity_at"] == last["created_at"]
        clock.move(STEP_MS / 1000)
        place.commented(second)
        assert place.listed() == [second, first]


def test_a_tag_finds_its_posts_however_they_changed(place: Place) -> None:
    rye, spelt = place.tags({"name": "rye"}, {"name": "spelt"})
    with moved_clock() as clock:
        one = place.post(tags=[rye, spelt])["id"]
        clock.move(1)
        two = place.post(tags=[spelt])["id"]
        clock.move(STEP_MS / 1000)
        assert (place.listed(tag=rye), place.listed(tag=spelt)) == ([one], [two, one])
        place.commented(one)
        assert place.listed(tag=spelt) == [one, two]
        assert place.listed(tag=spelt, sort="created") == [two, one]
        place.edit(two, place.owner, pinned=True)
        assert place.listed(tag=spelt) == [two, one]
        place.edit(one, place.author, tags=[])
        assert (place.listed(tag=rye), place.listed(tag=spelt)) == ([], [two])


def test_a_post_in_a_list_is_the_post_without_its_text(place: Place) -> None:
    post = place.post(content="First line.\n\nSecond line.")
    place.react(place.reader, post["id"])
    place.commented(post["id"])
    [row] = call(list_posts, place.path, as_=place.reader).body["data"]

    whole = place.seen(post["id"]).body
    assert row == {name: value for name, value in whole.items() if name != "content"}
    assert row["excerpt"] == "First line. Second line."
    assert row["reactions"] == [{"emoji": BREAD, "count": 1, "me": True}]
    assert row["comment_count"] == 1


def test_pages_hold_every_post_once_both_ways(place: Place) -> None:
    [rye] = place.tags({"name": "rye"})
    with moved_clock() as clock:
        for i in range(7):
            place.post(title=f"t{i}", tags=[rye] if i % 2 else [])
            clock.move(0.01)
    place.edit(place.listed()[-1], place.owner, pinned=True)

    listing = Listing(list_posts, place.path, place.reader)
    titles = [row["title"] for row in walked(listing, 2)]
    assert titles == ["t0", "t6", "t5", "t4", "t3", "t2", "t1"]
    tagged = call(list_posts, place.path, as_=place.reader, query={"tag": rye, "limit": 1}).body
    other = listing.page(cursor=tagged["next_cursor"])
    check_refused(other, 400, "invalid_cursor")
    check_bad_cursors(listing, Listing(list_posts, place.path, place.owner).cursor())


def test_what_is_gone_meanwhile_leaves_a_gap_and_no_error(place: Place) -> None:
    from functions.posts.models.posts import Post

    kept, gone = place.post()["id"], place.post()["id"]
    Post.of(gone).delete()
    assert place.listed() == [kept]


def test_only_known_orders_and_tags_are_asked_for(place: Place) -> None:
    for query in ({"sort": "hot"}, {"tag": "rye"}):
        reply = call(list_posts, place.path, as_=place.reader, query=query)
        check_invalid(reply, f"/query/{next(iter(query))}")
    unknown = call(list_posts, place.path, as_=place.reader, query={"tag": f"tag_{'0' * 26}"})
    check_refused(unknown, 422, "unknown_tag")
    text = f"/channels/{place.text_channel_id}/posts"
    check_refused(call(list_posts, text, as_=place.reader), 409, "not_a_forum")


def test_strangers_learn_nothing(place: Place, mallory: Person) -> None:
    check_needs_caller(list_posts, place.path)
    hidden = call(list_posts, place.path, as_=mallory)
    absent = call(list_posts, f"/channels/chn_{'0' * 26}/posts", as_=mallory)
    check_same(hidden, absent)
    newcomer = place.join(person())
    assert place.listed(newcomer) == []
