"""The circles of a community."""

from commons.testing import Person
from functions.communities.endpoints.list_circles import list_circles
from tests.functions.communities.circling import ring, shown
from tests.functions.communities.conftest import Place, check_hidden
from tests.paging import Listing, check_bad_cursors, walked


def test_they_are_listed_oldest_first(public: Place, mallory: Person) -> None:
    ids = [ring(public, name=f"{i}") for i in range(4)]
    ring(public, visibility="secret")
    listing = Listing(list_circles, f"{public.path}/circles", mallory)
    for limit in (1, 2, 3, 5):
        assert [row["id"] for row in walked(listing, limit)] == sorted(ids)
    assert listing.page().body["data"][0] == shown(sorted(ids)[0], mallory).body
    check_bad_cursors(listing, Listing(list_circles, listing.path, public.owner).cursor())


def test_those_of_a_private_community_are_hidden(place: Place) -> None:
    check_hidden(list_circles, lambda id_: f"/communities/{id_}/circles", place)
