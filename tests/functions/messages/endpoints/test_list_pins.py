"""GET /channels/{channel_id}/pins"""

from __future__ import annotations

from commons.testing import Person, call
from functions.messages.endpoints.list_pins import list_pins
from tests.functions.messages.endpoints.test_add_reaction import react
from tests.functions.messages.endpoints.test_pin_message import pin
from tests.functions.messages.places import ABSENT_CHANNEL, Place, say
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_needs_caller, check_same


def test_the_one_pinned_last_stands_first(place: Place) -> None:
    said = [say(place, place.member, f"m{n}") for n in range(5)]
    react(f"{place.messages}/{said[0]['id']}", place.member)
    for message in (said[2], said[0], said[4]):
        assert pin(place, message["id"]).status == 204

    listing = Listing(list_pins, place.pins, place.member)
    found = walked(listing, 2)
    assert [one["message"]["content"] for one in found] == ["m4", "m0", "m2"]
    assert {one["pinned_by"] for one in found} == {place.owner.user_id}
    assert all(one["message"]["pinned"] and one["pinned_at"] for one in found)
    assert found[1]["message"]["reactions"] == [{"emoji": "🍞", "count": 1, "me": True}]
    check_bad_cursors(listing, Listing(list_pins, place.pins, place.owner).cursor())


def test_strangers_learn_nothing(place: Place, mallory: Person) -> None:
    pin(place, say(place, place.member)["id"])
    check_needs_caller(list_pins, place.pins)
    absent = call(list_pins, f"/channels/{ABSENT_CHANNEL}/pins", as_=mallory)
    check_same(call(list_pins, place.pins, as_=mallory), absent)
