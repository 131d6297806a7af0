"""GET /posts/{post_id}/reactions/{emoji}"""

from __future__ import annotations

from commons.testing import Person, call, person
from functions.posts.endpoints.list_post_reactors import list_post_reactors
from tests.functions.posts.forums import BREAD, Place
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_invalid, check_needs_caller, check_refused, check_same


def test_pages_hold_everybody_who_reacted_once(place: Place) -> None:
    post_id = place.post()["id"]
    target = post_id
    people = [place.reader, place.author, place.join(person())]
    for who in people:
        place.react(who, target)
    place.react(place.reader, target, "🎉")

    listing = Listing(list_post_reactors, f"/posts/{target}/reactions/{BREAD}", place.owner)
    found = walked(listing, 2)
    assert [one["user_id"] for one in found] == sorted(who.user_id for who in people)
    assert all(one["created_at"] for one in found)
    check_bad_cursors(listing, Listing(listing.endpoint, listing.path, place.reader).cursor())
    party = call(list_post_reactors, f"/posts/{target}/reactions/🎉", as_=place.owner)
    assert [one["user_id"] for one in party.body["data"]] == [place.reader.user_id]
    unused = call(list_post_reactors, f"/posts/{target}/reactions/🥖", as_=place.owner)
    assert unused.body["data"] == []
    none = call(list_post_reactors, f"/posts/{target}/reactions/x", as_=place.owner)
    check_invalid(none, "/path/emoji")


def test_it_is_told_to_who_may_read(place: Place, mallory: Person) -> None:
    post_id = place.post()["id"]
    target = post_id
    path = f"/posts/{target}/reactions/{BREAD}"
    check_needs_caller(list_post_reactors, path)
    hidden = call(list_post_reactors, path, as_=mallory)
    absent = f"pst_{'0' * 26}"
    check_same(hidden, call(list_post_reactors, f"/posts/{absent}/reactions/{BREAD}", as_=mallory))
    assert place.edit(post_id, place.owner, tier_id=place.role(place.author)).status == 200
    check_refused(call(list_post_reactors, path, as_=place.reader), 403, "entitlement_required")
