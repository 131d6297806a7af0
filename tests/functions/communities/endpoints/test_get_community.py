"""A community: its members see it whole, a public one is seen by everybody, without channels."""

from commons.testing import Person, call, person
from functions.communities.endpoints.get_community import get_community
from tests.functions.communities.conftest import Place, check_hidden


def test_members_see_it_with_its_channels(place: Place) -> None:
    reply = call(get_community, place.path, as_=place.member)

    assert reply.status == 200
    assert (reply.body["owner_id"], reply.body["member_count"]) == (place.owner.user_id, 2)
    assert [c["id"] for c in reply.body["channels"]] == [place.channel_id]


def test_strangers_see_a_public_one_without_its_channels(public: Place, bob: Person) -> None:
    for who in (bob, public.banned):
        reply = call(get_community, public.path, as_=who)
        assert (reply.status, reply.body["channels"]) == (200, [])
        assert reply.body["visibility"] == "public"


def test_a_private_one_is_hidden(place: Place) -> None:
    check_hidden(get_community, lambda community: f"/communities/{community}", place)


def test_a_ban_hides_it_at_once(place: Place) -> None:
    friend = person()
    place.join(friend)
    assert call(get_community, place.path, as_=friend).status == 200
    place.ban(friend)
    assert call(get_community, place.path, as_=friend).status == 404
