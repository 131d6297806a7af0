"""GET /users/me/drafts"""

from __future__ import annotations

from commons.testing import Person, call
from functions.posts.endpoints.list_my_drafts import list_my_drafts
from tests.clocks import moved_clock
from tests.functions.posts.forums import Place, forum
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_needs_caller

PATH = "/users/me/drafts"


def test_ones_drafts_of_all_forums_those_begun_last_first(place: Place, bob: Person) -> None:
    other = forum(bob)
    other.join(place.author)
    with moved_clock() as clock:
        for i, where in enumerate((place, other, place)):
            where.post(place.author, state="draft", title=f"t{i}")
            clock.move(1)
    place.post()
    place.post(place.reader, state="draft", title="not mine")

    listing = Listing(list_my_drafts, PATH, place.author)
    found = walked(listing, 2)
    assert [row["title"] for row in found] == ["t2", "t1", "t0"]
    assert {row["state"] for row in found} == {"draft"}
    assert {row["channel_id"] for row in found} == {place.channel_id, other.channel_id}
    for _ in range(2):
        place.post(place.reader, state="draft")
    check_bad_cursors(listing, Listing(list_my_drafts, PATH, place.reader).cursor())


def test_everybody_has_a_list_and_nobody_anothers(alice: Person) -> None:
    check_needs_caller(list_my_drafts, PATH)
    assert call(list_my_drafts, PATH, as_=alice).body["data"] == []
