"""PATCH /threads/{thread_id}"""

from __future__ import annotations

from collections import Counter
from urllib.parse import quote

from commons.contracts.messages import ThreadModerated
from commons.testing import Connections, Person, call, emitted
from functions.messages.endpoints.send_message import send_message
from functions.messages.endpoints.update_thread import update_thread
from tests.functions.messages.places import (
    ABSENT_MESSAGE,
    Place,
    at_once,
    check_refused,
    flush,
    heard,
    look,
    say,
)
from tests.functions.messages.threads import ABSENT_THREAD, begin, change, seen
from tests.refusals import check_bad_bodies, check_bad_fields, check_same, nothing_changes


def test_who_began_it_changes_it_and_it_is_told(place: Place, connections: Connections) -> None:
    thread = begin(place)
    flush(place)
    socket = look(place, place.owner, connections)
    reply = change(thread, place.member, name="Rye", auto_archive_min=60)

    assert (reply.status, reply.body["name"], reply.body["auto_archive_min"]) == (200, "Rye", 60)
    assert (reply.headers["etag"], seen(thread)) == ('"2"', reply.body)
    flush(place)
    [event] = heard(socket)
    assert (event["t"], event["d"]) == ("THREAD_UPDATE", reply.body)
    assert emitted(ThreadModerated, thread_id=thread.channel_id) == []


def test_a_message_opens_it_again_and_that_is_told(place: Place, connections: Connections) -> None:
    thread = begin(place)
    assert change(thread, place.member, archived=True).body["archived"]
    flush(place)
    socket = look(place, place.owner, connections)
    say(thread, place.owner)

    assert not seen(thread)["archived"]
    flush(place)
    [event] = heard(socket)
    assert (event["t"], event["d"]["archived"]) == ("THREAD_UPDATE", False)


def test_what_is_refused_or_was_sent_before_does_not_open_it(place: Place) -> None:
    thread = begin(place)
    sent = say(thread, place.member, nonce="n")
    assert change(thread, place.member, archived=True).status == 200
    with nothing_changes("messages"):
        forward = {"channel_id": place.channel_id, "message_id": ABSENT_MESSAGE}
        passed_on = call(send_message, thread.messages, as_=place.member, body={"forward": forward})
        check_refused(passed_on, 422, "validation_failed")
    assert say(thread, place.member, nonce="n") == sent
    assert seen(thread)["archived"]


def test_opening_it_again_needs_no_message(place: Place) -> None:
    thread = begin(place)
    for archived in (True, True, False, False):
        reply = change(thread, place.member, archived=archived)
        assert (reply.status, reply.body["archived"]) == (200, archived)


def test_only_who_manages_threads_locks_it_and_writes_then(place: Place) -> None:
    thread = begin(place)
    with nothing_changes("messages"):
        problem = check_refused(
            change(thread, place.member, locked=True), 403, "missing_permission"
        )
        assert problem["missing_permissions"] == ["MANAGE_THREADS"]
    headers = {"x-audit-reason": quote("enough")}
    assert change(thread, place.owner, headers, locked=True, archived=True).body["locked"]
    [told] = emitted(ThreadModerated, thread_id=thread.channel_id)
    assert (told.action, told.reason, told.creator_id) == (
        "thread_updated",
        "enough",
        place.member.user_id,
    )
    with nothing_changes("messages"):
        body = {"content": "but"}
        reply = call(send_message, thread.messages, as_=place.member, body=body)
        assert check_refused(reply, 403, "missing_permission")["missing_permissions"]
        check_refused(change(thread, place.member, archived=False), 403, "missing_permission")
    say(thread, place.owner)
    assert not seen(thread)["archived"]


def test_of_two_who_saw_the_same_one_changes_it(place: Place) -> None:
    thread = begin(place)
    headers = {"if-match": '"1"'}
    replies = at_once(4, lambda n: change(thread, place.member, headers, name=f"n{n}"))

    assert Counter(reply.code for reply in replies) == {None: 1, "precondition_failed": 3}
    [name] = [reply.body["name"] for reply in replies if reply.status == 200]
    assert seen(thread)["name"] == name


def test_others_and_strangers_change_nothing(place: Place, mallory: Person) -> None:
    thread, nothing = begin(place, place.owner), Place("", ABSENT_THREAD, mallory, mallory)
    with nothing_changes("messages"):
        check_refused(change(thread, place.member, name="Mine"), 403, "missing_permission")
        check_same(change(thread, mallory, name="x"), change(nothing, mallory, name="x"))
        check_refused(change(place, place.owner, name="x"), 404, "not_found")
        path, good = f"/threads/{thread.channel_id}", {"name": "Rye"}
        check_bad_bodies(update_thread, path, good, place.owner)
        bad: dict[str, tuple[object, ...]] = {
            "name": ("", None, "a\nb"),
            "archived": (None, "yes", 1),
            "locked": (None, 0),
            "auto_archive_min": (1, None),
        }
        check_bad_fields(update_thread, path, good, bad, place.owner)
