"""Taking the structure of a template anew."""

from __future__ import annotations

import pytest

from commons.permissions import Permission
from commons.testing import Person, Reply, call, person
from functions.communities.endpoints.list_audit_log import list_audit_log
from functions.communities.endpoints.refresh_template import refresh_template
from functions.communities.rules import structures
from tests.functions.communities.conftest import Place, check_lacks
from tests.functions.communities.places import hide, made
from tests.functions.communities.templating import (
    channel_names,
    holder,
    listed,
    preview,
    structure,
    template,
)
from tests.parallel import in_parallel
from tests.refusals import check_refused, nothing_changes


def refreshed(code: str, who: Person) -> Reply:
    """Ask to take the structure anew."""
    return call(refresh_template, f"/templates/{code}/structure", as_=who)


def test_it_becomes_what_the_community_is_now(place: Place) -> None:
    code = template(place)
    before = preview(code)
    made(place, "bread")
    assert preview(code).body == before.body

    reply = refreshed(code, place.owner)

    assert (reply.status, reply.headers["etag"]) == (200, '"2"')
    assert channel_names(reply.body["structure"]) == ["general", "bread"]
    assert preview(code).body["structure"] == reply.body["structure"]
    assert reply.body["refreshed_at"] > before.body["refreshed_at"]
    assert preview(code).headers["etag"] != before.headers["etag"]
    log = call(list_audit_log, f"{place.path}/audit-log", as_=place.owner).body["data"]
    assert (log[0]["action"], log[0]["target_id"]) == ("template_refreshed", reply.body["id"])


def test_it_takes_what_whoever_asks_sees(place: Place) -> None:
    hide(place, made(place, "staff"))
    code = template(place, include_hidden=True)
    assert channel_names(structure(code)) == ["general", "staff"]
    assert refreshed(code, holder(place)).status == 200
    assert channel_names(structure(code)) == ["general"]


def test_many_at_once_all_do_it(place: Place) -> None:
    code = template(place)
    replies = in_parallel(4, lambda _: refreshed(code, place.owner))
    assert {reply.status for reply in replies} == {200}
    assert preview(code).headers["etag"] == '"5"'


def test_whoever_may_not_changes_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    code, other = template(place), holder(place, Permission.MANAGE_COMMUNITY)
    with nothing_changes("communities"):
        check_lacks(refreshed(code, other), "MANAGE_ROLES")
        for stranger in (person(), place.banned):
            check_refused(refreshed(code, stranger), 404, "not_found")
        check_refused(refreshed("0" * 22, place.owner), 404, "not_found")
        monkeypatch.setattr(structures, "MAX_KB", 0)
        check_refused(refreshed(code, place.owner), 422, "limit_reached")
    assert len(listed(place)) == 1
