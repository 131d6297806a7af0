"""Friends and blocks: what two people are to each other."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from commons.contracts.users import RelationshipChanged
from commons.testing import Person, Reply, call, emitted, endpoint_of
from functions.users import relating, rules
from functions.users.endpoints.set_relationship import set_relationship
from functions.users.rules import BLOCKED, FRIEND, INCOMING, NONE, OUTGOING, Pair
from tests.functions.auth.conftest import Registered, registered
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_needs_caller,
    check_refused,
    nothing_changes,
)

FRIENDS, BLOCK = {"type": "friend"}, {"type": "blocked"}
#: Every pair that two people can be.
PAIRS = {
    Pair(NONE, NONE),
    Pair(OUTGOING, INCOMING),
    Pair(FRIEND, FRIEND),
    Pair(BLOCKED, NONE),
    Pair(BLOCKED, OUTGOING),
    Pair(BLOCKED, BLOCKED),
    Pair(OUTGOING, NONE),
}
PAIRS |= {Pair(theirs, mine) for mine, theirs in PAIRS}


def path(other: Registered) -> str:
    return f"/users/me/relationships/{other.user_id}"


def wish(who: Registered | Person, other: Registered, body: dict[str, str]) -> Reply:
    return call(set_relationship, path(other), as_=who.token, body=body)


def end(who: Registered | Person, other: Registered) -> Reply:
    declared = endpoint_of("DELETE /v1/users/me/relationships/{user_id}")
    return call(declared, path(other), as_=who.token)


def seen(who: Registered) -> dict[str, str]:
    """What everybody is to somebody, by user id."""
    declared = endpoint_of("GET /v1/users/me/relationships")
    page = call(declared, "/users/me/relationships", as_=who.token).body
    return {one["user_id"]: one["type"] for one in page["data"]}


@pytest.fixture
def two(aws: str, fresh_caches: None) -> tuple[Registered, Registered]:
    return registered(), registered()


def test_who_asks_and_is_asked_become_friends(two: tuple[Registered, Registered]) -> None:
    ada, bob = two
    asked = wish(ada, bob, FRIENDS)
    assert (asked.status, asked.body["type"]) == (200, "outgoing")
    assert asked.body["user_id"] == bob.user_id
    assert seen(bob) == {ada.user_id: "incoming"}

    assert wish(bob, ada, FRIENDS).body["type"] == "friend"
    assert (seen(ada), seen(bob)) == ({bob.user_id: "friend"}, {ada.user_id: "friend"})


def test_asking_again_changes_nothing(two: tuple[Registered, Registered]) -> None:
    ada, bob = two
    first = wish(ada, bob, FRIENDS)
    with nothing_changes("users"):
        assert wish(ada, bob, FRIENDS).body == first.body


def test_each_side_is_told_of_its_own(two: tuple[Registered, Registered]) -> None:
    ada, bob = two
    wish(ada, bob, FRIENDS)
    wish(bob, ada, FRIENDS)
    wish(ada, bob, BLOCK)

    told = {
        who.user_id: [e.relation for e in emitted(RelationshipChanged, user_id=who.user_id)]
        for who in two
    }
    assert told == {
        ada.user_id: ["outgoing", "friend", "blocked"],
        bob.user_id: ["incoming", "friend", "none"],
    }
    revisions = [e.revision for e in emitted(RelationshipChanged, user_id=ada.user_id)]
    assert revisions == sorted(set(revisions))


def test_who_is_blocked_sees_what_anybody_would(two: tuple[Registered, Registered]) -> None:
    """Asked before or after, withdrawn and asked again: as if nobody had answered yet."""
    ada, bob = two
    wish(ada, bob, BLOCK)
    before = emitted(RelationshipChanged, user_id=ada.user_id)
    assert seen(bob) == {}

    for _ in range(2):
        assert wish(bob, ada, FRIENDS).body["type"] == "outgoing"
        assert seen(bob) == {ada.user_id: "outgoing"}
        assert end(bob, ada).status == 204
    wish(bob, ada, FRIENDS)
    assert seen(ada) == {bob.user_id: "blocked"}
    assert emitted(RelationshipChanged, user_id=ada.user_id) == before
    assert {e.relation for e in emitted(RelationshipChanged, user_id=bob.user_id)} == {
        "outgoing",
        "none",
    }


def test_two_who_ask_each_other_at_once_are_friends(aws: str, fresh_caches: None) -> None:
    for _ in range(3):
        pair = registered(), registered()
        replies = in_parallel(2, lambda i, p=pair: wish(p[i], p[1 - i], FRIENDS))  # type: ignore[misc]
        assert Counter(reply.status for reply in replies) == {200: 2}
        assert [seen(one) for one in pair] == [
            {pair[1].user_id: "friend"},
            {pair[0].user_id: "friend"},
        ]


def test_a_block_and_a_request_at_once_leave_the_block(aws: str, fresh_caches: None) -> None:
    ada, bob = registered(), registered()
    wish(bob, ada, FRIENDS)
    replies = in_parallel(6, lambda i: wish(ada, bob, BLOCK) if i % 2 else wish(bob, ada, FRIENDS))
    assert {reply.status for reply in replies} == {200}
    assert (seen(ada), seen(bob)) == ({bob.user_id: "blocked"}, {ada.user_id: "outgoing"})


def test_what_one_makes_is_limited_under_any_race(
    two: tuple[Registered, Registered], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relating, "MAX_RELATIONS", 3)
    ada, others = two[0], [registered() for _ in range(6)]
    replies = in_parallel(6, lambda i: wish(ada, others[i], BLOCK if i % 2 else FRIENDS))

    assert Counter(reply.status for reply in replies) == {200: 3, 422: 3}
    assert {reply.code for reply in replies if reply.status == 422} == {"limit_reached"}
    assert len(seen(ada)) == 3
    wish(two[1], ada, FRIENDS)  # others may ask: that is not ada's making
    assert len(seen(ada)) == 4
    assert wish(ada, two[1], FRIENDS).code == "limit_reached"
    made = [other for other in others if other.user_id in seen(ada)]
    assert end(ada, made[0]).status == 204
    assert wish(ada, two[1], FRIENDS).body["type"] == "friend"


def test_every_wish_leads_from_a_pair_to_a_pair() -> None:
    for pair, wanted in product(PAIRS, (rules.befriended, rules.blocked, rules.ended)):
        after = wanted(pair)
        assert after in PAIRS, (pair, wanted)
        assert wanted(after) == after
        if pair.theirs in (OUTGOING, BLOCKED) and after.mine != FRIEND:
            assert after.theirs == pair.theirs, "nobody is told of what was decided against them"


def test_nobody_is_their_own_friend(two: tuple[Registered, Registered]) -> None:
    ada, _ = two
    with nothing_changes("users"):
        check_refused(wish(ada, ada, FRIENDS), 422, "oneself")
        me = call(set_relationship, "/users/me/relationships/me", as_=ada.token, body=BLOCK)
        check_refused(me, 422, "oneself")


def test_who_is_not_there_is_not_found(two: tuple[Registered, Registered]) -> None:
    with nothing_changes("users"):
        for nobody in ("usr_01ARZ3NDEKTSV4RRFFQ69G5FAV", "nonsense"):
            where = f"/users/me/relationships/{nobody}"
            reply = call(set_relationship, where, as_=two[0].token, body=BLOCK)
            check_refused(reply, 404, "not_found")


def test_what_cannot_be_read_changes_nothing(alice: Person, bob: Person) -> None:
    where = f"/users/me/relationships/{bob.user_id}"
    bad: dict[str, tuple[object, ...]] = {"type": ("incoming", "", None, 1, [])}
    with nothing_changes("users"):
        check_bad_bodies(set_relationship, where, BLOCK, alice)
        check_bad_fields(set_relationship, where, BLOCK, bad, alice)
        check_needs_caller(set_relationship, where, body=BLOCK)
