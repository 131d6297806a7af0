"""When it is time, scheduled messages are sent: once, with the rights of that moment."""

from __future__ import annotations

import pytest

from commons.clock import now_s
from commons.testing import Context, Person, call
from commons.testing.schedules import fire
from functions.auth.models import Account
from functions.communities.endpoints.ban_member import ban_member
from functions.communities.endpoints.update_channel import update_channel
from functions.communities.models.members import Member
from functions.messages import dispatching
from functions.messages.endpoints.delete_scheduled_message import delete_scheduled_message
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.endpoints.update_scheduled_message import update_scheduled_message
from functions.messages.jobs.send_scheduled import send_scheduled
from tests.clocks import moved_clock
from tests.functions.messages.directs import dm, friends
from tests.functions.messages.places import Place, at_once, check_refused, just_before, say
from tests.functions.messages.scheduling import at, made, path_of, remember, said, seen, wake
from tests.refusals import nothing_changes


def test_it_is_sent_at_its_time_and_says_so(place: Place) -> None:
    answered = say(place, place.owner)
    message = made(
        place,
        place.member,
        reply_to=[answered["id"]],
        mentions={"users": [place.owner.user_id]},
        expires_in=60,
        poll={"question": "Rye?", "answers": [{"text": "yes"}, {"text": "no"}]},
    )
    [scheduled] = remember(message)
    fire(send_scheduled, scheduled.name)

    [sent, _] = call(list_messages, place.messages, as_=place.owner).body["data"]
    assert (sent["author_id"], sent["content"]) == (place.member.user_id, "later")
    assert sent["reply_to"] == [answered["id"]]
    assert sent["mentions"]["users"] == [place.owner.user_id]
    assert sent["poll"]["question"] == "Rye?"
    assert sent["expires_at"]
    now = seen(message, place.member)
    assert (now["state"], now["last_message_id"]) == ("sent", sent["id"])


def test_before_its_time_nothing_is_sent(place: Place) -> None:
    message = made(place, place.member)
    with nothing_changes("messages"):
        wake(message, place.member)


def test_whatever_wakes_it_it_is_sent_once(place: Place) -> None:
    message = made(place, place.member)
    at_once(6, lambda _: wake(message, place.member, 700))
    wake(message, place.member, 700)
    assert said(place) == ["later"]


def test_a_job_that_died_after_sending_sends_nothing_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = made(place, place.member)
    with monkeypatch.context() as patch:
        patch.setattr(dispatching, "_note", lambda *_: None)
        wake(message, place.member, 700)
    assert seen(message, place.member)["state"] == "sending"
    wake(message, place.member, 700)
    assert said(place) == ["later"]
    assert seen(message, place.member)["state"] == "sent"


def test_a_series_goes_on_by_the_clock_on_its_wall(place: Place) -> None:
    message = made(place, place.member, recurrence="FREQ=DAILY", time_zone="Europe/Berlin")
    [scheduled] = remember(message)
    fire(send_scheduled, scheduled.name)
    again = seen(message, place.member)
    assert (again["state"], said(place)) == ("waiting", ["later"])
    [following] = remember(message)
    assert following.at_s - scheduled.at_s in (82_800, 86_400, 90_000)
    fire(send_scheduled, following.name)
    assert said(place) == ["later", "later"]


def test_a_series_that_ends_is_sent(place: Place) -> None:
    message = made(place, place.member, recurrence="FREQ=DAILY;COUNT=2")
    for _ in range(2):
        [scheduled] = remember(message)
        fire(send_scheduled, scheduled.name)
    assert seen(message, place.member)["state"] == "sent"
    assert remember(message) == []


def test_who_may_no_longer_send_sends_nothing_and_is_told(place: Place) -> None:
    message = made(place, place.member)
    member = Member.of(place.community_id, place.member.user_id)
    member.change([Member.timeout_until.set(now_s() + 86_400)])
    wake(message, place.member, 700)
    assert said(place) == []
    failed = seen(message, place.member)
    assert (failed["state"], failed["failure"]) == ("failed", "missing_permission")
    member.change([Member.timeout_until.set(0)])
    wake(message, place.member, 700)
    assert said(place) == []

    body = {"send_at": at(20)}
    again = call(update_scheduled_message, path_of(message), as_=place.member, body=body)
    assert (again.body["state"], again.body["failure"]) == ("waiting", None)
    wake(message, place.member, 1300)
    assert said(place) == ["later"]


def test_the_banned_send_nothing(place: Place) -> None:
    message = made(place, place.member)
    path = f"/communities/{place.community_id}/bans/{place.member.user_id}"
    call(ban_member, path, as_=place.owner)
    wake(message, place.member, 700)
    assert said(place) == []
    assert seen(message, place.member)["failure"] == "not_found"


def test_an_account_that_is_suspended_sends_nothing(place: Place) -> None:
    message = made(place, place.member)
    account = Account(f"ACC#{place.member.user_id}", "A")
    account.update([Account.suspended.set(True)])
    wake(message, place.member, 700)
    assert said(place) == []


def test_in_slow_mode_it_waits_its_turn(place: Place) -> None:
    call(
        update_channel,
        f"/channels/{place.channel_id}",
        as_=place.owner,
        body={"slow_mode_s": 3600},
    )
    say(place, place.member, "first")
    message = made(place, place.member)
    wake(message, place.member, 700)
    waiting = seen(message, place.member)
    assert (waiting["state"], said(place)) == ("waiting", ["first"])
    with moved_clock() as clock:
        clock.move(3601)
        send_scheduled(
            {"detail": {"user_id": place.member.user_id, "scheduled_id": message["id"], "at_s": 0}},
            Context(),
        )
    assert said(place) == ["first", "later"]


def test_an_edit_holds_or_is_refused(place: Place) -> None:
    message = made(place, place.member)
    path, body = path_of(message), {"content": "edited"}

    def edit() -> None:
        reply = call(update_scheduled_message, path, as_=place.member, body=body)
        assert reply.status == 200

    with just_before("TransactWriteItems", edit):
        wake(message, place.member, 700)
    assert said(place) == ["edited"]
    late = call(update_scheduled_message, path, as_=place.member, body=body)
    check_refused(late, 409, "already_sent")


def test_what_was_taken_back_is_not_sent(place: Place) -> None:
    message = made(place, place.member)
    [scheduled] = remember(message)
    assert call(delete_scheduled_message, path_of(message), as_=place.member).status == 204
    fire(send_scheduled, scheduled.name)
    assert said(place) == []


def test_it_is_sent_to_a_person_too(alice: Person, bob: Person) -> None:
    friends(alice, bob)
    there = Place("", dm(alice, bob), alice, bob)
    message = made(there, alice)
    wake(message, alice, 700)
    assert said(there) == ["later"]
    assert seen(message, alice)["state"] == "sent"
