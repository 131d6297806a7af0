"""PUT /channels/{channel_id}/messages/{message_id}/poll/votes"""

from __future__ import annotations

from collections import Counter

from commons.testing import Connections, Person, call, person
from functions.messages.endpoints.close_poll import close_poll
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.endpoints.send_message import send_message
from functions.messages.endpoints.vote_in_poll import vote_in_poll
from tests.clocks import moved_clock
from tests.functions.messages.places import (
    ABSENT_MESSAGE,
    Place,
    add_channel,
    at_once,
    check_refused,
    flush,
    heard,
    join,
    just_before,
    look,
    say,
)
from tests.functions.messages.polls import ask, counts, path_of, poll, told, vote
from tests.refusals import (
    check_bad_bodies,
    check_invalid,
    check_needs_caller,
    check_same,
    nothing_changes,
)


def test_a_vote_is_counted_and_shown_to_everybody(place: Place) -> None:
    message = ask(place, place.owner)
    assert message["content"] is None
    assert message["poll"]["question"] == "Rye or wheat?"
    reply = vote(place, message, place.member, 2)

    assert reply.status == 200
    assert reply.body == poll(place, message, place.member)
    assert counts(reply.body) == [0, 1]
    assert [answer["me"] for answer in reply.body["answers"]] == [False, True]
    mine = poll(place, message, place.owner)
    assert (counts(mine), mine["voters"]) == ([0, 1], 1)
    assert not any(answer["me"] for answer in mine["answers"])
    for who in (place.owner, place.member):
        [listed] = call(list_messages, place.messages, as_=who).body["data"]
        assert listed["poll"] == poll(place, message, who)


def test_another_vote_replaces_it_and_none_takes_it_back(place: Place) -> None:
    message = ask(place, place.owner)
    assert counts(vote(place, message, place.member, 1).body) == [1, 0]
    assert counts(vote(place, message, place.member, 2).body) == [0, 1]
    assert counts(vote(place, message, place.member, 2).body) == [0, 1]
    gone = vote(place, message, place.member).body
    assert (counts(gone), gone["voters"]) == ([0, 0], 0)
    assert vote(place, message, place.member).status == 200
    assert told(place, "POLL_VOTE") == ["POLL_VOTE"] * 3


def test_where_one_may_choose_several_they_are_a_set(place: Place) -> None:
    message = ask(place, place.owner, multiple=True)
    assert counts(vote(place, message, place.member, 1, 2).body) == [1, 1]
    assert counts(vote(place, message, place.member, 2).body) == [0, 1]
    both = vote(place, message, place.owner, 2, 1).body
    assert (counts(both), both["voters"]) == ([1, 2], 2)


def test_whoever_looks_is_told_how_it_stands(place: Place, connections: Connections) -> None:
    message = ask(place, place.owner)
    flush(place)
    socket = look(place, place.owner, connections)
    vote(place, message, place.member, 1)
    vote(place, message, place.owner, 2)
    flush(place)

    first, last = heard(socket)
    assert (first["t"], first["d"]["user_id"], first["d"]["chosen"]) == (
        "POLL_VOTE",
        place.member.user_id,
        [1],
    )
    assert last["d"] == {
        "channel_id": place.channel_id,
        "message_id": message["id"],
        "seq": message["seq"],
        "user_id": place.owner.user_id,
        "chosen": [2],
        "answers": [{"id": 1, "count": 1}, {"id": 2, "count": 1}],
        "voters": 2,
    }


def test_of_an_anonymous_poll_nobody_is_told_who_voted(
    place: Place, connections: Connections
) -> None:
    message = ask(place, place.owner, anonymous=True)
    flush(place)
    socket = look(place, place.owner, connections)
    vote(place, message, place.member, 1)
    flush(place)

    [event] = heard(socket)
    assert (event["d"]["user_id"], event["d"]["chosen"], event["d"]["voters"]) == (None, None, 1)
    assert place.member.user_id not in str(event)
    assert poll(place, message, place.member)["answers"][0]["me"]


def test_many_at_once_are_counted_exactly(place: Place) -> None:
    message, people = ask(place, place.owner), [person() for _ in range(24)]
    for who in people:
        join(place.community_id, owner=place.owner, who=who)
    replies = at_once(24, lambda n: vote(place, message, people[n], 1 + n % 2))

    assert {reply.status for reply in replies} == {200}
    found = poll(place, message, place.owner)
    assert (counts(found), found["voters"]) == ([12, 12], 24)
    assert told(place, "POLL_VOTE") == ["POLL_VOTE"] * 24


def test_votes_of_one_person_at_once_leave_one(place: Place) -> None:
    message = ask(place, place.owner)
    replies = at_once(8, lambda n: vote(place, message, place.member, 1 + n % 2))
    assert {reply.status for reply in replies} == {200}
    found = poll(place, message, place.member)
    assert (sum(counts(found)), found["voters"]) == (1, 1)


def test_an_edit_at_once_loses_no_vote(place: Place) -> None:
    message = ask(place, place.owner)
    path, edit = path_of(place, message), {"content": "choose"}
    with just_before("TransactWriteItems", lambda: vote(place, message, place.member, 1)):
        edited = call(edit_message, path, as_=place.owner, body=edit)
    assert edited.body["content"] == "choose"
    assert counts(poll(place, message, place.owner)) == [1, 0]


def test_what_is_over_takes_no_vote_from_that_second_on(place: Place) -> None:
    message = ask(place, place.owner, duration_s=60)
    vote(place, message, place.member, 1)
    with moved_clock() as clock, nothing_changes("messages"):
        clock.move(61)
        check_refused(vote(place, message, place.member, 2), 409, "poll_closed")
        over = poll(place, message, place.member)
    assert over["closed_at"] == over["closes_at"]
    assert counts(over) == [1, 0]


def test_a_vote_is_never_counted_after_the_close(place: Place) -> None:
    message = ask(place, place.owner)
    path = path_of(place, message)
    with just_before(
        "TransactWriteItems", lambda: call(close_poll, f"{path}/poll/close", as_=place.owner)
    ):
        check_refused(vote(place, message, place.member, 2), 409, "poll_closed")
    assert counts(poll(place, message, place.member)) == [0, 0]
    assert told(place) == ["MESSAGE_CREATE", "POLL_CLOSE"]


def test_a_poll_that_goes_meanwhile_takes_no_vote(place: Place) -> None:
    message = ask(place, place.owner)
    path = path_of(place, message)
    with just_before("TransactWriteItems", lambda: call(delete_message, path, as_=place.owner)):
        check_refused(vote(place, message, place.member, 1), 404, "not_found")


def test_what_is_no_poll_takes_no_vote(place: Place, mallory: Person) -> None:
    message, words = ask(place, place.owner), say(place, place.owner)
    elsewhere, absent = add_channel(place), {"id": ABSENT_MESSAGE}
    with nothing_changes("messages"):
        for none in (words, absent, {"id": "msg_1"}):
            check_refused(vote(place, none, place.member, 1), 404, "not_found")
        check_refused(vote(elsewhere, message, place.member, 1), 404, "not_found")
        check_same(vote(place, message, mallory, 1), vote(place, absent, mallory, 1))
        check_needs_caller(vote_in_poll, f"{path_of(place, message)}/poll/votes")


def test_what_is_no_choice_changes_nothing(place: Place) -> None:
    message = ask(place, place.owner)
    path = f"{path_of(place, message)}/poll/votes"
    with nothing_changes("messages"):
        check_bad_bodies(vote_in_poll, path, {"answers": [1]}, place.member)
        check_invalid(vote(place, message, place.member, 1, 2), "/answers")
        check_invalid(vote(place, message, place.member, 3), "/answers/0")
        check_invalid(vote(place, message, place.member, 0), "/body/answers/0")
        check_invalid(vote(place, message, place.member, 1, 1), "/body")


def test_what_is_no_poll_is_not_sent(place: Place) -> None:
    answers = [{"text": f"a{n}"} for n in range(11)]

    def sent(**body: object) -> str | None:
        return call(send_message, place.messages, as_=place.owner, body=body).code

    good = {"question": "Which?", "answers": answers[:2]}
    bad = [
        good | {"answers": answers},
        good | {"answers": answers[:1]},
        good | {"answers": [answers[0], answers[0]]},
        good | {"question": " "},
        good | {"duration_s": 59},
        good | {"duration_s": 32 * 86_400 + 1},
        good | {"unknown": 1},
        good | {"answers": [{"text": "x", "emoji": "no"}, {"text": "y"}]},
    ]
    with nothing_changes("messages"):
        assert Counter(sent(poll=one) for one in bad) == {"validation_failed": len(bad)}
        assert sent(poll=good, ciphertext="aGVsbG8=") == "validation_failed"
        assert sent(poll=None) == "validation_failed"
    assert sent(poll=good, content="see below") is None
