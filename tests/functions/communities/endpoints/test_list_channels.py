"""The channels of a community, as its members see them."""

from commons.testing import Person, call
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.get_channel import get_channel
from functions.communities.endpoints.list_channels import list_channels
from functions.messages.endpoints.send_message import send_message
from tests.functions.communities.conftest import Place, check_hidden


def test_channels_are_listed_in_their_order(place: Place) -> None:
    path = f"{place.path}/channels"
    for name in ("one", "two", "three"):
        call(create_channel, path, as_=place.owner, body={"name": name})
    listed = call(list_channels, path, as_=place.member).body["data"]

    assert [channel["name"] for channel in listed] == ["general", "one", "two", "three"]
    for channel in listed:
        assert call(get_channel, f"/channels/{channel['id']}", as_=place.member).body == channel


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
