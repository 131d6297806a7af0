"""PUT /read-states"""

from __future__ import annotations

from threading import Thread

import pytest

from commons.testing import Person, Reply, call
from functions.messages import reading
from functions.messages.endpoints.read_everything import read_everything
from functions.messages.endpoints.update_read_state import update_read_state
from functions.messages.reading import advance
from tests.functions.messages.endpoints.test_list_read_states import states
from tests.functions.messages.places import (
    Place,
    add_channel,
    at_once,
    check_refused,
    flush,
    found_place,
    say,
)
from tests.refusals import check_bad_bodies, check_needs_caller, nothing_changes

ABSENT = "com_01ARZ3NDEKTSV4RRFFQ69G5FAV"


def read_all(who: Person, **body: object) -> Reply:
    return call(read_everything, "/read-states", as_=who, body=body)


def noisy(*places: Place) -> None:
    """Something new for the member in each, which mentions them."""
    for place in places:
        say(place, place.owner, mentions={"users": [place.member.user_id]})
        flush(place)


def test_everything_is_read_in_one_community_or_everywhere(place: Place, mallory: Person) -> None:
    more, other = add_channel(place), found_place(mallory, place.member)
    noisy(place, more, other)
    here = read_all(place.member, community_id=place.community_id)
    assert here.status == 200
    assert {(s["channel_id"], s["unread"], s["mentions"]) for s in here.body["data"]} == {
        (place.channel_id, 0, 0),
        (more.channel_id, 0, 0),
    }
    assert states(place.member)[other.channel_id]["unread"] == 1
    everywhere = read_all(place.member).body["data"]
    assert {s["channel_id"]: s for s in everywhere} == states(place.member)
    assert {s["unread"] for s in everywhere} == {0}


def test_what_comes_meanwhile_stays_unread(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    noisy(place)

    def more() -> None:
        say(place, place.owner)
        flush(place)

    def overtaken(channel_id: str, user_id: str, seq: int) -> int:
        other = Thread(target=more)
        other.start()
        other.join()
        return advance(channel_id, user_id, seq)

    monkeypatch.setattr(reading, "advance", overtaken)
    [state] = read_all(place.member).body["data"]
    assert (state["seq"], state["unread"]) == (1, 1)


def test_it_moves_nobody_back_and_nobody_else(place: Place) -> None:
    noisy(place)
    message = say(place, place.owner)
    flush(place)
    call(update_read_state, place.read_state, as_=place.member, body={"seq": message["seq"]})
    replies = at_once(4, lambda _: read_all(place.member))
    assert {reply.body["data"][0]["seq"] for reply in replies} == {message["seq"]}
    with nothing_changes("messages"):
        read_all(place.member)
        read_all(place.owner)


def test_where_one_is_not_nothing_is_read(place: Place, mallory: Person) -> None:
    with nothing_changes("messages"):
        check_refused(read_all(mallory, community_id=place.community_id), 404, "not_found")
        check_refused(read_all(place.member, community_id=ABSENT), 404, "not_found")
        assert read_all(mallory).body["data"] == []
        check_bad_bodies(
            read_everything, "/read-states", {"community_id": place.community_id}, place.member
        )
        check_needs_caller(read_everything, "/read-states")
