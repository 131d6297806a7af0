"""DELETE /threads/{thread_id}/members/me"""

from __future__ import annotations

from commons.testing import Person, call
from functions.messages.endpoints.leave_thread import leave_thread
from functions.messages.endpoints.list_read_states import list_read_states
from tests.functions.messages.places import Place, flush, say
from tests.functions.messages.threads import ABSENT_THREAD, begin
from tests.refusals import check_needs_caller, check_refused, check_same, nothing_changes


def counted(who: Person) -> set[str]:
    """The channels that count among what somebody has not read."""
    data = call(list_read_states, "/read-states", as_=who).body["data"]
    return {state["channel_id"] for state in data}


def test_what_is_unread_there_counts_no_more_until_one_writes(place: Place) -> None:
    thread = begin(place)
    say(thread, place.owner)
    flush(thread)
    path = f"/threads/{thread.channel_id}/members/me"
    assert thread.channel_id in counted(place.member)
    for _ in range(2):
        assert call(leave_thread, path, as_=place.member).status == 204
        assert thread.channel_id not in counted(place.member)

    say(thread, place.member)
    assert thread.channel_id in counted(place.member)


def test_nobody_leaves_what_they_do_not_see(place: Place, mallory: Person) -> None:
    paths = [
        f"/threads/{one}/members/me"
        for one in (begin(place).channel_id, ABSENT_THREAD, place.channel_id)
    ]
    with nothing_changes("messages"):
        check_same(*(call(leave_thread, path, as_=mallory) for path in paths[:2]))
        check_refused(call(leave_thread, paths[2], as_=place.member), 404, "not_found")
        check_needs_caller(leave_thread, paths[0])
