"""Ending a session from another: only one's own."""

import pytest

from commons.contracts.auth import SessionRevoked
from commons.testing import Reply, call, emitted
from functions.auth.endpoints.delete_session import delete_session
from tests.functions.auth.conftest import Registered, again, refreshed, sessions
from tests.refusals import check_needs_caller, check_refused, check_same, nothing_changes

ABSENT = f"ses_{'0' * 26}"
BAD_IDS = ["x", "me", f"usr_{'0' * 26}", ABSENT.lower(), f"{ABSENT}0", "%00", "ä", "x" * 3000]


def ended(who: Registered, session_id: str) -> Reply:
    """Ask to end a session."""
    return call(delete_session, f"/auth/sessions/{session_id}", as_=who.token)


def test_a_lost_phone_is_logged_out(ada: Registered) -> None:
    phone = again(ada)
    lost = phone.session_id
    assert ended(ada, lost).status == 204

    check_refused(sessions(phone.token), 401, "invalid_token")
    check_refused(refreshed(phone.tokens["refresh_token"]), 401, "invalid_refresh_token")
    assert [s["id"] for s in sessions(ada.token).body["data"]] == [ada.session_id]
    [event] = emitted(SessionRevoked, session_id=lost)
    assert event.user_id == ada.user_id


def test_a_session_may_end_itself(ada: Registered) -> None:
    assert ended(ada, ada.session_id).status == 204
    assert sessions(ada.token).status == 401


def test_an_ended_session_is_absent(ada: Registered) -> None:
    lost = again(ada).session_id
    ended(ada, lost)
    check_refused(ended(ada, lost), 404, "not_found")


def test_the_session_of_another_looks_absent(ada: Registered, eve: Registered) -> None:
    hers = ada.session_id
    with nothing_changes("auth"):
        check_same(ended(eve, hers), ended(eve, ABSENT))
    assert sessions(ada.token).status == 200


@pytest.mark.parametrize("bad", BAD_IDS)
def test_what_is_no_session_id_is_absent(ada: Registered, bad: str) -> None:
    with nothing_changes("auth"):
        check_same(ended(ada, bad), ended(ada, ABSENT))


def test_nobody_ends_nothing(ada: Registered) -> None:
    session_id = ada.session_id
    with nothing_changes("auth"):
        check_needs_caller(delete_session, f"/auth/sessions/{session_id}")
