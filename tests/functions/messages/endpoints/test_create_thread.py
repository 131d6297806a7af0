"""POST /channels/{channel_id}/threads, and using what it makes like any channel."""

from __future__ import annotations

from collections import Counter

import pytest

from commons.testing import Connections, Person, Reply, call
from functions.communities.endpoints.ban_member import ban_member
from functions.communities.endpoints.delete_channel import delete_channel
from functions.communities.endpoints.get_channel import get_channel
from functions.communities.endpoints.set_override import set_override
from functions.messages import thread_rows, threads, waking
from functions.messages.endpoints.create_thread import create_thread
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.get_message import get_message
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.endpoints.list_read_states import list_read_states
from functions.messages.endpoints.pin_message import pin_message
from functions.messages.endpoints.send_message import send_message
from functions.messages.endpoints.update_read_state import update_read_state
from tests.functions.messages.places import (
    ABSENT_MESSAGE,
    Body,
    Place,
    add_channel,
    at_once,
    check_refused,
    flush,
    heard,
    look,
    say,
)
from tests.functions.messages.threads import ask_for_thread, begin, change, end, listed, seen
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_needs_caller,
    check_same,
    nothing_changes,
)


def shown(place: Place, message_id: str) -> Body:
    """The message as the member reads it."""
    body: Body = call(get_message, f"{place.messages}/{message_id}", as_=place.member).body
    return body


def states(who: Person) -> dict[str, tuple[int, int]]:
    """What somebody has unread, and how often they are meant, by channel."""
    data = call(list_read_states, "/read-states", as_=who).body["data"]
    return {state["channel_id"]: (state["unread"], state["mentions"]) for state in data}


def test_a_thread_begins_from_a_message_which_says_so(
    place: Place, connections: Connections
) -> None:
    message = say(place, place.owner, "rye or wheat?")
    flush(place)
    socket = look(place, place.member, connections)
    reply = ask_for_thread(place, place.member, message_id=message["id"], auto_archive_min=60)

    assert reply.status == 201
    thread = reply.body
    assert (thread["type"], thread["parent_id"]) == ("thread", place.channel_id)
    assert (thread["message_id"], thread["creator_id"]) == (message["id"], place.member.user_id)
    assert (thread["auto_archive_min"], thread["archived"], thread["locked"]) == (60, False, False)
    got = call(get_channel, f"/channels/{thread['id']}", as_=place.owner)
    assert got.body == thread
    assert got.headers["etag"] == reply.headers["etag"] == '"1"'
    assert shown(place, message["id"]) == message | {"thread": {"id": thread["id"]}}
    flush(place)
    [event] = heard(socket)
    assert (event["t"], event["d"]) == ("THREAD_CREATE", thread)


def test_a_thread_is_used_like_any_channel(place: Place, connections: Connections) -> None:
    thread = begin(place)
    socket = look(thread, place.owner, connections, cursor=0)
    first = say(thread, place.member, "hello")
    second = say(thread, place.owner, "hi", reply_to=[first["id"]])
    flush(thread)

    assert [event["d"]["id"] for event in heard(socket)] == [first["id"], second["id"]]
    edited = f"{thread.messages}/{first['id']}"
    assert call(edit_message, edited, as_=place.member, body={"content": "Hello"}).status == 200
    pinned = f"{thread.pins}/{first['id']}"
    assert call(pin_message, pinned, as_=place.owner).status == 204
    data = call(list_messages, thread.messages, as_=place.member).body["data"]
    assert [one["content"] for one in data] == ["hi", "Hello"]
    assert seen(thread)["last_message"]["id"] == second["id"]
    assert call(list_messages, place.messages, as_=place.member).body["data"] == []


def test_of_many_who_begin_it_from_one_message_one_does(place: Place) -> None:
    message = say(place, place.owner)
    replies = at_once(4, lambda _: ask_for_thread(place, place.member, message_id=message["id"]))

    assert Counter(reply.code for reply in replies) == {None: 1, "thread_exists": 3}
    [made] = [reply.body["id"] for reply in replies if reply.status == 201]
    assert {r.body["thread_id"] for r in replies if r.status == 409} == {made}
    assert listed(place) == [made]


def test_a_repeated_request_begins_one_thread(place: Place) -> None:
    path, headers = f"/channels/{place.channel_id}/threads", {"idempotency-key": "k"}
    one, two = (
        call(create_thread, path, as_=place.member, body={"name": "one"}, headers=headers)
        for _ in range(2)
    )
    assert one.body == two.body
    assert two.headers["idempotency-replayed"] == "true"
    assert listed(place) == [one.body["id"]]


def test_the_message_may_go_and_the_thread_stays(place: Place) -> None:
    message = say(place, place.member)
    thread = begin(place, message_id=message["id"])
    call(delete_message, f"{place.messages}/{message['id']}", as_=place.member)

    assert seen(thread)["message_id"] == message["id"]
    say(thread, place.owner)
    assert end(thread).status == 204


def test_there_are_so_many_active_threads_and_no_more(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (threads, waking):
        monkeypatch.setattr(module, "MAX_ACTIVE_THREADS", 3)
    begun = [begin(place) for _ in range(2)]
    replies = at_once(3, lambda _: ask_for_thread(place, place.member))

    assert Counter(reply.code for reply in replies) == {None: 1, "limit_reached": 2}
    with nothing_changes("messages"):
        check_refused(ask_for_thread(place, place.member), 422, "limit_reached")
    assert change(begun[0], place.member, archived=True).status == 200
    begin(place)
    with nothing_changes("messages"):
        asleep = {"content": "wake up"}
        reply = call(send_message, begun[0].messages, as_=place.member, body=asleep)
        check_refused(reply, 422, "limit_reached")


def test_who_fell_asleep_makes_room(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (threads, waking):
        monkeypatch.setattr(module, "MAX_ACTIVE_THREADS", 2)
    quiet, busy = begin(place), begin(place)
    sleep(quiet)
    new = begin(place)

    assert listed(place) == [new.channel_id, busy.channel_id]
    assert listed(place, archived="true") == [quiet.channel_id]


def sleep(thread: Place) -> None:
    """The thread has been quiet for two days."""
    row = thread_rows.Thread.of(thread.channel_id)
    row.refresh()
    row.update([thread_rows.Thread.active_at.set(int(row.active_at) - 2 * 86_400_000)])


def test_rights_in_a_thread_are_those_in_its_channel(place: Place, mallory: Person) -> None:
    thread = begin(place)
    say(thread, place.member)
    path = f"/channels/{place.channel_id}/overrides/{place.community_id}"
    deny = {"type": "role", "allow": "0", "deny": str(1 << 2)}
    assert call(set_override, path, as_=place.owner, body=deny).status == 204

    body = {"content": "hello"}
    reply = call(send_message, thread.messages, as_=place.member, body=body)
    assert reply.body["missing_permissions"] == ["SEND_MESSAGES"]
    hide = {"type": "role", "allow": "0", "deny": "1"}
    assert call(set_override, path, as_=place.owner, body=hide).status == 204
    absent = f"/channels/{ABSENT_MESSAGE.replace('msg', 'chn')}"
    for who in (place.member, mallory):
        for door, rest in ((list_messages, "/messages"), (get_channel, "")):
            hidden = call(door, f"/channels/{thread.channel_id}{rest}", as_=who)
            check_same(hidden, call(door, f"{absent}{rest}", as_=who))
    say(thread, place.owner)


def test_who_is_banned_hears_nothing_more_of_it(place: Place, connections: Connections) -> None:
    thread = begin(place)
    socket = look(thread, place.member, connections)
    ban = f"/communities/{place.community_id}/bans/{place.member.user_id}"
    assert call(ban_member, ban, as_=place.owner, body={}).status == 204
    say(thread, place.owner)
    flush(thread)

    assert heard(socket) == []


def test_unread_counts_in_threads_that_one_takes_part_in(place: Place) -> None:
    message = say(place, place.member)
    thread = begin(place, place.owner, message_id=message["id"])
    other = begin(place, place.owner)
    for where in (thread, other):
        say(where, place.owner)
        flush(where)

    told = states(place.member)
    assert told[thread.channel_id] == (1, 0)
    assert other.channel_id not in told
    say(other, place.owner, mentions={"users": [place.member.user_id]})
    flush(other)
    assert states(place.member)[other.channel_id] == (2, 1)
    read = call(update_read_state, thread.read_state, as_=place.member, body={"seq": 1})
    assert (read.body["unread"], read.body["mentions"]) == (0, 0)
    assert states(place.member)[thread.channel_id] == (0, 0)


def test_nothing_unread_is_left_of_what_is_archived_or_gone(place: Place) -> None:
    def archive(thread: Place) -> Reply:
        return change(thread, place.owner, archived=True)

    for stop in (archive, end):
        thread = begin(place)
        say(thread, place.owner)
        flush(thread)
        assert states(place.member)[thread.channel_id] == (1, 0)
        assert stop(thread).status in (200, 204)
        assert thread.channel_id not in states(place.member)
    quiet = begin(place)
    sleep(quiet)
    assert quiet.channel_id not in states(place.member)
    say(quiet, place.owner)
    flush(quiet)
    assert states(place.member)[quiet.channel_id] == (1, 0)


def test_threads_begin_where_messages_are(place: Place) -> None:
    inside = begin(place)
    for where in (inside, add_channel(place, "forum"), add_channel(place, "category")):
        with nothing_changes("messages"):
            check_refused(ask_for_thread(where, place.owner), 409, "no_threads_here")
    assert ask_for_thread(add_channel(place, "announcement"), place.owner).status == 201


def test_who_may_not_begin_them_changes_nothing(place: Place, mallory: Person) -> None:
    path = f"/channels/{place.channel_id}/overrides/{place.community_id}"
    deny = {"type": "role", "allow": "0", "deny": str(1 << 7)}
    assert call(set_override, path, as_=place.owner, body=deny).status == 204
    with nothing_changes("messages"):
        problem = check_refused(ask_for_thread(place, place.member), 403, "missing_permission")
        assert problem["missing_permissions"] == ["CREATE_THREADS"]
        absent = Place(place.community_id, ABSENT_MESSAGE.replace("msg", "chn"), *[mallory] * 2)
        check_same(ask_for_thread(place, mallory), ask_for_thread(absent, mallory))
        check_needs_caller(create_thread, f"/channels/{place.channel_id}/threads", body={})


def test_what_is_no_thread_changes_nothing(place: Place) -> None:
    path, good = f"/channels/{place.channel_id}/threads", {"name": "Which flour?"}
    bad: dict[str, tuple[object, ...]] = {
        "name": ("", " ", "x" * 101, "a\nb", 7, None),
        "auto_archive_min": (0, 61, "60", None),
        "message_id": ("x", 7),
    }
    with nothing_changes("messages"):
        check_bad_bodies(create_thread, path, good, place.owner)
        check_bad_fields(create_thread, path, good, bad, place.owner)
        absent = ask_for_thread(place, place.owner, message_id=ABSENT_MESSAGE)
        check_refused(absent, 404, "not_found")


def test_with_their_channel_all_threads_are_gone(place: Place) -> None:
    thread = begin(place)
    say(thread, place.member)
    path = f"/channels/{place.channel_id}"
    assert call(delete_channel, path, as_=place.owner).status == 204

    check_refused(call(list_messages, thread.messages, as_=place.owner), 404, "not_found")
