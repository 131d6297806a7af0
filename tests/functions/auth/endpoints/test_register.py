"""Registering: one account per handle and address, logged in at once."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from commons.contracts.auth import UserRegistered
from commons.testing import call, emitted
from functions.auth.endpoints.register import register
from functions.users.endpoints.get_me import get_me
from tests.functions.auth.conftest import PASSWORD, new_account, registered, sessions
from tests.parallel import in_parallel
from tests.refusals import (
    WRONG_TYPES,
    check_bad_bodies,
    check_bad_fields,
    check_refused,
    nothing_changes,
    rows,
)

PATH = "/auth/register"
BAD = {
    "email": (
        *WRONG_TYPES,
        None,
        "",
        "a",
        "a@b",
        "@b.co",
        "a@b..co",
        "a b@c.co",
        "x" * 65 + "@b.c",
    ),
    "password": (*WRONG_TYPES, None, "", "1234567", "x" * 129),
    "handle": (*WRONG_TYPES, None, "", "a", "-ab", "a b", "ä" * 3, "x" * 33, "ab\n", "@ab"),
    "display_name": ([], {}, True, 1.5, "", "   ", "x" * 65, "a\0b", "a\nb", "\x1b[31mred"),
    "device_name": ([], {}, True, 1.5, "", "x" * 65, "a\0b"),
}


@pytest.fixture(autouse=True)
def _aws(fresh_caches: None) -> None:
    """Every test here needs tables."""


def test_whoever_registers_is_logged_in() -> None:
    body = new_account(display_name=" Ada L. ", device_name="laptop")
    reply = call(register, PATH, body=body)

    assert reply.status == 201
    tokens = reply.body
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 600)
    assert tokens["refresh_token"]
    assert tokens["user"].pop("created_at").endswith("Z")
    assert tokens["user"].pop("id").startswith("usr_")
    assert tokens["user"] == {
        "handle": body["handle"],
        "display_name": "Ada L.",
        "avatar_url": None,
        "bio": "",
        "email": body["email"],
        "email_verified": False,
        "locale": "en",
    }
    [session] = sessions(tokens["access_token"]).body["data"]
    assert (session["current"], session["device_name"]) == (True, "laptop")


def test_the_new_user_is_the_same_at_users() -> None:
    person = registered()
    assert call(get_me, "/users/me", as_=person.token).body == person.tokens["user"]


def test_handles_are_lower_case_and_the_first_display_name() -> None:
    body = new_account(email=" Some.Body@Example.org ")
    body["handle"] = str(body["handle"]).upper()
    user = call(register, PATH, body=body).body["user"]

    assert user["handle"] == str(body["handle"]).lower()
    assert user["display_name"] == user["handle"]
    assert user["email"] == "Some.Body@Example.org"


def test_a_registration_is_told_once() -> None:
    person = registered()
    [event] = emitted(UserRegistered, user_id=person.user_id)
    assert event.handle == person.handle


def test_the_password_is_kept_as_an_argon2id_hash_only() -> None:
    person = registered()
    row = rows("auth")[f"USR#{person.user_id}", "CRED"]
    assert row["password_hash"]["S"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in json.dumps(list(rows("auth").values()))


def test_a_handle_belongs_to_one_account() -> None:
    person = registered()
    with nothing_changes("auth"):
        reply = call(register, PATH, body=new_account(handle=person.handle.upper()))
    check_refused(reply, 409, "handle_taken")


def test_an_address_belongs_to_one_account() -> None:
    person = registered()
    with nothing_changes("auth"):
        reply = call(register, PATH, body=new_account(email=person.email.upper()))
    check_refused(reply, 409, "email_taken")


def test_what_cannot_be_read_changes_nothing() -> None:
    with nothing_changes("auth"):
        check_bad_bodies(register, PATH, new_account())
        check_bad_fields(register, PATH, new_account(), BAD)


def test_a_lone_surrogate_is_refused_wherever_it_stands() -> None:
    with nothing_changes("auth"):
        for name in ("email", "password", "handle", "display_name", "device_name"):
            raw = json.dumps(new_account(**{name: "abcdefgh\ud800@example.org"}))
            check_refused(call(register, PATH, raw=raw), 422, "validation_failed")


def test_a_refusal_does_not_repeat_the_input() -> None:
    body = new_account(password="hunter2", email="nobody-at-home")
    reply = call(register, PATH, body=body)
    assert "hunter2" not in json.dumps(reply.body)
    assert "nobody-at-home" not in json.dumps(reply.body)


@pytest.mark.parametrize("shared", ["handle", "email"])
def test_of_many_at_once_one_gets_the_handle_or_address(shared: str) -> None:
    wanted = new_account()
    bodies = [new_account(**{shared: wanted[shared]}) for _ in range(20)]
    replies = in_parallel(20, lambda i: call(register, PATH, body=bodies[i]))

    assert Counter(r.status for r in replies) == {201: 1, 409: 19}
    assert {r.code for r in replies if r.status == 409} == {f"{shared}_taken"}
    [winner] = [r.body["user"] for r in replies if r.status == 201]
    attempted = [body["handle"] for body in bodies]
    told = [e.user_id for e in emitted(UserRegistered) if e.handle in attempted]
    assert told == [winner["id"]]
