"""Ending what somebody is to one: unfriend, withdraw, turn down, unblock."""

from __future__ import annotations

import pytest

from commons.contracts.users import RelationshipChanged
from commons.testing import call, emitted
from functions.users.endpoints.end_relationship import end_relationship
from tests.functions.auth.conftest import Registered
from tests.functions.users.endpoints.test_set_relationship import (
    BLOCK,
    FRIENDS,
    end,
    path,
    seen,
    two,
    wish,
)
from tests.refusals import check_needs_caller, check_refused, nothing_changes

__all__ = ["two"]


def test_a_friendship_ends_for_both(two: tuple[Registered, Registered]) -> None:
    ada, bob = two
    wish(ada, bob, FRIENDS)
    wish(bob, ada, FRIENDS)
    assert end(ada, bob).status == 204
    assert (seen(ada), seen(bob)) == ({}, {})


def test_a_request_is_withdrawn_without_a_trace(two: tuple[Registered, Registered]) -> None:
    ada, bob = two
    wish(ada, bob, FRIENDS)
    assert end(ada, bob).status == 204
    assert (seen(ada), seen(bob)) == ({}, {})


def test_who_is_turned_down_is_not_told(two: tuple[Registered, Registered]) -> None:
    ada, bob = two
    wish(ada, bob, FRIENDS)
    told = emitted(RelationshipChanged, user_id=ada.user_id)
    assert end(bob, ada).status == 204

    assert (seen(ada), seen(bob)) == ({bob.user_id: "outgoing"}, {})
    assert emitted(RelationshipChanged, user_id=ada.user_id) == told
    assert wish(bob, ada, FRIENDS).body["type"] == "friend"


def test_an_unblocked_person_is_nothing_again(two: tuple[Registered, Registered]) -> None:
    ada, bob = two
    wish(ada, bob, BLOCK)
    wish(bob, ada, BLOCK)
    assert end(ada, bob).status == 204
    assert (seen(ada), seen(bob)) == ({}, {ada.user_id: "blocked"})


def test_where_there_is_nothing_nothing_changes(two: tuple[Registered, Registered]) -> None:
    ada, bob = two
    with nothing_changes("users"):
        assert end(ada, bob).status == 204


@pytest.mark.parametrize("name", ["me", "by id"])
def test_nobody_ends_themselves(two: tuple[Registered, Registered], name: str) -> None:
    ada, _ = two
    where = "/users/me/relationships/me" if name == "me" else path(ada)
    check_refused(call(end_relationship, where, as_=ada.token), 422, "oneself")


def test_nobody_is_asked_without_a_token(two: tuple[Registered, Registered]) -> None:
    check_needs_caller(end_relationship, path(two[1]))
