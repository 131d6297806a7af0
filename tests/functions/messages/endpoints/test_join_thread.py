"""PUT /threads/{thread_id}/members/me"""

from __future__ import annotations

from commons.testing import Person, call
from functions.messages.endpoints.join_thread import join_thread
from functions.messages.endpoints.list_read_states import list_read_states
from tests.functions.messages.places import Place, flush, say
from tests.functions.messages.threads import ABSENT_THREAD, begin
from tests.refusals import check_needs_caller, check_refused, check_same, nothing_changes


def test_what_is_unread_there_counts_from_now_on(place: Place) -> None:
    thread = begin(place, place.owner)
    say(thread, place.owner)
    flush(thread)
    path = f"/threads/{thread.channel_id}/members/me"
    for _ in range(2):
        assert call(join_thread, path, as_=place.member).status == 204

    data = call(list_read_states, "/read-states", as_=place.member).body["data"]
    [state] = [one for one in data if one["channel_id"] == thread.channel_id]
    assert state["unread"] == 1


def test_nobody_takes_part_in_what_they_do_not_see(place: Place, mallory: Person) -> None:
    paths = [
        f"/threads/{one}/members/me"
        for one in (begin(place).channel_id, ABSENT_THREAD, place.channel_id)
    ]
    with nothing_changes("messages"):
        check_same(*(call(join_thread, path, as_=mallory) for path in paths[:2]))
        check_refused(call(join_thread, paths[2], as_=place.member), 404, "not_found")
        check_needs_caller(join_thread, paths[0])
