"""Rate limits: who is counted, what they are told, and what a flood may cost."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import pytest

from commons import limits
from commons.aws import client
from commons.http import Access, Endpoint
from commons.limits import Bucket, InvalidLimits, policies
from commons.settings import settings, table_name
from commons.testing import Person, Reply, call, declarations
from functions.auth.endpoints.get_jwks import get_jwks
from functions.auth.endpoints.login import login
from functions.auth.endpoints.register import register
from functions.communities.endpoints.create_community import create_community
from functions.core.endpoints.get_health import get_health
from functions.users.endpoints.get_me import get_me
from functions.users.endpoints.update_me import update_me
from tests.faults import calls, throttled
from tests.parallel import in_parallel
from tests.refusals import check_refused, nothing_changes

Limit = Callable[[str], None]
WRONG = {"login": "nobody", "password": "wrong password"}


@pytest.fixture
def limit(aws: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Limit]:
    """Lower some limits, as an operator does with the context value ``limits``."""

    def lower(chosen: str) -> None:
        monkeypatch.setenv("LIMITS", chosen)
        settings.cache_clear()
        limits.forget()

    yield lower
    monkeypatch.undo()
    settings.cache_clear()
    limits.forget()


def me(who: Person | None, **request: str) -> Reply:
    """A read."""
    return call(get_me, "/users/me", as_=who, **request)  # type: ignore[arg-type]


def whole_window(seconds: int) -> None:
    """Wait until a window has just begun, so that all requests of a test fall into it."""
    time.sleep(seconds - time.time() % seconds)


def test_every_answer_says_what_is_allowed_and_what_is_left(alice: Person, limit: Limit) -> None:
    limit("read=5/3600")
    replies = [me(alice) for _ in range(5)]
    assert {r.headers["ratelimit-policy"] for r in replies} == {'"read";q=5;w=3600'}
    left = [r.headers["ratelimit"].split(";t=") for r in replies]
    assert [name for name, _ in left] == [f'"read";r={n}' for n in (4, 3, 2, 1, 0)]
    assert all(0 < int(seconds) <= 3600 for _, seconds in left)


def test_past_the_limit_one_is_told_when_to_come_back(alice: Person, limit: Limit) -> None:
    limit("read=2/3600")
    assert [me(alice).status for _ in range(2)] == [200, 200]
    refused = me(alice)
    check_refused(refused, 429, "rate_limited")
    assert refused.headers["ratelimit-policy"] == '"read";q=2;w=3600'
    reset = refused.headers["ratelimit"].removeprefix('"read";r=0;t=')
    assert {k.lower(): v for k, v in refused.headers.items()}["retry-after"] == reset


def test_a_new_window_starts_afresh(alice: Person, limit: Limit) -> None:
    limit("read=1/1")
    whole_window(1)
    assert [me(alice).status, me(alice).status] == [200, 429]
    whole_window(1)
    assert me(alice).status == 200


def test_each_user_and_each_class_of_routes_has_its_own_bucket(
    alice: Person, bob: Person, limit: Limit
) -> None:
    limit("read=1/3600,write=1/3600")
    assert [me(alice).status, me(alice).status] == [200, 429]
    assert me(bob).status == 200
    edit = {"bio": "hello"}
    assert call(update_me, "/users/me", as_=alice, body=edit).status == 200
    with nothing_changes("communities"):
        refused = call(create_community, "/communities", as_=alice, body={"name": "A"})
        check_refused(refused, 429, "rate_limited")


def test_of_many_at_once_exactly_the_quota_passes(alice: Person, limit: Limit) -> None:
    limit("read=30/3600")
    statuses = [r.status for r in in_parallel(100, lambda _: me(alice))]
    assert (statuses.count(200), statuses.count(429)) == (30, 70)


def test_where_nobody_is_known_addresses_are_counted(limit: Limit) -> None:
    limit("log_in=2/3600")

    def guess(address: str) -> int:
        return call(login, "/auth/login", body=WRONG, address=address).status

    assert [guess("203.0.113.7") for _ in range(3)] == [401, 401, 429]
    assert guess("203.0.113.8") == 401
    # A household's IPv6 addresses share their first 64 bits.
    assert [guess(f"2001:db8:1:1::{n}") for n in (1, 2, 3)] == [401, 401, 429]
    assert guess("2001:db8:1:2::1") == 401


def test_signing_up_has_a_limit_of_its_own(limit: Limit) -> None:
    limit("sign_up=1/3600,anonymous=5/3600")
    body = {"email": "x@example.org", "password": "correct horse"}
    statuses = [
        call(register, "/auth/register", body=body | {"handle": h}, address="192.0.2.1").status
        for h in ("no handle", "no handle either")
    ]
    assert statuses == [422, 429]
    assert call(get_jwks, "/.well-known/jwks.json", address="192.0.2.1").status == 200


def test_a_bad_token_counts_against_nobody_and_is_still_told_the_policy(limit: Limit) -> None:
    limit("read=2/3600")
    reply = call(get_me, "/users/me", as_="not.a.token")
    assert (reply.status, reply.headers["ratelimit-policy"]) == (401, '"read";q=2;w=3600')


def test_a_flood_past_the_limit_costs_no_write(alice: Person, limit: Limit) -> None:
    limit("read=1/3600")
    assert [me(alice).status, me(alice).status] == [200, 429]
    with calls() as watched:
        assert {me(alice).status for _ in range(20)} == {429}
    assert watched.names == []


def test_a_request_costs_one_write_unit(alice: Person, limit: Limit) -> None:
    limit("read=100/3600")
    me(alice)
    with calls() as watched:
        me(alice)
    counted = [r for r in watched.requests if b"LIMIT#" in bytes(r["body"])]
    assert len(counted) == 1


def test_when_nothing_can_be_counted_requests_pass(alice: Person, limit: Limit) -> None:
    limit("anonymous=1/3600")
    address = "198.51.100.1"
    assert call(get_jwks, "/.well-known/jwks.json", address=address).status == 200
    with throttled():
        reply = call(get_health, "/health", address=address)
    assert reply.status == 200


def test_no_address_is_stored(limit: Limit) -> None:
    limit("log_in=5/3600")
    address = "203.0.113.99"
    call(login, "/auth/login", body=WRONG, address=address)
    rows = client("dynamodb").get_paginator("scan").paginate(TableName=table_name("core"))
    text = json.dumps([page["Items"] for page in rows], default=str)
    assert "#log_in" in text
    assert address not in text


def test_counts_expire(alice: Person, limit: Limit) -> None:
    limit("read=5/60")
    me(alice)
    pages = client("dynamodb").get_paginator("scan").paginate(TableName=table_name("core"))
    rows = [r for page in pages for r in page["Items"] if alice.user_id in r["pk"]["S"]]
    assert [0 < int(r["ttl"]["N"]) - time.time() < 7200 for r in rows] == [True]


def test_every_function_has_a_bucket_and_anonymous_ones_count_addresses(aws: str) -> None:
    for one in declarations():
        if isinstance(one, Endpoint):
            assert one.bucket.per_address == (one.access is Access.ANONYMOUS), one.handler


@pytest.mark.parametrize("chosen", ["reed=1/1", "read", "read=1", "read=x/1", "read=1/0", "=1/1"])
def test_a_mistake_in_the_setting_is_named(chosen: str) -> None:
    with pytest.raises(InvalidLimits, match=r"no limit|requests/seconds"):
        policies(chosen)


def test_what_is_not_chosen_keeps_its_default() -> None:
    chosen = policies("send=7/9")
    assert (chosen[Bucket.SEND].quota, chosen[Bucket.SEND].window_s) == (7, 9)
    assert chosen[Bucket.READ] == policies("")[Bucket.READ]
