"""GET /posts/{post_id}/comments"""

from __future__ import annotations

from commons.testing import Person, call
from functions.posts.endpoints.list_comments import list_comments
from tests.functions.posts.forums import BREAD, Place
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_needs_caller, check_refused, check_same


def test_pages_hold_comments_and_their_answers_in_order(place: Place) -> None:
    post_id = place.post()["id"]
    tops = [place.commented(post_id, content=f"t{i}")["id"] for i in range(3)]
    for i in (2, 0, 2):
        place.commented(post_id, content=f"answer to t{i}", parent_id=tops[i])

    listing = Listing(list_comments, f"/posts/{post_id}/comments", place.reader)
    found = [row["content"] for row in walked(listing, 2)]
    assert found == ["t0", "answer to t0", "t1", "t2", "answer to t2", "answer to t2"]
    other = Listing(list_comments, listing.path, place.author)
    elsewhere = place.post()["id"]
    for _ in range(2):
        place.commented(elsewhere)
    foreign = Listing(list_comments, f"/posts/{elsewhere}/comments", place.reader)
    check_bad_cursors(listing, other.cursor(), foreign.cursor())


def test_reactions_are_counted_and_ones_own_are_told(place: Place) -> None:
    post_id = place.post()["id"]
    comment = place.commented(post_id)["id"]
    place.react(place.reader, f"{post_id}/comments/{comment}")
    for who, me in ((place.reader, True), (place.author, False)):
        [seen] = place.comments(post_id, who)
        assert seen["reactions"] == [{"emoji": BREAD, "count": 1, "me": me}]


def test_comments_are_read_by_who_may_read_the_post(place: Place, mallory: Person) -> None:
    tier = place.role(place.author)
    gated = f"/posts/{place.post(place.owner, tier_id=tier)['id']}/comments"
    draft = f"/posts/{place.post(state='draft')['id']}/comments"
    absent = f"/posts/pst_{'0' * 26}/comments"
    check_needs_caller(list_comments, gated)
    refused = call(list_comments, gated, as_=place.reader)
    check_refused(refused, 403, "entitlement_required")
    for who in (place.author, place.owner):
        assert call(list_comments, gated, as_=who).body["data"] == []
    none = call(list_comments, absent, as_=place.owner)
    check_same(call(list_comments, draft, as_=place.owner), none)
    check_same(call(list_comments, gated, as_=mallory), call(list_comments, absent, as_=mallory))
