"""POST /channels/{channel_id}/messages/{message_id}/poll/close"""

from __future__ import annotations

from commons.contracts.messages import MessageModerated
from commons.testing import Connections, Person, Reply, call, emitted
from functions.messages.endpoints.close_poll import close_poll
from tests.functions.messages.places import (
    ABSENT_MESSAGE,
    Body,
    Place,
    at_once,
    check_refused,
    flush,
    heard,
    look,
    say,
)
from tests.functions.messages.polls import ask, counts, path_of, poll, told, vote
from tests.refusals import check_needs_caller, check_same, nothing_changes


def close(place: Place, message: Body, who: Person, **headers: str) -> Reply:
    path = f"{path_of(place, message)}/poll/close"
    return call(close_poll, path, as_=who, headers={"x-audit-reason": "over", **headers})


def test_who_asked_ends_it_early_and_whoever_looks_is_told(
    place: Place, connections: Connections
) -> None:
    message = ask(place, place.member)
    vote(place, message, place.owner, 1)
    flush(place)
    socket = look(place, place.owner, connections)
    assert close(place, message, place.member).status == 204
    flush(place)

    [event] = heard(socket)
    closed = poll(place, message, place.owner)
    assert event["t"] == "POLL_CLOSE"
    assert event["d"] == {
        "channel_id": place.channel_id,
        "message_id": message["id"],
        "seq": message["seq"],
        "answers": [{"id": 1, "count": 1}, {"id": 2, "count": 0}],
        "voters": 1,
        "closed_at": closed["closed_at"],
    }
    assert closed["closed_at"] < closed["closes_at"]
    assert emitted(MessageModerated, channel_id=place.channel_id) == []
    check_refused(vote(place, message, place.member, 2), 409, "poll_closed")
    assert counts(poll(place, message, place.owner)) == [1, 0]


def test_who_manages_messages_does_and_it_is_recorded(place: Place) -> None:
    message = ask(place, place.member)
    assert close(place, message, place.owner).status == 204
    [event] = emitted(MessageModerated, channel_id=place.channel_id)
    assert (event.action, event.reason) == ("poll_closed", "over")


def test_it_is_told_once(place: Place) -> None:
    message = ask(place, place.owner)
    replies = at_once(6, lambda _: close(place, message, place.owner))
    assert {reply.status for reply in replies} == {204}
    assert close(place, message, place.owner).status == 204
    assert told(place) == ["MESSAGE_CREATE", "POLL_CLOSE"]


def test_others_do_not(place: Place, mallory: Person) -> None:
    message, words = ask(place, place.owner), say(place, place.owner)
    absent = {"id": ABSENT_MESSAGE}
    with nothing_changes("messages"):
        problem = check_refused(close(place, message, place.member), 403, "missing_permission")
        check_refused(close(place, words, place.owner), 404, "not_found")
        check_same(close(place, message, mallory), close(place, absent, mallory))
        check_needs_caller(close_poll, f"{path_of(place, message)}/poll/close")
    assert problem["missing_permissions"] == ["MANAGE_MESSAGES"]
