"""GET /roles/{role_id}"""

from __future__ import annotations

from commons.testing import Person, call
from functions.communities.endpoints.get_role import get_role
from tests.functions.communities.conftest import Place
from tests.functions.communities.roles import listed, role
from tests.refusals import check_refused, check_same


def test_members_see_a_role_as_it_is_listed(place: Place) -> None:
    for one in (role(place, 3), place.community_id):
        seen = call(get_role, f"/roles/{one}", as_=place.member)
        assert seen.status == 200
        assert seen.body in listed(place)
        assert seen.headers["etag"] == '"1"'


def test_to_others_it_is_absent(place: Place, mallory: Person) -> None:
    absent = call(get_role, f"/roles/rol_{'0' * 26}", as_=mallory)
    check_refused(absent, 404, "not_found")
    for who in (mallory, place.banned):
        check_same(call(get_role, f"/roles/{role(place)}", as_=who), absent)
