"""Logging out: this session and no other."""

from commons import auth
from commons.contracts.auth import SessionRevoked
from commons.testing import call, emitted
from functions.auth.endpoints.logout import logout
from tests.functions.auth.conftest import Registered, again, refreshed, sessions
from tests.refusals import check_needs_caller, check_refused, nothing_changes


def test_a_session_that_logs_out_is_over(ada: Registered) -> None:
    session_id = ada.session_id
    reply = call(logout, "/auth/logout", as_=ada.token)

    assert (reply.status, reply.body) == (204, None)
    check_refused(sessions(ada.token), 401, "invalid_token")
    check_refused(refreshed(ada.tokens["refresh_token"]), 401, "invalid_refresh_token")
    [event] = emitted(SessionRevoked, session_id=session_id)
    assert event.user_id == ada.user_id


def test_other_sessions_go_on(ada: Registered) -> None:
    phone = again(ada)
    call(logout, "/auth/logout", as_=ada.token)

    [left] = sessions(phone.token).body["data"]
    assert left["current"]
    assert refreshed(phone.tokens["refresh_token"]).status == 200


def test_whoever_has_logged_out_cannot_log_out_again(ada: Registered) -> None:
    call(logout, "/auth/logout", as_=ada.token)
    auth.forget()
    with nothing_changes("auth"):
        check_refused(call(logout, "/auth/logout", as_=ada.token), 401, "invalid_token")


def test_nobody_cannot_log_out(aws: str) -> None:
    with nothing_changes("auth"):
        check_needs_caller(logout, "/auth/logout")
