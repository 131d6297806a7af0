"""Deleting circles."""

from __future__ import annotations

from commons.contracts.communities.circles import CircleDeleted
from commons.testing import Person, Reply, call, emitted
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.delete_channel import delete_channel
from functions.communities.endpoints.delete_circle import delete_circle
from tests.functions.communities.circling import known, ring, shown
from tests.functions.communities.conftest import Place, check_lacks
from tests.functions.communities.places import made, names
from tests.parallel import in_parallel
from tests.refusals import check_refused, nothing_changes


def deleted(circle: str, who: Person) -> Reply:
    """Ask for a deletion."""
    return call(delete_circle, f"/circles/{circle}", as_=who)


def test_a_circle_is_deleted_once_its_channels_are(place: Place) -> None:
    circle = ring(place)
    channel = made(place, "ovens", circle_id=circle)
    with nothing_changes("communities"):
        check_refused(deleted(circle, place.owner), 409, "circle_has_channels")
        check_lacks(deleted(circle, place.member), "MANAGE_CIRCLES")
    assert call(delete_channel, f"/channels/{channel}", as_=place.owner).status == 204
    assert deleted(circle, place.owner).status == 204
    check_refused(shown(circle, place.owner), 404, "not_found")
    check_refused(deleted(circle, place.owner), 404, "not_found")
    assert known(place, place.owner) == []
    assert len(emitted(CircleDeleted, circle_id=circle)) == 1


def test_no_channel_is_made_in_a_circle_that_is_deleted_meanwhile(place: Place) -> None:
    for _ in range(4):
        circle = ring(place)
        body = {"name": "late", "circle_id": circle}

        def act(i: int, circle: str = circle, body: object = body) -> Reply:
            if i == 0:
                return deleted(circle, place.owner)
            return call(create_channel, f"{place.path}/channels", as_=place.owner, body=body)

        gone, made_in = in_parallel(2, act)
        assert (gone.status, made_in.status) in ((204, 404), (409, 201))
        assert ("late" in names(place)) == (made_in.status == 201)
        if made_in.status == 201:
            channel = made_in.body["id"]
            assert call(delete_channel, f"/channels/{channel}", as_=place.owner).status == 204
