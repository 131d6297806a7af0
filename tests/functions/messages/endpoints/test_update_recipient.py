"""Admins of a group, and handing it over."""

from __future__ import annotations

import pytest

from commons.testing import Person, Reply
from functions.messages.endpoints.update_recipient import update_recipient
from tests.functions.messages.directs import ask, group, people, shown
from tests.parallel import in_parallel
from tests.refusals import check_bad_bodies, check_refused, nothing_changes

pytestmark = pytest.mark.usefixtures("fresh_caches")
ROUTE = "PATCH /v1/dms/{channel_id}/recipients/{user_id}"


def give(who: Person, channel_id: str, other: Person, role: str) -> Reply:
    return ask(ROUTE, who, f"/dms/{channel_id}/recipients/{other.user_id}", {"role": role})


def test_an_admin_names_the_group_and_makes_no_admins(aws: str) -> None:
    ada, bob, eve = people(3)
    channel_id = group(ada, bob, eve)
    assert give(ada, channel_id, bob, "admin").body["admin_ids"] == [bob.user_id]
    assert ask("PATCH /v1/dms/{channel_id}", bob, f"/dms/{channel_id}", {"name": "x"}).status == 200
    with nothing_changes("messages"):
        check_refused(give(bob, channel_id, eve, "admin"), 403, "missing_permission")
    assert give(ada, channel_id, bob, "member").body["admin_ids"] == []
    refused = ask("PATCH /v1/dms/{channel_id}", bob, f"/dms/{channel_id}", {"name": "y"})
    check_refused(refused, 403, "missing_permission")


def test_it_is_handed_over(aws: str) -> None:
    ada, bob, eve = people(3)
    channel_id = group(ada, bob, eve)
    given = give(ada, channel_id, bob, "owner").body
    assert (given["owner_id"], given["admin_ids"]) == (bob.user_id, [ada.user_id])
    with nothing_changes("messages"):
        check_refused(give(ada, channel_id, eve, "admin"), 403, "missing_permission")
        assert give(bob, channel_id, bob, "member").body["owner_id"] == bob.user_id


def test_it_has_one_owner_under_any_race(aws: str) -> None:
    ada, *others = people(4)
    channel_id = group(ada, *others)
    in_parallel(3, lambda i: give(ada, channel_id, others[i], "owner"))
    seen = shown(ada, channel_id).body
    assert seen["owner_id"] in {other.user_id for other in others}
    assert seen["admin_ids"] == [ada.user_id]


def test_who_is_not_in_it_is_not_found(aws: str) -> None:
    ada, bob, eve, dan = people(4)
    channel_id = group(ada, bob, eve)
    with nothing_changes("messages"):
        check_refused(give(ada, channel_id, dan, "admin"), 404, "not_found")
        path = f"/dms/{channel_id}/recipients/{bob.user_id}"
        check_bad_bodies(update_recipient, path, {"role": "admin"}, ada)
