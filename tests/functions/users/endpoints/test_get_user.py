"""Somebody else, as everybody may see them."""

import pytest

from commons.testing import Person, call
from functions.users.endpoints.get_user import get_user
from functions.users.endpoints.update_me import update_me
from tests.refusals import check_needs_caller, check_refused, check_same

ABSENT = f"/users/usr_{'0' * 26}"


def test_others_see_the_profile_and_no_address(alice: Person, bob: Person) -> None:
    call(update_me, "/users/me", as_=alice, body={"bio": "numbers", "display_name": "Al"})
    reply = call(get_user, f"/users/{alice.user_id}", as_=bob)

    assert reply.status == 200
    assert reply.body.keys() == {
        *("id", "handle", "display_name", "avatar_url", "bio", "created_at"),
    }
    assert (reply.body["display_name"], reply.body["bio"]) == ("Al", "numbers")
    assert reply.body["id"] == alice.user_id


def test_who_does_not_exist_is_absent(alice: Person) -> None:
    check_refused(call(get_user, ABSENT, as_=alice), 404, "not_found")


@pytest.mark.parametrize("bad", ["x", "com_0", "usr_", "usr_" + "u" * 26, "%00", "ä", "x" * 3000])
def test_what_is_no_user_id_is_absent(alice: Person, bad: str) -> None:
    reply = call(get_user, f"/users/{bad}", as_=alice)
    check_same(reply, call(get_user, ABSENT, as_=alice))


def test_nobody_sees_nobody(alice: Person) -> None:
    check_needs_caller(get_user, f"/users/{alice.user_id}")
