"""POST /scheduled-messages"""

from __future__ import annotations

from collections import Counter

from commons.testing import Person, call
from functions.messages.endpoints.create_scheduled_message import create_scheduled_message
from functions.messages.kept import Scheduled, Waiting
from functions.messages.rules import MAX_SCHEDULED
from tests.functions.messages.places import (
    ABSENT_CHANNEL,
    Body,
    Place,
    add_channel,
    at_once,
    check_refused,
)
from tests.functions.messages.scheduling import LATER, at, later, made, remember, seen
from tests.refusals import (
    check_bad_bodies,
    check_invalid,
    check_needs_caller,
    check_same,
    nothing_changes,
)


def test_it_is_kept_as_it_was_asked_for_and_scheduled(place: Place) -> None:
    message = made(place, place.member, recurrence="FREQ=WEEKLY", time_zone="Europe/Berlin")
    assert message["id"].startswith("sch_")
    assert {name: message[name] for name in ("content", "state", "failure", "recurrence")} == {
        "content": "later",
        "state": "waiting",
        "failure": None,
        "recurrence": "FREQ=WEEKLY",
    }
    assert seen(message, place.member) == message
    [scheduled] = remember(message)
    assert remember(message) == [scheduled]
    assert scheduled.detail["user_id"] == place.member.user_id


def test_ciphertext_is_kept_as_it_is(place: Place) -> None:
    message = made(place, place.member, content=None, ciphertext="aGVsbG8=")
    assert (message["ciphertext"], message["content"]) == ("aGVsbG8=", None)


def test_so_many_wait_and_no_more(place: Place) -> None:
    row = Waiting.of(place.member.user_id)
    row.update([Waiting.n.set(int(MAX_SCHEDULED) - 1)])
    replies = at_once(4, lambda _: later(place, place.member))
    assert Counter(reply.code for reply in replies) == {None: 1, "limit_reached": 3}
    assert later(place, place.owner).status == 201


def test_what_cannot_be_sent_is_not_scheduled(place: Place, mallory: Person) -> None:
    forum = add_channel(place, "forum")
    with nothing_changes("messages"):
        absent = later(place, place.member, channel_id=ABSENT_CHANNEL)
        check_refused(absent, 404, "not_found")
        check_same(later(place, mallory), later(place, mallory, channel_id=ABSENT_CHANNEL))
        check_refused(later(forum, place.member), 409, "no_messages_here")
        everyone = later(place, place.member, mentions={"everyone": True})
        check_refused(everyone, 403, "missing_permission")
        check_needs_caller(create_scheduled_message, LATER)


def test_what_is_no_plan_changes_nothing(place: Place) -> None:
    good = {"channel_id": place.channel_id, "content": "x", "send_at": at(10)}
    with nothing_changes("messages"):
        check_bad_bodies(create_scheduled_message, LATER, good, place.member)
        check_invalid(later(place, place.member, -1), "/body/send_at")
        check_invalid(later(place, place.member, 367 * 1440), "/body/send_at")
        for field, value in (
            ("recurrence", "FREQ=HOURLY"),
            ("recurrence", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
            ("time_zone", "Mars/Olympus"),
            ("send_at", "tomorrow"),
        ):
            more: Body = {field: value}
            check_invalid(later(place, place.member, **more), f"/body/{field}")
        check_invalid(later(place, place.member, nonce="x"), "/body/nonce")


def test_a_repeated_request_schedules_once(place: Place) -> None:
    body = {"channel_id": place.channel_id, "content": "x", "send_at": at(10)}
    key = {"idempotency-key": "once"}
    first, again = (
        call(create_scheduled_message, LATER, as_=place.member, body=body, headers=key)
        for _ in range(2)
    )
    assert first.body == again.body
    assert len(list(Scheduled.query(Scheduled.key(place.member.user_id)))) == 2  # and their count
