"""Logging in: a new session each time; whoever guesses learns nothing."""

from __future__ import annotations

from typing import Any

import argon2
import pytest

from commons.testing import Reply, call
from functions.auth.endpoints.login import login
from tests.functions.auth.conftest import PASSWORD, Registered, again, sessions
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_refused,
    check_same,
    nothing_changes,
)

PATH = "/auth/login"
BAD: dict[str, tuple[object, ...]] = {
    "login": ([], {}, True, 1.5, None, "", "  ", "x" * 255),
    "password": ([], {}, True, 1.5, None, "", "x" * 129),
    "device_name": ([], {}, True, 1.5, "", "x" * 65),
}


def attempt(name: str, password: str = PASSWORD) -> Reply:
    """Try to log in."""
    return call(login, PATH, body={"login": name, "password": password})


def test_one_logs_in_with_handle_or_address(ada: Registered) -> None:
    for name in (ada.handle, ada.handle.upper(), ada.email, f" {ada.email.upper()} "):
        reply = attempt(name)
        assert reply.status == 200, reply
        assert reply.body["user"] == ada.tokens["user"]
        assert (reply.body["token_type"], reply.body["expires_in"]) == ("Bearer", 600)


def test_every_login_is_a_session_of_its_own(ada: Registered) -> None:
    phone = again(ada, device_name="phone")

    listed = sessions(phone.token).body["data"]
    assert [(s["device_name"], s["current"]) for s in listed] == [(None, False), ("phone", True)]
    assert phone.tokens["refresh_token"] != ada.tokens["refresh_token"]


def test_a_wrong_password_is_refused(ada: Registered) -> None:
    with nothing_changes("auth"):
        check_refused(attempt(ada.handle, PASSWORD + "x"), 401, "invalid_credentials")


def test_the_password_of_another_is_wrong(ada: Registered, eve: Registered) -> None:
    again(eve)
    reply = call(login, PATH, body={"login": ada.handle, "password": "eve's own password"})
    check_refused(reply, 401, "invalid_credentials")


@pytest.mark.parametrize("unknown", ["nobody-here", "nobody@example.org", "\0", "@", "ä" * 200])
def test_an_unknown_user_is_told_what_a_wrong_password_is_told(
    ada: Registered, unknown: str
) -> None:
    with nothing_changes("auth"):
        check_same(attempt(unknown), attempt(ada.handle, "wrong"))


def test_an_unknown_user_costs_what_a_known_one_costs(
    ada: Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    verify = argon2.PasswordHasher.verify

    def counting(hasher: argon2.PasswordHasher, stored: Any, password: Any) -> Any:
        verified.append(stored)
        return verify(hasher, stored, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counting)
    for name, password in ((ada.handle, PASSWORD), (ada.handle, "wrong"), ("nobody", "wrong")):
        attempt(name, password)

    parameters = [argon2.extract_parameters(stored) for stored in verified]
    assert len(parameters) == 3
    assert parameters[0] == parameters[1] == parameters[2]


def test_what_cannot_be_read_changes_nothing(ada: Registered) -> None:
    good = {"login": ada.handle, "password": PASSWORD}
    with nothing_changes("auth"):
        check_bad_bodies(login, PATH, good)
        check_bad_fields(login, PATH, good, BAD)
        for name in ("login", "password"):
            reply = call(login, PATH, body={k: v for k, v in good.items() if k != name})
            check_refused(reply, 422, "validation_failed")
