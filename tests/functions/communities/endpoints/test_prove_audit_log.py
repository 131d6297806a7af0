"""Proving over HTTP that the audit log is whole, as API and SDK do it."""

from __future__ import annotations

from typing import Any

import pytest

from commons.aws import client
from commons.settings import table_name
from commons.testing import Person, Reply, call, person
from commons.wire import item
from creavio.audit import Checkpoint, verify
from functions.communities.endpoints.list_audit_log import list_audit_log
from functions.communities.endpoints.prove_audit_log import prove_audit_log
from functions.communities.models.audit import sort_key
from tests.faults.figures import Figures
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.logs import drop_rows, filled, head_of, log_of, long_log
from tests.parallel import in_parallel
from tests.refusals import check_invalid

LENGTH = 30
Found = list[tuple[int, int, str]]


def proof(place: Place, who: Person | None = None, /, **query: object) -> Reply:
    """One answer."""
    path = f"{place.path}/audit-log/proof"
    return call(prove_audit_log, path, as_=who or place.owner, query=query)


def proved(place: Place, **query: object) -> Found:
    """What the whole proof finds."""
    found: Found = []
    while True:
        body = proof(place, **query).body
        found += [(run["n"], run["through"], run["kind"]) for run in body["broken"]]
        assert body["intact"] == (body["broken"] == [])
        if body["next"] is None:
            return sorted(found)
        query = query | {"at": body["next"]}


def verified(place: Place, known: str | None = None) -> Found:
    """What the SDK finds in what it reads over HTTP."""
    entries: list[dict[str, Any]] = []
    query: dict[str, object] = {"limit": 100}
    while True:
        body = call(list_audit_log, f"{place.path}/audit-log", as_=place.owner, query=query).body
        entries += body["data"]
        if body["next_cursor"] is None:
            break
        query["cursor"] = body["next_cursor"]
    told = proof(place).body
    head = Checkpoint(told["length"], told["head"])
    found = verify(entries, head, Checkpoint.read(known) if known else None)
    return sorted((one.n, one.through, one.kind) for one in found)


def change(place: Place, n: int, sk: str | None = None, **values: object) -> None:
    """Write a row past every condition: that of a place with other values, there or elsewhere."""
    table, key = table_name("communities"), item({"pk": f"AUD#{place.community_id}"})
    row = client("dynamodb").get_item(TableName=table, Key=key | item({"sk": sort_key(n)}))["Item"]
    changed = row | item({"sk": sk or sort_key(n)} | values)
    client("dynamodb").put_item(TableName=table, Item=changed)


def test_an_untouched_log_is_intact(place: Place) -> None:
    log = filled(place, LENGTH)
    body = proof(place).body
    assert body == {
        "community_id": place.community_id,
        "length": LENGTH,
        "head": log[-1]["hash"],
        "from": 1,
        "to": LENGTH,
        "intact": True,
        "broken": [],
        "next": None,
    }
    assert verified(place) == []


def test_a_proof_in_windows_covers_every_entry_once(place: Place) -> None:
    log = filled(place, LENGTH)
    covered, query = [], {"limit": 7}
    while True:
        body = proof(place, **query).body
        assert body["intact"]
        covered += list(range(body["to"], body["from"] - 1, -1))
        if body["next"] is None:
            break
        assert body["next"] == f"{body['from'] - 1}:{log[body['from'] - 2]['hash']}"
        query["at"] = body["next"]
    assert covered == list(range(LENGTH, 0, -1))


TAMPERED: dict[str, tuple[Any, Found]] = {
    "edited": (lambda place: change(place, 9, reason="another"), [(9, 9, "edited")]),
    "spaces in JSON": (lambda place: change(place, 9, after='{"i": 7}'), [(9, 9, "edited")]),
    "no JSON": (lambda place: change(place, 9, before="{"), [(9, 9, "edited")]),
    "another type": (lambda place: change(place, 9, actor_id=7), [(9, 9, "edited")]),
    "missing": (
        lambda place: drop_rows(place.community_id, [sort_key(n) for n in (9, 10)]),
        [(9, 10, "missing")],
    ),
    "truncated": (
        lambda place: drop_rows(place.community_id, [sort_key(n) for n in (29, 30)]),
        [(29, 30, "truncated")],
    ),
    "inserted": (lambda place: change(place, 9, f"{sort_key(4)}x"), [(4, 4, "inserted")]),
    "above": (lambda place: change(place, 9, sort_key(31)), [(31, 31, "inserted")]),
    "at no place": (lambda place: change(place, 9, "N#what"), [(0, 0, "inserted")]),
    "moved": (lambda place: change(place, 9, sort_key(12)), [(12, 12, "reordered")]),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_what_is_done_to_the_table_is_found_by_api_and_sdk(how: str, place: Place) -> None:
    tamper, expected = TAMPERED[how]
    filled(place, LENGTH)
    tamper(place)
    for limit in (10_000, 7, 1):
        assert proved(place, limit=limit) == expected
    assert verified(place) == expected


def test_who_knows_an_earlier_head_notices_that_there_was_more(place: Place) -> None:
    filled(place, LENGTH)
    head = head_of(place.community_id)
    assert proved(place, known=str(head)) == verified(place, str(head)) == []
    later = f"{LENGTH + 3}:{'0' * 64}"
    assert proved(place, known=later) == verified(place, later) == [(31, 33, "truncated")]
    other = f"{LENGTH - 3}:{'0' * 64}"
    assert proved(place, known=other, limit=2) == verified(place, other) == [(27, 27, "rewritten")]


def test_a_log_without_a_beginning_is_none(place: Place) -> None:
    """Every log begins with the founding: a table emptied of one is noticed."""
    drop_rows(place.community_id, [sort_key(1), sort_key(2)])
    head = {"pk": f"AUDHEAD#{place.community_id}", "sk": "HEAD"}
    client("dynamodb").delete_item(TableName=table_name("communities"), Key=item(head))
    assert proved(place) == verified(place) == [(1, 1, "truncated")]


def test_a_proof_holds_while_others_write(place: Place) -> None:
    def act(i: int) -> Found:
        if i % 2:
            return proved(place)
        assert place.ban(person()).status == 204
        return []

    assert in_parallel(20, act) == [[]] * 20
    assert log_of(place.community_id)[-1]["n"] == 12


BAD: dict[str, tuple[str, ...]] = {
    "at": ("", "x", "7", ":", "7:x", "-1:", f"7:{'A' * 64}", f"{'9' * 13}:", "٣:"),
    "known": ("", "x", "7", "7:x", f"7:{'0' * 63}"),
    "limit": ("0", "10001", "x", ""),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_parameters_are_refused_by_name(name: str, place: Place) -> None:
    for value in BAD[name]:
        check_invalid(proof(place, **{name: value}), f"/query/{name}")


def test_members_do_not_see_it_and_to_outsiders_it_is_absent(place: Place) -> None:
    check_lacks(proof(place, place.member), "VIEW_AUDIT_LOG")
    check_hidden(
        prove_audit_log, lambda community: f"/communities/{community}/audit-log/proof", place
    )


@pytest.mark.nightly
def test_ten_thousand_entries_take_one_call_or_few(place: Place, figures: Figures) -> None:
    with long_log(place, 10_000):
        calls, query = 0, dict[str, object]()
        while True:
            body = proof(place, **query).body
            calls += 1
            assert body["intact"]
            if body["next"] is None:
                break
            query["at"] = body["next"]
        figures("calls for a proof of 10,000 entries", calls, most=5)
        change(place, 5_000, reason="another")
        assert proved(place) == verified(place) == [(5_000, 5_000, "edited")]
