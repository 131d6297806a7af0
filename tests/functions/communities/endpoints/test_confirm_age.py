"""Saying that one is old enough: until then an age-restricted channel is only seen."""

from __future__ import annotations

from commons.testing import Person, call
from functions.communities.endpoints.confirm_age import confirm_age
from functions.communities.endpoints.get_channel import get_channel
from functions.communities.endpoints.update_channel import update_channel
from functions.communities.endpoints.withdraw_age import withdraw_age
from functions.messages.endpoints.list_messages import list_messages
from tests.functions.communities.conftest import Place, check_hidden
from tests.refusals import check_refused, nothing_changes


def reads(place: Place, who: Person) -> tuple[int, int]:
    """What they are answered who look at the channel, and at what is said there."""
    path = f"/channels/{place.channel_id}"
    shown = call(get_channel, path, as_=who), call(list_messages, f"{path}/messages", as_=who)
    return shown[0].status, shown[1].status


def test_what_is_for_adults_is_read_by_who_says_so(place: Place) -> None:
    path, mine = f"/channels/{place.channel_id}", f"{place.path}/members/me/age-confirmation"
    assert reads(place, place.member) == (200, 200)
    marked = call(update_channel, path, as_=place.owner, body={"age_restricted": True})
    assert marked.body["age_restricted"] is True

    assert reads(place, place.member) == (200, 403)
    for _ in range(2):
        assert call(confirm_age, mine, as_=place.member).status == 204
    assert reads(place, place.member) == (200, 200)
    assert call(withdraw_age, mine, as_=place.member).status == 204
    assert reads(place, place.member) == (200, 403)


def test_who_is_no_member_confirms_nothing(public: Place, mallory: Person) -> None:
    path = f"{public.path}/members/me/age-confirmation"
    with nothing_changes("communities"):
        for endpoint in (confirm_age, withdraw_age):
            for who in (mallory, public.banned):
                check_refused(call(endpoint, path, as_=who), 404, "not_found")


def test_a_private_community_is_hidden(place: Place) -> None:
    check_hidden(confirm_age, lambda id_: f"/communities/{id_}/members/me/age-confirmation", place)
