"""Looking at a circle: a secret one is absent, byte for byte, to who is not in it."""

from __future__ import annotations

from commons.testing import Person, call
from functions.communities.endpoints.delete_circle import delete_circle
from functions.communities.endpoints.get_circle import get_circle
from functions.communities.endpoints.list_circle_members import list_circle_members
from functions.communities.endpoints.update_circle import update_circle
from tests.functions.communities.circling import enter, known, leave, ring, shown
from tests.functions.communities.conftest import Place
from tests.functions.communities.places import made, names
from tests.refusals import check_same, nothing_changes

ABSENT = f"cir_{'0' * 26}"


def test_a_secret_circle_is_known_to_who_is_in_it_and_to_managers(place: Place) -> None:
    circle = ring(place, visibility="secret")
    made(place, "whispers", circle_id=circle)
    assert known(place, place.owner) == [circle]
    assert known(place, place.member) == []
    with nothing_changes("communities"):
        for reply, absent in (
            (shown(circle, place.member), shown(ABSENT, place.member)),
            (enter(circle, place.member), enter(ABSENT, place.member)),
            (leave(circle, place.member), leave(ABSENT, place.member)),
            (
                call(delete_circle, f"/circles/{circle}", as_=place.member),
                call(delete_circle, f"/circles/{ABSENT}", as_=place.member),
            ),
            (
                call(update_circle, f"/circles/{circle}", as_=place.member, body={"name": "x"}),
                call(update_circle, f"/circles/{ABSENT}", as_=place.member, body={"name": "x"}),
            ),
            (
                call(list_circle_members, f"/circles/{circle}/members", as_=place.member),
                call(list_circle_members, f"/circles/{ABSENT}/members", as_=place.member),
            ),
        ):
            check_same(reply, absent)
    assert names(place, place.member) == ["general"]
    assert circle not in str(place.accept(place.invite(), place.member).body)

    assert enter(circle, place.owner, place.member.user_id).status == 204
    assert shown(circle, place.member).body["joined"] is True
    assert known(place, place.member) == [circle]
    assert names(place, place.member) == ["general", "whispers"]


def test_one_of_a_private_community_is_hidden(place: Place, mallory: Person) -> None:
    circle = ring(place)
    for who in (mallory, place.banned):
        hidden = call(get_circle, f"/circles/{circle}", as_=who)
        check_same(hidden, shown(ABSENT, who))
    assert shown(circle, place.member).body["joined"] is False
