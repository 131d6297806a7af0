"""Reading whom one is friends with, has asked, is asked by and has blocked."""

from __future__ import annotations

from commons.testing import Person, call
from functions.users.endpoints.list_relationships import list_relationships
from tests.functions.auth.conftest import Registered, registered
from tests.functions.users.endpoints.test_set_relationship import BLOCK, FRIENDS, end, two, wish
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_needs_caller

__all__ = ["two"]
PATH = "/users/me/relationships"


def listed(who: Registered, **query: str) -> list[tuple[str, str]]:
    page = call(list_relationships, PATH, as_=who.token, query=query).body
    assert page["next_cursor"] is None
    return [(one["user_id"], one["type"]) for one in page["data"]]


def test_one_type_is_listed_alone(two: tuple[Registered, Registered]) -> None:
    ada, bob = two
    eve, dan = registered(), registered()
    wish(ada, bob, FRIENDS)
    wish(ada, eve, BLOCK)
    wish(dan, ada, FRIENDS)

    assert listed(ada, type="blocked") == [(eve.user_id, "blocked")]
    assert listed(ada, type="incoming") == [(dan.user_id, "incoming")]
    assert {kind for _, kind in listed(ada)} == {"outgoing", "blocked", "incoming"}


def test_what_ended_is_not_listed(two: tuple[Registered, Registered]) -> None:
    ada, bob = two
    wish(ada, bob, FRIENDS)
    end(ada, bob)
    assert listed(ada) == []


def test_pages_hold_everything_once(alice: Person, fresh_caches: None) -> None:
    others = [registered() for _ in range(5)]
    for number, other in enumerate(others):
        wish(alice, other, BLOCK if number % 2 else FRIENDS)
    end(alice, others[2])
    expected = sorted(one.user_id for n, one in enumerate(others) if n != 2)
    listing = Listing(list_relationships, PATH, alice)
    for limit in (1, 2, 4):
        assert [row["user_id"] for row in walked(listing, limit)] == expected
    check_bad_cursors(listing)


def test_another_type_is_refused(two: tuple[Registered, Registered]) -> None:
    reply = call(list_relationships, PATH, as_=two[0].token, query={"type": "none"})
    assert (reply.status, reply.code) == (422, "validation_failed")


def test_nobody_reads_without_a_token(two: tuple[Registered, Registered]) -> None:
    check_needs_caller(list_relationships, PATH)
