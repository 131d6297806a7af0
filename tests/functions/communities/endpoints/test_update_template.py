"""Editing templates."""

from __future__ import annotations

from collections import Counter

from commons.testing import Person, Reply, call, person
from functions.communities.endpoints.list_audit_log import list_audit_log
from functions.communities.endpoints.update_template import update_template
from tests.functions.communities.conftest import Place, check_lacks
from tests.functions.communities.templating import listed, preview, template
from tests.parallel import in_parallel
from tests.refusals import check_bad_bodies, check_bad_fields, check_refused, nothing_changes

GOOD = {"name": "Ovens", "description": "two\novens"}
BAD: dict[str, tuple[object, ...]] = {
    "name": ([], {}, True, None, "", "x" * 101, "a\nb"),
    "description": ([], None, "x" * 1001),
    "include_hidden": (True,),
}


def edited(code: str, who: Person, tag: str | None = None, /, **body: object) -> Reply:
    """Ask for an edit."""
    headers = {} if tag is None else {"if-match": tag}
    return call(update_template, f"/templates/{code}", as_=who, body=body, headers=headers)


def test_what_is_given_changes_and_what_is_absent_stays(place: Place) -> None:
    code = template(place, description="an oven")
    before = preview(code).body
    reply = edited(code, place.owner, name="Ovens")
    assert (reply.body["name"], reply.body["description"]) == ("Ovens", "an oven")
    assert reply.headers["etag"] == '"2"'
    assert preview(code).body == before | {"name": "Ovens"}
    log = call(list_audit_log, f"{place.path}/audit-log", as_=place.owner).body["data"]
    assert (log[0]["action"], log[0]["target_id"]) == ("template_updated", reply.body["id"])
    assert (log[0]["before"], log[0]["after"]) == ({"name": "Bakery"}, {"name": "Ovens"})


def test_of_many_with_the_same_tag_one_edits(place: Place) -> None:
    code = template(place)
    tag = preview(code).headers["etag"]
    replies = in_parallel(5, lambda i: edited(code, place.owner, tag, name=f"n{i}"))
    assert Counter(reply.status for reply in replies) == {200: 1, 412: 4}


def test_whoever_has_but_its_code_edits_nothing(place: Place) -> None:
    code = template(place)
    with nothing_changes("communities"):
        check_lacks(edited(code, place.member, **GOOD), "MANAGE_COMMUNITY")
        for stranger in (person(), place.banned):
            check_refused(edited(code, stranger, **GOOD), 404, "not_found")
        check_refused(edited("0" * 22, place.owner, **GOOD), 404, "not_found")
    assert listed(place)[0]["name"] == "Bakery"


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path = f"/templates/{template(place)}"
    with nothing_changes("communities"):
        check_bad_bodies(update_template, path, GOOD, place.owner)
        check_bad_fields(update_template, path, GOOD, BAD, place.owner)
