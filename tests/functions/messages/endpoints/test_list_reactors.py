"""GET /channels/{channel_id}/messages/{message_id}/reactions/{emoji}"""

from __future__ import annotations

from commons.testing import Person, call, person
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.list_reactors import list_reactors
from tests.functions.messages.endpoints.test_add_reaction import BREAD, react
from tests.functions.messages.places import ABSENT_MESSAGE, Place, check_refused, join, say
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_invalid, check_needs_caller, check_same


def test_pages_hold_everybody_who_reacted_once(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    people = [place.member, place.owner, *(person() for _ in range(3))]
    for who in people[2:]:
        join(place.community_id, owner=place.owner, who=who)
    for who in people:
        react(path, who)
    react(path, place.member, "🎉")

    listing = Listing(list_reactors, f"{path}/reactions/{BREAD}", place.owner)
    found = walked(listing, 2)
    assert [one["user_id"] for one in found] == sorted(who.user_id for who in people)
    assert all(one["created_at"] for one in found)
    check_bad_cursors(listing, Listing(listing.endpoint, listing.path, place.member).cursor())
    party = call(list_reactors, f"{path}/reactions/🎉", as_=place.owner).body["data"]
    assert [one["user_id"] for one in party] == [place.member.user_id]
    assert call(list_reactors, f"{path}/reactions/🥖", as_=place.owner).body["data"] == []
    check_invalid(call(list_reactors, f"{path}/reactions/x", as_=place.owner), "/path/emoji")


def test_it_is_told_to_who_may_read(place: Place, mallory: Person) -> None:
    message = f"{place.messages}/{say(place, place.owner)['id']}"
    react(message, place.member)
    path = f"{message}/reactions/{BREAD}"
    absent = f"{place.messages}/{ABSENT_MESSAGE}/reactions/{BREAD}"
    check_needs_caller(list_reactors, path)
    check_same(call(list_reactors, path, as_=mallory), call(list_reactors, absent, as_=mallory))
    call(delete_message, message, as_=place.owner)
    check_refused(call(list_reactors, path, as_=place.member), 404, "not_found")
