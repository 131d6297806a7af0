"""Deleting templates."""

from __future__ import annotations

from collections import Counter

from commons.testing import Person, Reply, call, person
from functions.communities.endpoints.delete_template import delete_template
from functions.communities.endpoints.list_audit_log import list_audit_log
from tests.functions.communities.conftest import Place, check_lacks
from tests.functions.communities.templating import asked, copied, listed, preview, template
from tests.parallel import in_parallel
from tests.refusals import check_refused, nothing_changes, rows


def deleted(code: str, who: Person) -> Reply:
    """Ask for it."""
    return call(delete_template, f"/templates/{code}", as_=who)


def test_its_code_is_good_for_nothing_and_communities_made_from_it_stay(place: Place) -> None:
    made = asked(place).body
    code, founder = made["code"], person()
    copy = copied(code, founder).body["id"]

    assert deleted(code, place.owner).status == 204

    check_refused(preview(code), 404, "not_found")
    check_refused(copied(code, founder), 422, "no_such_template")
    assert listed(place) == []
    assert [key for key in rows("communities") if code in "".join(key)] == []
    assert (f"COM#{copy}", "COM") in rows("communities")
    log = call(list_audit_log, f"{place.path}/audit-log", as_=place.owner).body["data"]
    assert (log[0]["action"], log[0]["target_id"]) == ("template_deleted", made["id"])
    assert log[0]["before"] == {"name": "Bakery", "description": "", "include_hidden": False}


def test_of_many_at_once_one_deletes_and_it_is_counted_once(place: Place) -> None:
    codes = [template(place) for _ in range(2)]
    replies = in_parallel(5, lambda _: deleted(codes[0], place.owner))
    assert Counter(reply.status for reply in replies) == {204: 1, 404: 4}
    community = rows("communities")[f"COM#{place.community_id}", "COM"]
    assert community["template_count"] == {"N": "1"}


def test_whoever_has_but_its_code_deletes_nothing(place: Place) -> None:
    code = template(place)
    with nothing_changes("communities"):
        check_lacks(deleted(code, place.member), "MANAGE_COMMUNITY")
        for stranger in (person(), place.banned):
            check_refused(deleted(code, stranger), 404, "not_found")
        check_refused(deleted("0" * 22, place.owner), 404, "not_found")
