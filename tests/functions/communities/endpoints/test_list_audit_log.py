"""Reading the audit log."""

from __future__ import annotations

from typing import Any

import pytest

from commons.clock import now
from commons.testing import Person, Reply, call
from functions.communities.auditlog import MOST_LOOKED
from functions.communities.endpoints.list_audit_log import list_audit_log
from functions.communities.endpoints.list_bans import list_bans
from functions.communities.endpoints.update_channel import update_channel
from functions.communities.models.audit import sort_key
from tests.faults import calls
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.logs import Entry, drop_rows, filled, log_of, long_log
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_invalid


def log(place: Place, who: Person | None = None) -> Listing:
    """The log as the owner or somebody else sees it."""
    return Listing(list_audit_log, f"{place.path}/audit-log", who or place.owner)


def found(place: Place, **query: object) -> list[Entry]:
    """What a filter finds, over as many pages as it takes."""
    rows: list[Entry] = []
    while True:
        body = log(place).page(limit=100, **query).body
        rows += body["data"]
        if body["next_cursor"] is None:
            return rows
        query = query | {"cursor": body["next_cursor"]}


def test_it_shows_what_is_hashed_newest_first(place: Place) -> None:
    shown = log(place).page().body["data"]
    assert shown == log_of(place.community_id)[::-1]
    assert [entry["action"] for entry in shown] == ["member_banned", "community_created"]


def test_it_is_walked_both_ways(place: Place) -> None:
    written = filled(place, 23)[::-1]
    for limit in (1, 4, 23, 100):
        assert walked(log(place), limit) == written


def test_a_filter_finds_all_it_names_and_nothing_else(place: Place) -> None:
    written = filled(place, 130)[::-1]
    body = {"topic": "Bread"}
    call(update_channel, f"/channels/{place.channel_id}", as_=place.owner, body=body)
    [newest, *_] = found(place)
    wanted = {"actor_id": place.owner.user_id, "action": "role_updated"}
    assert found(place, **wanted) == [e for e in written if e["action"] == "role_updated"]
    assert found(place, target_id=place.channel_id)[0] == newest
    assert found(place, target_id=place.banned.user_id) == written[-2:-1]
    assert found(place, actor_id=place.member.user_id) == []
    assert found(place, action="nothing_known") == []


def test_times_are_found_without_looking_at_what_lies_between(place: Place) -> None:
    filled(place, 60)
    middle = now()
    with long_log(place, 300) as written:
        with calls() as watched:
            old = log(place).page(before=middle).body["data"]
        assert [entry["n"] for entry in old] == list(range(60, 10, -1))
        assert watched.names.count("Query") <= 10
        assert found(place, after=middle) == written[60:][::-1]
        assert found(place, after=middle, before=middle) == []
        assert len(found(place, after="1970-01-01T00:00:00Z")) == 300
        assert found(place, before="0001-01-01T00:00:00Z") == []
        assert len(found(place, before="9999-12-31T23:59:59Z")) == 300


def test_a_page_looks_at_no_more_than_it_may(place: Place) -> None:
    with long_log(place, MOST_LOOKED + 50):
        first = log(place).page(target_id=place.banned.user_id).body
        assert first["data"] == []
        rest = log(place).page(target_id=place.banned.user_id, cursor=first["next_cursor"]).body
        assert [entry["n"] for entry in rest["data"]] == [2]
        assert rest["next_cursor"] is None
        back = log(place).page(cursor=rest["prev_cursor"], limit=1).body
        assert [entry["n"] for entry in back["data"]] == [3]


def test_what_was_deleted_from_the_table_stops_nobody_from_reading(place: Place) -> None:
    filled(place, 40)
    before = log(place).page(limit=1).body["data"][0]["at"]
    drop_rows(place.community_id, [sort_key(n) for n in range(1, 30)])
    assert [entry["n"] for entry in found(place)] == list(range(40, 29, -1))
    assert found(place, before=before) is not None


def test_a_cursor_is_this_logs(place: Place, public: Place) -> None:
    place.ban(place.member)
    bans = Listing(list_bans, f"{place.path}/bans", place.owner)
    check_bad_cursors(log(place), log(public).cursor(), bans.cursor())


BAD: dict[str, tuple[Any, ...]] = {
    "actor_id": ("", "x" * 65),
    "action": ("", "x" * 65),
    "target_id": ("", "x" * 65),
    "after": ("", "x", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z"),
    "before": ("", "x", "yesterday", "2026-01-01T00:00:00"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_filters_are_refused_by_name(name: str, place: Place) -> None:
    for value in BAD[name]:
        reply: Reply = log(place).page(**{name: value})
        check_invalid(reply, f"/query/{name}")


def test_members_do_not_see_it_and_to_outsiders_it_is_absent(place: Place) -> None:
    check_lacks(log(place, place.member).page(), "VIEW_AUDIT_LOG")
    check_hidden(list_audit_log, lambda community: f"/communities/{community}/audit-log", place)
