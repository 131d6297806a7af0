"""The list of one's sessions."""

from commons.testing import call
from functions.auth.endpoints.list_sessions import list_sessions
from tests.functions.auth.conftest import Registered, again, refreshed, sessions
from tests.refusals import check_needs_caller


def test_sessions_are_listed_oldest_first(ada: Registered) -> None:
    phone = again(ada, device_name="phone")
    listed = sessions(phone.token).body["data"]

    assert [(s["device_name"], s["current"]) for s in listed] == [(None, False), ("phone", True)]
    assert all(s.keys() >= {"id", "device_name", "place", "created_at"} for s in listed)
    assert [s["id"] for s in listed] == sorted(s["id"] for s in listed)


def test_a_refresh_is_a_use(ada: Registered) -> None:
    [before] = sessions(ada.token).body["data"]
    refreshed(ada.tokens["refresh_token"])
    [after] = sessions(ada.token).body["data"]

    assert after["created_at"] == before["created_at"]
    assert after["last_used_at"] > before["last_used_at"]


def test_the_sessions_of_others_are_not_listed(ada: Registered, eve: Registered) -> None:
    listed = {s["id"] for s in sessions(eve.token).body["data"]}
    assert listed == {eve.session_id} != {ada.session_id}


def test_nobody_has_no_sessions(aws: str) -> None:
    check_needs_caller(list_sessions, "/auth/sessions")


def test_no_list_shows_a_token(ada: Registered) -> None:
    shown = str(call(list_sessions, "/auth/sessions", as_=ada.token).body)
    assert ada.tokens["refresh_token"] not in shown
    assert ada.token not in shown
