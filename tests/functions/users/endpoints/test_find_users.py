"""Finding people by handle or by ids."""

from __future__ import annotations

import pytest

from commons.testing import Person, Reply, call, person
from functions.users.endpoints.find_users import find_users
from functions.users.endpoints.get_user import get_user
from tests.refusals import check_invalid, check_needs_caller

PATH = "/users"


def found(who: Person, **query: object) -> Reply:
    """Look for people."""
    return call(find_users, PATH, as_=who, query=query)


def ids_of(reply: Reply) -> list[str]:
    """Who was found."""
    assert reply.status == 200, reply
    return [user["id"] for user in reply.body["data"]]


def test_a_handle_finds_its_user_however_it_is_written(alice: Person) -> None:
    handle = "x" * 20 + alice.user_id[-12:].lower()
    longest = person(handle)
    for written in (handle, f"@{handle}", handle.upper()):
        assert ids_of(found(alice, handle=written)) == [longest.user_id]


@pytest.mark.parametrize("handle", ["nobody-here", "", "@", "\0", "ä", "@@"])
def test_an_unknown_handle_finds_nobody(alice: Person, handle: str) -> None:
    assert ids_of(found(alice, handle=handle)) == []


def test_ids_find_their_users_in_that_order(alice: Person, bob: Person) -> None:
    wanted = [bob.user_id, f"usr_{'0' * 26}", alice.user_id, bob.user_id]
    assert ids_of(found(alice, ids=",".join(wanted))) == [bob.user_id, alice.user_id]


def test_a_found_user_is_the_user(alice: Person, bob: Person) -> None:
    [user] = found(alice, ids=bob.user_id).body["data"]
    assert user == call(get_user, f"/users/{bob.user_id}", as_=alice).body


@pytest.mark.parametrize("ids", ["", ",", "x", "com_" + "0" * 26, "u" * 3000, "usr_\0"])
def test_what_is_no_id_finds_nobody(alice: Person, ids: str) -> None:
    assert ids_of(found(alice, ids=ids)) == []


def test_a_hundred_ids_are_the_most(alice: Person) -> None:
    many = [f"usr_{i:026d}" for i in range(101)]
    assert ids_of(found(alice, ids=",".join([*many[:99], alice.user_id]))) == [alice.user_id]
    check_invalid(found(alice, ids=",".join(many)), "/query/ids")


def test_one_asks_for_handle_or_ids(alice: Person) -> None:
    check_invalid(found(alice), "/query")
    check_invalid(found(alice, handle="a", ids="b"), "/query")
    check_invalid(found(alice, handle="x" * 34), "/query/handle")
    check_invalid(found(alice, ids="x" * 3201), "/query/ids")


def test_nobody_finds_nobody(alice: Person) -> None:
    check_needs_caller(find_users, PATH, query={"ids": alice.user_id})
