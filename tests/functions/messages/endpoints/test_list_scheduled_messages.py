"""GET /scheduled-messages"""

from __future__ import annotations

from commons.testing import call
from functions.messages.endpoints.list_scheduled_messages import list_scheduled_messages
from tests.functions.messages.places import Place
from tests.functions.messages.scheduling import LATER, made
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_needs_caller


def test_pages_hold_ones_own_in_the_order_they_were_made(place: Place) -> None:
    mine = [made(place, place.member, 10 + n) for n in range(5)]
    made(place, place.owner)
    made(place, place.owner)
    listing = Listing(list_scheduled_messages, LATER, place.member)
    assert walked(listing, 2) == mine
    check_bad_cursors(listing, Listing(listing.endpoint, LATER, place.owner).cursor())


def test_who_has_none_has_none(place: Place) -> None:
    assert call(list_scheduled_messages, LATER, as_=place.member).body["data"] == []
    check_needs_caller(list_scheduled_messages, LATER)
