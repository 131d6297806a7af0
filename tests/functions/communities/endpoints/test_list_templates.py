"""Listing the templates of a community."""

from __future__ import annotations

from commons.permissions import Permission
from commons.testing import call
from functions.communities.endpoints.list_templates import list_templates
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.templating import holder, listed, template


def test_they_are_listed_oldest_first_without_what_they_make(place: Place) -> None:
    codes = [template(place, name=f"{n}") for n in range(3)]
    found = listed(place, holder(place, Permission.MANAGE_COMMUNITY))
    assert [(one["name"], one["code"]) for one in found] == [
        (f"{n}", code) for n, code in enumerate(codes)
    ]
    assert not any("structure" in one for one in found)
    assert {one["community_id"] for one in found} == {place.community_id}


def test_members_learn_no_code(place: Place) -> None:
    template(place)
    reply = call(list_templates, f"{place.path}/templates", as_=place.member)
    check_lacks(reply, "MANAGE_COMMUNITY")


def test_a_private_community_is_hidden(place: Place) -> None:
    check_hidden(list_templates, lambda id_: f"/communities/{id_}/templates", place)
