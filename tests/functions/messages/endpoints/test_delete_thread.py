"""DELETE /threads/{thread_id}"""

from __future__ import annotations

import pytest

from commons.contracts.messages import ThreadModerated
from commons.testing import Connections, Context, Person, call, emitted
from functions.messages import purging
from functions.messages.endpoints.delete_thread import delete_thread
from functions.messages.endpoints.get_message import get_message
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.jobs.purge_channels import purge_channels
from tests.functions.messages.places import (
    Place,
    at_once,
    check_refused,
    flush,
    heard,
    is_stored,
    look,
    say,
)
from tests.functions.messages.threads import ABSENT_THREAD, ask_for_thread, begin, end, listed
from tests.refusals import check_needs_caller, check_same, nothing_changes, rows


def test_it_is_gone_at_once_and_the_message_forgets_it(
    place: Place, connections: Connections
) -> None:
    message = say(place, place.member)
    thread = begin(place, message_id=message["id"])
    flush(place)
    socket = look(place, place.member, connections)
    replies = at_once(3, lambda _: end(thread))

    assert sorted(reply.status for reply in replies) == [204, 404, 404]
    check_refused(call(list_messages, thread.messages, as_=place.owner), 404, "not_found")
    assert listed(place) == []
    shown = call(get_message, f"{place.messages}/{message['id']}", as_=place.member).body
    assert shown == message
    flush(place)
    [event] = heard(socket)
    assert event["t"] == "THREAD_DELETE"
    assert event["d"] == {
        "id": thread.channel_id,
        "channel_id": place.channel_id,
        "message_id": message["id"],
    }
    [told] = emitted(ThreadModerated, thread_id=thread.channel_id)
    assert (told.action, told.actor_id) == ("thread_deleted", place.owner.user_id)
    assert ask_for_thread(place, place.member, message_id=message["id"]).status == 201


def test_nothing_of_it_is_left_soon(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "LATEST_S", 0)
    thread = begin(place)
    say(thread, place.owner, "a secret of the bakery")
    assert end(thread).status == 204
    purge_channels({}, Context())

    assert not is_stored("a secret of the bakery")
    assert [key for key in rows("messages") if thread.channel_id in "".join(key)] == []


def test_only_who_manages_threads_deletes_one(place: Place, mallory: Person) -> None:
    thread, nothing = begin(place), Place("", ABSENT_THREAD, mallory, mallory)
    with nothing_changes("messages"):
        problem = check_refused(end(thread, place.member), 403, "missing_permission")
        assert problem["missing_permissions"] == ["MANAGE_THREADS"]
        check_same(end(thread, mallory), end(nothing, mallory))
        check_needs_caller(delete_thread, f"/threads/{thread.channel_id}")
        check_refused(end(place), 404, "not_found")
