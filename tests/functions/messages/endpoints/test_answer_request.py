"""Answering strangers: accepting, and ignoring, which they are not told."""

from __future__ import annotations

import pytest

from commons.contracts.messages import ConversationChanged
from commons.streams.log import DynamoLog
from commons.testing import Person, call, emitted, person
from functions.messages.endpoints.answer_request import answer_request
from tests.functions.messages.directs import answer, begin, dm, listed, say, shown
from tests.refusals import check_bad_bodies, check_bad_fields, check_refused, nothing_changes

pytestmark = pytest.mark.usefixtures("fresh_caches")


def test_once_accepted_both_do_everything(alice: Person, bob: Person) -> None:
    channel_id = begin(alice, bob).body["id"]
    say(alice, channel_id)
    accepted = answer(bob, channel_id, "open")

    assert (accepted.status, accepted.body["state"]) == (200, "open")
    assert (listed(bob), listed(bob, "request")) == ([channel_id], [])
    for who, other in ((alice, bob), (bob, alice)):
        assert say(who, channel_id, mentions={"users": [other.user_id]}).status == 201
    assert answer(bob, channel_id, "open").status == 200


def test_who_is_ignored_is_not_told(alice: Person, bob: Person) -> None:
    channel_id = begin(alice, bob).body["id"]
    seen = shown(alice, channel_id).body
    assert answer(bob, channel_id, "ignored").body["state"] == "ignored"

    assert shown(alice, channel_id).body == seen
    assert say(alice, channel_id).status == 201
    assert (listed(bob), listed(bob, "request")) == ([], [])
    assert listed(bob, "ignored") == [channel_id]
    [_, event] = emitted(ConversationChanged, channel_id=channel_id, user_id=bob.user_id)
    assert (event.change, event.state) == ("answered", "ignored")
    assert len(emitted(ConversationChanged, channel_id=channel_id, user_id=alice.user_id)) == 1
    assert answer(bob, channel_id, "open").body["state"] == "open"


def test_what_was_accepted_is_no_request(alice: Person, bob: Person) -> None:
    channel_id = dm(alice, bob)
    with nothing_changes("messages"):
        check_refused(answer(bob, channel_id, "ignored"), 409, "not_a_request")


def test_acceptance_is_told_in_the_stream(alice: Person, bob: Person) -> None:
    channel_id = begin(alice, bob).body["id"]
    answer(bob, channel_id, "open")
    [row] = DynamoLog().after(f"h:{channel_id}", 0)
    assert row.type == "DM_UPDATE"
    assert row.d["revision"] == shown(alice, channel_id).body["revision"]


def test_nobody_else_answers(alice: Person, bob: Person) -> None:
    channel_id = begin(alice, bob).body["id"]
    with nothing_changes("messages"):
        check_refused(answer(person(), channel_id, "open"), 404, "not_found")


def test_what_cannot_be_read_changes_nothing(alice: Person, bob: Person) -> None:
    path, good = f"/dms/{begin(alice, bob).body['id']}/state", {"state": "open"}
    with nothing_changes("messages"):
        check_bad_bodies(answer_request, path, good, bob)
        check_bad_fields(answer_request, path, good, {"state": ("request", "", None, 1)}, bob)
        channel = call(
            answer_request, "/dms/chn_01ARZ3NDEKTSV4RRFFQ69G5FAV/state", as_=bob, body=good
        )
        check_refused(channel, 404, "not_found")
