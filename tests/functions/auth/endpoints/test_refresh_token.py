"""Refreshing: a chain that does not fork, loses nobody, and ends when it is replayed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from commons.aws import client
from commons.clock import now_s
from commons.contracts.auth import SessionRevoked
from commons.settings import table_name
from commons.testing import call, emitted
from functions.auth.endpoints.logout import logout
from functions.auth.endpoints.refresh_token import refresh_token
from tests.functions.auth.conftest import Registered, refreshed, sessions
from tests.parallel import in_parallel
from tests.refusals import check_bad_bodies, check_bad_fields, check_refused, nothing_changes

PATH = "/auth/token/refresh"


def check_over(person: Registered, *tokens: str) -> None:
    """The session of a person has ended for all its tokens."""
    for token in tokens:
        check_refused(refreshed(token), 401, "invalid_refresh_token")
    check_refused(sessions(person.token), 401, "invalid_token")


def test_a_refresh_token_gets_its_successor(ada: Registered) -> None:
    first = ada.tokens["refresh_token"]
    reply = refreshed(first)

    assert reply.status == 200
    assert reply.body["refresh_token"] != first
    assert reply.body["user"] == ada.tokens["user"]
    assert (reply.body["token_type"], reply.body["expires_in"]) == ("Bearer", 600)
    assert len(sessions(reply.body["access_token"]).body["data"]) == 1


def test_a_chain_goes_on(ada: Registered) -> None:
    token, seen = ada.tokens["refresh_token"], set()
    for _ in range(5):
        seen.add(token)
        token = refreshed(token).body["refresh_token"]
    assert len(seen | {token}) == 6
    assert sessions(ada.token).status == 200


def test_a_lost_answer_is_given_again_until_the_successor_is_used(ada: Registered) -> None:
    first = ada.tokens["refresh_token"]
    answers = [refreshed(first).body["refresh_token"] for _ in range(3)]

    assert len(set(answers)) == 1
    assert refreshed(answers[0]).status == 200


def test_an_old_token_ends_the_session_once_its_successor_was_used(ada: Registered) -> None:
    session_id, first = ada.session_id, ada.tokens["refresh_token"]
    second = refreshed(first).body["refresh_token"]
    third = refreshed(second).body["refresh_token"]

    check_refused(refreshed(first), 401, "invalid_refresh_token")
    check_over(ada, first, second, third)
    [event] = emitted(SessionRevoked, session_id=session_id)
    assert event.user_id == ada.user_id


def test_a_replay_ends_no_other_session(ada: Registered, eve: Registered) -> None:
    first = ada.tokens["refresh_token"]
    refreshed(refreshed(first).body["refresh_token"])
    refreshed(first)
    assert refreshed(eve.tokens["refresh_token"]).status == 200


def test_fifty_at_once_get_one_successor(ada: Registered) -> None:
    first = ada.tokens["refresh_token"]
    replies = in_parallel(50, lambda _: refreshed(first), threads=50)

    assert {reply.status for reply in replies} == {200}
    [second] = {reply.body["refresh_token"] for reply in replies}
    third = refreshed(second).body["refresh_token"]
    check_over(ada, first, third)


def test_a_session_that_was_logged_out_is_not_refreshed(ada: Registered) -> None:
    assert call(logout, "/auth/logout", as_=ada.token).status == 204
    check_over(ada, ada.tokens["refresh_token"])


def test_a_session_left_alone_for_thirty_days_is_over(ada: Registered) -> None:
    client("dynamodb").update_item(
        TableName=table_name("auth"),
        Key={"pk": {"S": f"FAM#{ada.session_id}"}, "sk": {"S": "F"}},
        UpdateExpression="SET #ttl = :past",
        ExpressionAttributeNames={"#ttl": "ttl"},
        ExpressionAttributeValues={":past": {"N": str(now_s() - 1)}},
    )
    check_refused(refreshed(ada.tokens["refresh_token"]), 401, "invalid_refresh_token")


def _parts(token: str) -> tuple[str, str, str]:
    session, generation, mac = token.split(".")
    return session, generation, mac


def _generation(number: str) -> Callable[[str, str], str]:
    return lambda mine, _: ".".join((_parts(mine)[0], number, _parts(mine)[2]))


FORGERIES: dict[str, Callable[[str, str], str]] = {
    "empty": lambda mine, hers: "",
    "words": lambda mine, hers: "let me in",
    "no prefix": lambda mine, hers: mine.removeprefix("rt_"),
    "twice": lambda mine, hers: mine + mine,
    "newline": lambda mine, hers: f"{mine}\n",
    "space": lambda mine, hers: f" {mine}",
    "padded": lambda mine, hers: f"{mine}=",
    "cut": lambda mine, hers: mine[:-1],
    "other end": lambda mine, hers: mine[:-1] + ("A" if mine[-1] != "A" else "B"),
    "upper case": lambda mine, hers: mine.upper(),
    "next generation": _generation("2"),
    "generation nought": _generation("0"),
    "leading nought": _generation("01"),
    "arabic digit": _generation("\N{ARABIC-INDIC DIGIT ONE}"),
    "negative": _generation("-1"),
    "huge generation": _generation("9" * 9),
    "longer generation": _generation("9" * 10),
    "her session": lambda mine, hers: ".".join((_parts(hers)[0], "1", _parts(mine)[2])),
    "her proof": lambda mine, hers: ".".join((_parts(mine)[0], "1", _parts(hers)[2])),
    "no such session": lambda mine, _: f"rt_ses_{'0' * 26}.1.{_parts(mine)[2]}",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_token_is_refused_and_ends_nothing(
    ada: Registered, eve: Registered, forge: Callable[[str, str], str]
) -> None:
    mine, hers = eve.tokens["refresh_token"], ada.tokens["refresh_token"]
    with nothing_changes("auth"):
        check_refused(refreshed(forge(mine, hers)), 401, "invalid_refresh_token")
    assert refreshed(hers).status == refreshed(mine).status == 200


def test_an_access_token_is_no_refresh_token(ada: Registered) -> None:
    assert refreshed(ada.token).status in (401, 422)


def test_what_cannot_be_read_changes_nothing(ada: Registered) -> None:
    good = {"refresh_token": ada.tokens["refresh_token"]}
    bad: dict[str, tuple[object, ...]] = {"refresh_token": ([], {}, True, 1.5, None, "x" * 257)}
    with nothing_changes("auth"):
        check_bad_bodies(refresh_token, PATH, good)
        check_bad_fields(refresh_token, PATH, good, bad)
