"""Naming a group."""

from __future__ import annotations

import pytest

from commons.streams.log import DynamoLog
from commons.testing import person
from functions.messages.endpoints.update_dm import update_dm
from tests.functions.messages.directs import ask, dm, group, people, shown
from tests.refusals import check_bad_bodies, check_bad_fields, check_refused, nothing_changes

pytestmark = pytest.mark.usefixtures("fresh_caches")
ROUTE = "PATCH /v1/dms/{channel_id}"


def test_who_runs_it_names_it_and_everybody_is_told(aws: str) -> None:
    ada, bob, eve = people(3)
    channel_id = group(ada, bob, eve)
    named = ask(ROUTE, ada, f"/dms/{channel_id}", {"name": "Bakers"})
    assert (named.status, named.body["name"]) == (200, "Bakers")
    [row] = DynamoLog().after(f"h:{channel_id}", 0)
    assert (row.type, row.d["name"], row.d["revision"]) == ("DM_UPDATE", "Bakers", 2)
    assert shown(bob, channel_id).body["name"] == "Bakers"
    assert ask(ROUTE, ada, f"/dms/{channel_id}", {"name": None}).body["name"] is None


def test_others_do_not(aws: str) -> None:
    ada, bob, eve = people(3)
    channel_id, two = group(ada, bob, eve), dm(ada, bob)
    with nothing_changes("messages"):
        refused = ask(ROUTE, bob, f"/dms/{channel_id}", {"name": "x"})
        check_refused(refused, 403, "missing_permission")
        check_refused(ask(ROUTE, ada, f"/dms/{two}", {"name": "x"}), 403, "missing_permission")
        check_refused(ask(ROUTE, person(), f"/dms/{two}", {"name": "x"}), 404, "not_found")


def test_what_cannot_be_read_changes_nothing(aws: str) -> None:
    ada, bob, eve = people(3)
    path = f"/dms/{group(ada, bob, eve)}"
    with nothing_changes("messages"):
        check_bad_bodies(update_dm, path, {"name": "x"}, ada)
        check_bad_fields(update_dm, path, {}, {"name": ("", " ", "x" * 101, [], 1)}, ada)
