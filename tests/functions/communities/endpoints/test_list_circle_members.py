"""Who is in a circle."""

from commons.testing import call, person
from functions.communities.endpoints.list_circle_members import list_circle_members
from tests.functions.communities.circling import enter, ring
from tests.functions.communities.conftest import Place, check_lacks
from tests.paging import Listing, check_bad_cursors, walked


def test_those_in_a_circle_see_who_is_in_it(public: Place) -> None:
    circle, people = ring(public), [person() for _ in range(3)]
    path = f"/circles/{circle}/members"
    check_lacks(call(list_circle_members, path, as_=public.member), "MANAGE_CIRCLES")
    for somebody in people:
        assert enter(circle, somebody).status == 204
    listing = Listing(list_circle_members, path, people[0])
    for limit in (1, 2, 3):
        ids = [row["user_id"] for row in walked(listing, limit)]
        assert ids == sorted(somebody.user_id for somebody in people)
    check_bad_cursors(listing, Listing(list_circle_members, path, public.owner).cursor())
