"""A suspended account is refused everything, until it is reinstated."""

from __future__ import annotations

import pytest

from commons import auth
from commons.contracts.auth import AccountReinstated, AccountSuspended
from commons.ids import USER, new_id
from commons.invocation import Failed
from commons.testing import Context, Reply, call, emitted
from functions.auth.endpoints.login import login
from functions.auth.jobs.suspend_account import suspend_account
from functions.auth.models import Device
from tests.functions.auth.conftest import PASSWORD, Registered, again, refreshed, sessions
from tests.parallel import in_parallel
from tests.refusals import check_refused


def told(user_id: str, **more: object) -> None:
    """Run the job as an operator does; functions remember nothing of before."""
    suspend_account({"detail": {"user_id": user_id} | more}, Context())
    auth.forget()


def logged_in(person: Registered) -> Reply:
    """The answer to the right password."""
    return call(login, "/auth/login", body={"login": person.handle, "password": PASSWORD})


def test_nothing_of_it_works_until_it_is_reinstated(ada: Registered) -> None:
    other = again(ada)
    told(ada.user_id)

    for token in (ada.token, other.token):
        check_refused(sessions(token), 403, "account_suspended")
    check_refused(logged_in(ada), 403, "account_suspended")
    check_refused(refreshed(ada.tokens["refresh_token"]), 403, "account_suspended")

    told(ada.user_id, reinstate=True)
    assert sessions(ada.token).status == 200
    assert refreshed(ada.tokens["refresh_token"]).status == 200
    assert logged_in(ada).status == 200


def test_a_wrong_password_tells_nothing_of_it(ada: Registered) -> None:
    told(ada.user_id)
    wrong = call(login, "/auth/login", body={"login": ada.handle, "password": "something else"})

    check_refused(wrong, 401, "invalid_credentials")


def test_nobody_else_is_touched(ada: Registered, eve: Registered) -> None:
    told(ada.user_id)

    assert sessions(eve.token).status == 200
    assert logged_in(eve).status == 200


def test_it_is_told_once_however_often_it_is_done(ada: Registered) -> None:
    for _ in range(3):
        told(ada.user_id)
    told(ada.user_id, reinstate=True)
    told(ada.user_id)

    assert [e.suspension for e in emitted(AccountSuspended, user_id=ada.user_id)] == [1, 3]
    assert [e.suspension for e in emitted(AccountReinstated, user_id=ada.user_id)] == [2]


def test_no_session_slips_in_while_it_is_suspended(ada: Registered) -> None:
    def act(number: int) -> None:
        if number == 4:
            told(ada.user_id)
        else:
            logged_in(ada)

    in_parallel(8, act)

    auth.forget()
    begun = [device.session_id for device in Device.list(ada.user_id)]
    assert begun
    for session_id in begun:
        with pytest.raises(auth.AccountSuspended):
            auth.check_session(session_id, ada.user_id)


def test_an_account_that_is_not_there_fails_the_job(fresh_caches: None) -> None:
    with pytest.raises(Failed):
        told(new_id(USER))
