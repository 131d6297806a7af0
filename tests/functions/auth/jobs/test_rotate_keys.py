"""Keys follow each other, one step at a time however often the job runs; a leaked one ends."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import jwt
import pytest

from commons.aws import client
from commons.clock import now_s
from commons.invocation import Failed
from commons.settings import table_name
from commons.testing import KID, Context, call
from commons.wire import item
from functions.auth import keys
from functions.auth.endpoints.get_jwks import get_jwks
from functions.auth.endpoints.login import login
from functions.auth.jobs.rotate_keys import rotate_keys
from functions.auth.keys import KEYS, derived
from functions.auth.models import PublicKey
from functions.auth.rules import LEAD_S, OVERLAP_S, in_order
from functions.auth.tokens import access_token
from tests.clocks import Clock
from tests.functions.auth.conftest import PASSWORD, again, refreshed, registered
from tests.functions.auth.verifiers import (
    PERIOD_S,
    Function,
    forged,
    forget_keys,
    fresh_stage,
    generations,
    newest,
)
from tests.parallel import in_parallel
from tests.refusals import check_refused, nothing_changes


@pytest.fixture
def clock(aws: str) -> Iterator[Clock]:
    """The clock of a stage that has no keys yet."""
    with fresh_stage() as moved:
        yield moved


@pytest.fixture
def another_secret(clock: Clock) -> Iterator[str]:
    """The one before: the operator replaced it. Afterwards it is the old one again."""
    kept = client("secretsmanager").get_secret_value(SecretId=f"test/{KEYS}")["SecretString"]
    signed()
    replace_secret(secrets.token_hex(32))
    yield kept
    replace_secret(kept)


def replace_secret(value: str) -> None:
    """What an operator does when the secret itself leaked."""
    client("secretsmanager").put_secret_value(SecretId=f"test/{KEYS}", SecretString=value)


def rotate(**arguments: str) -> None:
    """The job runs: by the clock, or as an operator invokes it."""
    rotate_keys({"detail": arguments}, Context())


def signed() -> str:
    """An access token of now."""
    return access_token("usr_x", "ses_x")


def kid(token: str) -> str:
    """The key that a token names."""
    return str(jwt.get_unverified_header(token)["kid"])


def signing() -> int:
    """The generation that signs now."""
    name = kid(signed())
    [number] = [n for n in generations() if derived(n).kid == name]
    return number


def document() -> set[str]:
    """The names of the keys in the public document, but that of the tests."""
    reply = call(get_jwks, "/.well-known/jwks.json")
    return {key["kid"] for key in reply.body["keys"]} - {KID}


def test_a_fresh_stage_signs_before_the_job_ever_ran(clock: Clock) -> None:
    ada = registered()
    assert Function().accepts(ada.token)
    assert again(ada).user_id == ada.user_id
    assert generations() == [1, 2]
    assert signing() == 1


@pytest.mark.parametrize("first", ["register", "login", "refresh_token", "get_jwks"])
def test_whoever_is_first_publishes_the_first_two_keys(clock: Clock, first: str) -> None:
    ada = registered()
    forget_keys()
    match first:
        case "register":
            registered()
        case "login":
            again(ada)
        case "refresh_token":
            assert refreshed(ada.tokens["refresh_token"]).status == 200
        case "get_jwks":
            document()
    assert generations() == [1, 2]


def test_the_first_signers_at_once_agree(clock: Clock) -> None:
    kids = in_parallel(20, lambda _: kid(signed()))
    assert set(kids) == {derived(1).kid}
    assert generations() == [1, 2]


def test_the_key_that_signs_next_is_in_the_document_long_before(clock: Clock) -> None:
    rotate()
    assert document() == {derived(1).kid, derived(2).kid}
    assert signing() == 1
    clock.move(PERIOD_S)
    assert signing() == 2
    rotate()
    assert document() == {derived(n).kid for n in (1, 2, 3)}
    clock.move(OVERLAP_S)
    assert document() == {derived(2).kid, derived(3).kid}


def test_running_twice_or_at_once_makes_one_step(clock: Clock) -> None:
    in_parallel(20, lambda _: rotate())
    assert generations() == [1, 2]
    clock.move(PERIOD_S + 1)
    in_parallel(20, lambda _: rotate())
    rotate()
    assert generations() == [1, 2, 3]
    assert [key.ttl is None for key in in_order(PublicKey.list())] == [False, False, True]


def test_a_job_that_is_late_still_publishes_long_before(clock: Clock) -> None:
    rotate()
    clock.move(20 * PERIOD_S)
    assert signing() == 2
    rotate()
    assert newest().signs_from_s - now_s() == pytest.approx(LEAD_S, abs=2)
    clock.move(LEAD_S - 5)
    assert signing() == 2
    clock.move(10)
    assert signing() == 3


def test_an_old_key_is_refused_when_it_has_ended(clock: Clock) -> None:
    rotate()
    warm = Function()
    assert warm.accepts(signed())
    clock.move(PERIOD_S + OVERLAP_S - 5)
    assert Function().accepts(forged(1))
    assert warm.accepts(forged(1))
    clock.move(10)
    assert not Function().accepts(forged(1))
    assert not warm.accepts(forged(1))


def test_a_leaked_key_is_refused_at_once_and_within_a_minute_by_warm_functions(
    clock: Clock,
) -> None:
    warm, stolen = Function(), signed()
    assert warm.accepts(stolen)
    rotate(leaked=kid(stolen))

    assert signing() == 2
    assert not Function().accepts(stolen)
    assert document() == {derived(2).kid, derived(3).kid}
    assert warm.accepts(signed())
    clock.move(61)
    assert not warm.accepts(forged(1))
    assert warm.accepts(signed())


def test_whoever_held_a_token_of_a_leaked_key_refreshes_it(clock: Clock) -> None:
    ada = registered()
    rotate(leaked=kid(ada.token))
    assert not Function().accepts(ada.token)
    reply = refreshed(ada.tokens["refresh_token"])
    assert reply.status == 200
    assert Function().accepts(reply.body["access_token"])


def test_naming_a_leaked_key_twice_or_at_once_retires_it_alone(clock: Clock) -> None:
    stolen = kid(signed())
    in_parallel(10, lambda _: rotate(leaked=stolen))
    rotate(leaked=stolen)
    assert generations() == [2, 3]
    assert signing() == 2


def test_a_kid_that_is_not_published_changes_nothing(clock: Clock) -> None:
    signed()
    with nothing_changes("auth"):
        rotate(leaked="nobody")
        rotate(leaked=KID)


def test_the_leak_of_a_key_that_waits_makes_another_one_sign(clock: Clock) -> None:
    signed()
    rotate(leaked=newest().sk)
    assert signing() == 3
    assert generations() == [3, 4]
    assert Function().accepts(signed())


def test_a_clock_behind_the_one_that_rotated_signs_with_what_there_is(clock: Clock) -> None:
    stolen = kid(signed())
    rotate(leaked=stolen)
    clock.move(-30)
    assert kid(signed()) == derived(2).kid


def test_a_replaced_secret_signs_once_its_keys_are_published(
    another_secret: str, clock: Clock
) -> None:
    ada = registered()  # this process still has the old secret
    waiting = newest().sk
    rotate(leaked=waiting)  # reads the new one
    assert generations() == [3, 4]
    assert Function().accepts(signed())
    check_refused(refreshed(ada.tokens["refresh_token"]), 401, "invalid_refresh_token")
    assert Function().accepts(again(ada).token)


def test_a_process_that_still_has_the_old_secret_reads_the_new_one(
    another_secret: str, clock: Clock
) -> None:
    rotate(leaked=newest().sk)
    new = client("secretsmanager").get_secret_value(SecretId=f"test/{KEYS}")["SecretString"]
    replace_secret(another_secret)
    keys.forget()
    stale = derived(3)
    replace_secret(new)

    assert kid(signed()) != stale.kid
    assert Function().accepts(signed())


def test_a_secret_without_published_keys_signs_nothing(another_secret: str, clock: Clock) -> None:
    ada = registered()
    keys.forget()
    body = {"login": ada.handle, "password": PASSWORD}
    check_refused(call(login, "/auth/login", body=body), 503, "unavailable")


def test_a_row_of_the_first_release_becomes_the_first_key(clock: Clock) -> None:
    row = {"pk": "KEY#", "sk": derived(1).kid, "x": derived(1).x}
    client("dynamodb").put_item(TableName=table_name("auth"), Item=item(row))
    assert signing() == 1
    assert generations() == [1, 2]


def test_an_argument_that_the_job_does_not_take_fails_it(clock: Clock) -> None:
    with pytest.raises(Failed):
        rotate(leak="x")


def test_the_schedule_has_no_arguments(clock: Clock) -> None:
    rotate_keys({"detail-type": "Scheduled Event", "source": "aws.events", "detail": {}}, Context())
    assert generations() == [1, 2]
