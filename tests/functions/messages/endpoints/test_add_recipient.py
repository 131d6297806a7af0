"""Bringing somebody into a group."""

from __future__ import annotations

from collections import Counter

import pytest

from commons.contracts.messages import ConversationChanged
from commons.testing import Person, Reply, call, emitted, person
from functions.messages import grouping
from functions.messages.endpoints.add_recipient import add_recipient
from tests.functions.messages.directs import (
    dm,
    friends,
    group,
    listed,
    people,
    relate,
    say,
    shown,
)
from tests.parallel import in_parallel
from tests.refusals import check_refused, nothing_changes

pytestmark = pytest.mark.usefixtures("fresh_caches")


def add(who: Person, channel_id: str, other: Person) -> Reply:
    return call(add_recipient, f"/dms/{channel_id}/recipients/{other.user_id}", as_=who)


def test_who_is_brought_in_reads_and_writes_at_once(aws: str) -> None:
    ada, bob, eve, dan = people(4)
    channel_id = group(ada, bob, eve)
    friends(ada, dan)
    assert add(ada, channel_id, dan).status == 204

    assert say(dan, channel_id).status == 201
    assert listed(dan) == [channel_id]
    assert len(shown(bob, channel_id).body["recipients"]) == 4
    [event] = emitted(ConversationChanged, channel_id=channel_id, user_id=dan.user_id)
    assert (event.change, event.revision) == ("joined", shown(dan, channel_id).body["revision"])
    with nothing_changes("messages"):
        assert add(ada, channel_id, dan).status == 204


def test_members_strangers_and_blocks(aws: str) -> None:
    ada, bob, eve, dan = people(4)
    channel_id, two = group(ada, bob, eve), dm(ada, bob)
    friends(bob, dan)
    with nothing_changes("messages"):
        check_refused(add(bob, channel_id, dan), 403, "missing_permission")
        check_refused(add(ada, channel_id, dan), 403, "cannot_message")
        check_refused(add(ada, two, eve), 403, "missing_permission")
        check_refused(add(person(), channel_id, dan), 404, "not_found")
    friends(ada, dan)
    relate(dan, ada, "blocked")
    with nothing_changes("messages"):
        check_refused(add(ada, channel_id, dan), 403, "cannot_message")


def test_a_group_is_never_too_large_under_any_race(
    aws: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "MAX_GROUP", 5)
    ada, bob, eve, *others = people(7)
    channel_id = group(ada, bob, eve)
    for other in others:
        friends(ada, other)
    replies = in_parallel(4, lambda i: add(ada, channel_id, others[i]))
    assert Counter(reply.status for reply in replies) == {204: 2, 422: 2}
    assert len(shown(ada, channel_id).body["recipients"]) == 5
