"""What whoever has its code sees of a template."""

from __future__ import annotations

from commons.testing import call, person
from functions.communities.endpoints.delete_community import delete_community
from functions.communities.endpoints.get_template import get_template
from functions.communities.endpoints.restore_community import restore_community
from tests.functions.communities.conftest import Place
from tests.functions.communities.templating import preview, template
from tests.refusals import check_needs_caller, check_refused, check_same


def test_its_code_is_enough(place: Place) -> None:
    code = template(place, description="an oven")
    shown = preview(code)
    assert shown.status == 200
    assert (shown.body["name"], shown.body["description"]) == ("Bakery", "an oven")
    assert [one["name"] for one in shown.body["structure"]["channels"]] == ["general"]
    assert shown.headers["etag"] == '"1"'
    check_needs_caller(get_template, f"/templates/{code}")


def test_what_is_no_code_is_not_found(place: Place) -> None:
    absent = preview("0" * 22)
    check_refused(absent, 404, "not_found")
    for bad in ("x", place.invite(), "%00", "ä", "c" * 3000, place.community_id):
        check_same(preview(bad), absent)


def test_it_is_there_as_long_as_its_community(place: Place) -> None:
    code = template(place)
    assert call(delete_community, place.path, as_=place.owner).status == 204
    check_same(preview(code, person()), preview("0" * 22))
    assert call(restore_community, f"{place.path}/restore", as_=place.owner).status == 200
    assert preview(code).status == 200
