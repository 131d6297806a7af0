"""How far somebody has read: never back, counted exactly."""

from __future__ import annotations

import pytest

from commons.testing import Person, Reply, call
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.list_read_states import list_read_states
from functions.messages.endpoints.update_read_state import update_read_state
from tests.functions.messages.places import (
    ABSENT_CHANNEL,
    Place,
    add_role,
    at_once,
    check_refused,
    flush,
    same_but_where,
    say,
    stream_rows,
)


def read_to(place: Place, seq: object) -> Reply:
    """The member has read up to a position."""
    return call(update_read_state, place.read_state, as_=place.member, body={"seq": seq})


def state(place: Place, seq: int, unread: int, mentions: int = 0) -> dict[str, object]:
    """A read state as it is answered."""
    return {"channel_id": place.channel_id, "seq": seq, "unread": unread, "mentions": mentions}


def test_reading_counts_what_is_left(place: Place) -> None:
    for _ in range(3):
        say(place, place.owner)

    assert (read_to(place, 1).status, read_to(place, 1).body) == (200, state(place, 1, 2))
    assert read_to(place, 3).body == state(place, 3, 0)


def test_it_never_moves_back(place: Place) -> None:
    for _ in range(3):
        say(place, place.owner)
    read_to(place, 2)

    assert read_to(place, 1).body == state(place, 2, 1)
    assert read_to(place, 0).body == state(place, 2, 1)
    assert read_to(place, 3).body == state(place, 3, 0)


def test_the_furthest_of_many_at_once_stays(place: Place) -> None:
    for _ in range(8):
        say(place, place.owner)
    at_once(8, lambda n: read_to(place, n + 1))

    assert read_to(place, 0).body == state(place, 8, 0)


@pytest.mark.parametrize(("messages", "unread"), [(99, 99), (100, 100), (101, 100)])
def test_unread_is_exact_to_99(place: Place, messages: int, unread: int) -> None:
    for _ in range(messages):
        say(place, place.owner)
    flush(place)

    assert read_to(place, 0).body == state(place, 0, unread)
    [listed] = call(list_read_states, "/read-states", as_=place.member).body["data"]
    assert listed == state(place, 0, unread)


def test_ones_own_messages_edits_and_deletions_are_not_counted(place: Place) -> None:
    kept, gone = say(place, place.owner), say(place, place.owner)
    say(place, place.member)
    call(edit_message, f"{place.messages}/{kept['id']}", as_=place.owner, body={"content": "b"})
    call(delete_message, f"{place.messages}/{gone['id']}", as_=place.owner)

    assert read_to(place, 0).body == state(place, 0, 1)


def test_mentions_are_counted(place: Place) -> None:
    me = {"users": [place.member.user_id]}
    say(place, place.owner)
    say(place, place.owner, mentions=me)
    say(place, place.owner, mentions={"everyone": True})
    say(place, place.owner, mentions={"users": [place.owner.user_id]})
    say(place, place.member, mentions=me)

    assert read_to(place, 0).body == state(place, 0, 4, mentions=2)
    assert read_to(place, 2).body == state(place, 2, 2, mentions=1)


def test_mentions_of_ones_roles_are_counted(place: Place) -> None:
    held, other = add_role(place, place.member), add_role(place)
    for roles in ([held], [other], [other, held], [place.community_id]):
        say(place, place.owner, mentions={"roles": roles})

    assert read_to(place, 0).body == state(place, 0, 4, mentions=3)
    flush(place)
    [seen] = [
        one
        for one in call(list_read_states, "/read-states", as_=place.member).body["data"]
        if one["channel_id"] == place.channel_id
    ]
    assert (seen["unread"], seen["mentions"]) == (4, 3)


def test_a_position_that_is_not_there_yet_is_refused(place: Place) -> None:
    say(place, place.owner)

    for seq in (2, 10**12 - 1):
        problem = check_refused(read_to(place, seq), 422, "validation_failed")
        assert problem["errors"][0]["code"] == "beyond_end"
    assert read_to(place, 0).body == state(place, 0, 1)


@pytest.mark.parametrize("seq", [-1, 10**12, "1", 1.5, True, None, [1], 10**400])
def test_what_is_no_position_is_refused(place: Place, seq: object) -> None:
    say(place, place.owner)
    before = stream_rows(place)

    check_refused(read_to(place, seq), 422, "validation_failed")
    assert stream_rows(place) == before


@pytest.mark.parametrize("body", [{}, {"seq": 0, "unread": 0}, [], 5])
def test_what_is_no_read_state_is_refused(place: Place, body: object) -> None:
    reply = call(update_read_state, place.read_state, as_=place.member, body=body)

    check_refused(reply, 422, "validation_failed")


def test_a_stranger_finds_nothing(place: Place, mallory: Person) -> None:
    absent = f"/channels/{ABSENT_CHANNEL}/read-state"
    there = call(update_read_state, place.read_state, as_=mallory, body={"seq": 0})
    nowhere = call(update_read_state, absent, as_=mallory, body={"seq": 0})

    check_refused(there, 404, "not_found")
    assert same_but_where(there.body) == same_but_where(nowhere.body)
    reply = call(update_read_state, place.read_state, body={"seq": 0})
    check_refused(reply, 401, "unauthorized")
