"""The channels of a community, as its members see them."""

import pytest

from commons.testing import Person, call
from functions.communities import channels
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.delete_channel import delete_channel
from functions.communities.endpoints.get_channel import get_channel
from functions.communities.endpoints.get_community import get_community
from functions.communities.endpoints.list_channels import list_channels
from functions.messages.endpoints.send_message import send_message
from tests.functions.communities.conftest import Place, check_hidden
from tests.functions.communities.places import hide, made
from tests.paging import Listing, check_bad_cursors, walked


def test_channels_are_listed_in_their_order(place: Place) -> None:
    path = f"{place.path}/channels"
    for name in ("one", "two", "three"):
        call(create_channel, path, as_=place.owner, body={"name": name})
    listed = call(list_channels, path, as_=place.member).body["data"]

    assert [channel["name"] for channel in listed] == ["general", "one", "two", "three"]
    for channel in listed:
        assert call(get_channel, f"/channels/{channel['id']}", as_=place.member).body == channel


def test_they_come_in_pages(place: Place) -> None:
    category = made(place, "pets", type="category")
    for name in ("cats", "dogs"):
        made(place, name, parent_id=category)
    made(place, "last")
    hide(place, made(place, "hidden"))
    listing = Listing(list_channels, f"{place.path}/channels", place.member)
    for limit in (1, 2, 4, 5, 6):
        listed = [row["name"] for row in walked(listing, limit)]
        assert listed == ["general", "pets", "cats", "dogs", "last"]
    theirs = Listing(list_channels, f"{place.path}/channels", place.owner).cursor()
    check_bad_cursors(listing, theirs)


def test_a_page_goes_on_where_it_ended_whatever_was_deleted(place: Place) -> None:
    ids = [made(place, f"c{i}") for i in range(4)]
    listing = Listing(list_channels, f"{place.path}/channels", place.member)
    first = listing.page(limit=3).body
    assert call(delete_channel, f"/channels/{ids[1]}", as_=place.owner).status == 204
    rest = listing.page(limit=3, cursor=first["next_cursor"]).body
    assert [row["name"] for row in rest["data"]] == ["c2", "c3"]


def test_a_community_shows_the_first_and_counts_all(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert channels.FIRST == 50
    monkeypatch.setattr(channels, "FIRST", 2)
    for name in ("one", "two"):
        made(place, name)
    hide(place, made(place, "hidden"))
    shown = call(get_community, place.path, as_=place.member).body
    assert [channel["name"] for channel in shown["channels"]] == ["general", "one"]
    assert (shown["channel_count"], place.seen().body["channel_count"]) == (3, 4)


def test_a_channel_somebody_wrote_in_is_listed(place: Place) -> None:
    path = f"/channels/{place.channel_id}/messages"
    assert call(send_message, path, as_=place.member, body={"content": "hello"}).status == 201
    [channel] = call(list_channels, f"{place.path}/channels", as_=place.owner).body["data"]
    assert channel["id"] == place.channel_id


def test_strangers_see_no_channel_of_a_public_community(public: Place, mallory: Person) -> None:
    for who in (mallory, public.banned):
        reply = call(list_channels, f"{public.path}/channels", as_=who)
        assert (reply.status, reply.body["data"]) == (200, [])


def test_those_of_a_private_community_are_hidden(place: Place) -> None:
    check_hidden(list_channels, lambda community: f"/communities/{community}/channels", place)
