"""Leaving a group, and being taken out of it: it holds on the next request."""

from __future__ import annotations

from time import monotonic

import pytest

from commons.contracts.messages import ConversationChanged
from commons.testing import Person, Reply, call, emitted
from functions.messages import purging
from functions.messages.endpoints.remove_recipient import remove_recipient
from functions.messages.models import Gone
from tests.functions.messages.directs import dm, group, listed, people, say, shown
from tests.functions.messages.endpoints.test_update_recipient import give
from tests.parallel import in_parallel
from tests.refusals import check_refused, nothing_changes, rows

pytestmark = pytest.mark.usefixtures("fresh_caches")


def remove(who: Person, channel_id: str, other: Person) -> Reply:
    return call(remove_recipient, f"/dms/{channel_id}/recipients/{other.user_id}", as_=who)


def leave(who: Person, channel_id: str) -> Reply:
    return call(remove_recipient, f"/dms/{channel_id}/recipients/me", as_=who)


def test_who_is_taken_out_finds_nothing_on_the_next_request(aws: str) -> None:
    ada, bob, eve = people(3)
    channel_id = group(ada, bob, eve)
    assert remove(ada, channel_id, bob).status == 204

    check_refused(shown(bob, channel_id), 404, "not_found")
    check_refused(say(bob, channel_id), 404, "not_found")
    assert listed(bob) == []
    assert bob.user_id not in shown(eve, channel_id).body["recipients"]
    [_, event] = emitted(ConversationChanged, channel_id=channel_id, user_id=bob.user_id)
    assert event.change == "left"
    with nothing_changes("messages"):
        check_refused(remove(ada, channel_id, bob), 404, "not_found")


def test_nobody_is_removed_from_below(aws: str) -> None:
    ada, bob, eve, dan = people(4)
    channel_id, two = group(ada, bob, eve, dan), dm(ada, bob)
    give(ada, channel_id, bob, "admin")
    give(ada, channel_id, eve, "admin")
    with nothing_changes("messages"):
        check_refused(remove(dan, channel_id, eve), 403, "missing_permission")
        check_refused(remove(bob, channel_id, eve), 403, "not_above")
        check_refused(remove(bob, channel_id, ada), 403, "not_above")
        check_refused(leave(ada, two), 403, "missing_permission")
    assert remove(bob, channel_id, dan).status == 204


def test_an_owner_who_leaves_is_followed(aws: str) -> None:
    ada, bob, eve = people(3)
    channel_id = group(ada, bob, eve)
    give(ada, channel_id, eve, "admin")
    assert leave(ada, channel_id).status == 204
    assert shown(bob, channel_id).body["owner_id"] == eve.user_id


def test_all_leave_at_once_and_nothing_is_left(aws: str) -> None:
    three = people(3)
    channel_id = group(*three)
    assert [r.status for r in in_parallel(3, lambda i: leave(three[i], channel_id))] == [204] * 3
    gone = next(one for one in Gone.list() if one.channel_id == channel_id)
    gone.since_s -= 100
    gone.save()
    purging.purge(gone, monotonic() + 9)
    left = [key for key in rows("messages") if channel_id in "".join(key)]
    assert left == []
