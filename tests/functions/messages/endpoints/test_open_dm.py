"""Beginning DMs and groups: one DM for two people, whoever begins; requests; blocks."""

from __future__ import annotations

from collections import Counter
from time import monotonic

import pytest

from commons.clock import now_s
from commons.contracts.messages import ConversationChanged
from commons.testing import Person, call, emitted, person
from functions.messages import conversing, grouping, purging
from functions.messages.dms import Seat
from functions.messages.endpoints.open_dm import open_dm
from functions.messages.models import Gone
from tests.functions.communities.conftest import founded
from tests.functions.messages.directs import (
    answer,
    begin,
    friends,
    listed,
    people,
    relate,
    say,
    shown,
)
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_invalid,
    check_needs_caller,
    check_refused,
    check_same,
    nothing_changes,
    rows,
)

pytestmark = pytest.mark.usefixtures("fresh_caches")


def test_friends_talk_at_once(alice: Person, bob: Person) -> None:
    friends(alice, bob)
    made = begin(alice, bob)

    assert made.status == 201
    assert made.body["id"].startswith("dmc_")
    assert (made.body["type"], made.body["state"]) == ("dm", "open")
    assert sorted(made.body["recipients"]) == sorted([alice.user_id, bob.user_id])
    assert (made.body["head"], made.body["last_message"]) == (0, None)
    for who in (alice, bob):
        assert listed(who) == [made.body["id"]]
        assert say(who, made.body["id"]).status == 201


def test_both_get_the_same_one(alice: Person, bob: Person) -> None:
    friends(alice, bob)
    first = begin(alice, bob).body["id"]
    with nothing_changes("messages"):
        assert begin(bob, alice).body["id"] == first == begin(alice, bob).body["id"]


def test_the_same_pair_gets_the_same_one_under_any_race(aws: str) -> None:
    for _ in range(3):
        pair = people(2)
        friends(*pair)
        replies = in_parallel(12, lambda i, p=pair: begin(p[i % 2], p[1 - i % 2]))  # type: ignore[misc]

        assert Counter(reply.status for reply in replies) == {201: 12}
        assert len({reply.body["id"] for reply in replies}) == 1
        told = emitted(ConversationChanged, channel_id=replies[0].body["id"])
        assert sorted(event.user_id for event in told) == sorted(one.user_id for one in pair)
        assert [listed(one) for one in pair] == [[replies[0].body["id"]]] * 2


def test_people_of_one_community_talk_at_once(alice: Person) -> None:
    place = founded(alice, "private")
    assert begin(place.member, alice).body["state"] == "open"
    assert len(listed(alice)) == 1


def test_a_stranger_asks_first(alice: Person, bob: Person) -> None:
    made = begin(alice, bob).body
    assert made["state"] == "open"
    assert (listed(bob), listed(bob, "request")) == ([], [made["id"]])
    assert shown(bob, made["id"]).body["state"] == "request"
    [event] = emitted(ConversationChanged, channel_id=made["id"], user_id=bob.user_id)
    assert (event.change, event.state) == ("joined", "request")


def test_who_was_asked_to_be_a_friend_is_no_stranger(alice: Person, bob: Person) -> None:
    relate(bob, alice, "outgoing")
    begin(alice, bob)
    assert len(listed(bob)) == 1


def test_a_request_is_some_text_and_nothing_else(alice: Person, bob: Person) -> None:
    channel_id = begin(alice, bob).body["id"]
    with nothing_changes("messages"):
        named = say(alice, channel_id, mentions={"users": [bob.user_id]})
        check_refused(named, 403, "only_text")
    for n in range(5):
        assert say(alice, channel_id, f"please {n}").status == 201
    full = say(alice, channel_id)
    check_refused(full, 403, "missing_permission")
    assert full.body["missing_permissions"] == ["SEND_MESSAGES"]
    check_refused(say(bob, channel_id), 403, "missing_permission")


def test_a_request_takes_no_more_under_any_race(alice: Person, bob: Person) -> None:
    channel_id = begin(alice, bob).body["id"]
    replies = in_parallel(9, lambda i: say(alice, channel_id, f"please {i}"))
    assert Counter(reply.status for reply in replies) == {201: 5, 403: 4}


def test_who_is_blocked_begins_nothing(alice: Person, bob: Person) -> None:
    relate(bob, alice, "blocked")
    with nothing_changes("messages"):
        for who, other in ((alice, bob), (bob, alice)):
            check_refused(begin(who, other), 403, "cannot_message")


def test_a_block_looks_like_too_many_requests(
    alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    relate(bob, alice, "blocked")
    monkeypatch.setattr(conversing, "MAX_REQUESTS", 1)
    monkeypatch.setattr("functions.messages.dm_rules.MAX_REQUESTS", 1)
    blocked = begin(alice, bob)
    first, second = person(), person()
    asked = begin(alice, first).body["id"]
    check_same(begin(alice, second), blocked)
    answer(first, asked, "open")
    assert begin(alice, second).status == 201


def test_a_block_holds_in_a_dm_and_looks_like_an_unanswered_request(
    alice: Person, bob: Person
) -> None:
    friends(alice, bob)
    channel_id = begin(alice, bob).body["id"]
    unanswered = begin(alice, other := person()).body["id"]
    assert other
    for n in range(5):
        say(alice, unanswered, f"{n}")
    relate(bob, alice, "blocked")

    with nothing_changes("messages"):
        check_same(say(alice, channel_id), say(alice, unanswered))
        check_refused(say(bob, channel_id), 403, "missing_permission")
    relate(bob, alice, "none")
    assert say(alice, channel_id).status == 201


def test_a_block_that_comes_while_it_begins_holds(aws: str) -> None:
    for _ in range(4):
        alice, bob = people(2)
        friends(alice, bob)
        acts = (lambda: begin(alice, bob), lambda: relate(bob, alice, "blocked"))  # noqa: B023
        made, _ = in_parallel(2, lambda i: acts[i]())  # noqa: B023
        if made is not None and made.status == 201:
            assert say(alice, made.body["id"]).status == 403
        else:
            assert begin(alice, bob).status == 403


def test_several_are_a_group(aws: str) -> None:
    ada, bob, eve = people(3)
    friends(ada, bob, eve)
    made = begin(ada, bob, eve, name="Bakers").body

    assert (made["type"], made["name"], made["owner_id"]) == ("group", "Bakers", ada.user_id)
    assert set(made["recipients"]) == {ada.user_id, bob.user_id, eve.user_id}
    assert begin(ada, bob, eve).body["id"] != made["id"]
    for who in (ada, bob, eve):
        assert made["id"] in listed(who)
        assert say(who, made["id"]).status == 201


def test_a_group_that_dies_half_way_is_nobodys_and_goes(
    aws: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bob, eve = people(3)
    friends(ada, bob, eve)
    monkeypatch.setattr(grouping, "TOGETHER", 2)
    with monkeypatch.context() as dying:
        dying.setattr(grouping, "told", None)  # at its last step
        assert begin(ada, bob, eve).status == 500
    assert listed(bob) == []
    [gone] = Gone.list()
    assert gone.since_s > now_s()
    purging.purge(gone, monotonic() + 9)
    assert Seat.find_row(f"DMS#{bob.user_id}", gone.channel_id) is not None
    gone.since_s = now_s() - 100
    gone.save()
    purging.purge(gone, monotonic() + 9)
    assert [row for row in rows("messages") if gone.channel_id in "".join(row)] == []
    assert begin(ada, bob, eve).status == 201


@pytest.mark.nightly
def test_a_group_of_256_and_not_one_more(aws: str) -> None:
    ada, *others = people(256)
    for other in others:
        relate(other, ada, "friend")
    made = begin(ada, *others)
    assert made.status == 201
    assert len(made.body["recipients"]) == 256
    assert listed(others[-1]) == [made.body["id"]]
    assert len(emitted(ConversationChanged, channel_id=made.body["id"])) == 256
    with nothing_changes("messages"):
        check_invalid(begin(ada, *others, person()), "/body/user_ids")


def test_strangers_and_who_blocks_are_in_no_group(aws: str) -> None:
    ada, bob, eve = people(3)
    friends(ada, bob)
    with nothing_changes("messages"):
        check_refused(begin(ada, bob, eve), 403, "cannot_message")
    friends(ada, eve)
    relate(eve, ada, "blocked")
    with nothing_changes("messages"):
        check_refused(begin(ada, bob, eve), 403, "cannot_message")


def test_who_is_not_there_and_oneself_are_refused(alice: Person, bob: Person) -> None:
    nobody = "usr_01ARZ3NDEKTSV4RRFFQ69G5FAV"
    with nothing_changes("messages"):
        reply = call(open_dm, "/dms", as_=alice, body={"user_ids": [bob.user_id, nobody]})
        check_invalid(reply, "/user_ids/1")
        check_refused(begin(alice, alice), 422, "oneself")
        check_refused(begin(alice, bob, alice), 422, "oneself")
        check_invalid(begin(alice, bob, bob), "/body")
        check_invalid(begin(alice, bob, name="two"), "/body")


def test_what_cannot_be_read_changes_nothing(alice: Person, bob: Person) -> None:
    good = {"user_ids": [bob.user_id]}
    bad: dict[str, tuple[object, ...]] = {
        "user_ids": ([], "x", None, {}, 1),
        "name": ("", " ", "x" * 101, "a\nb", [], True),
    }
    with nothing_changes("messages"):
        check_bad_bodies(open_dm, "/dms", good, alice)
        check_bad_fields(open_dm, "/dms", good, bad, alice)
        check_needs_caller(open_dm, "/dms", body=good)
