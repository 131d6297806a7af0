"""Where the caller stands in every channel they see."""

from __future__ import annotations

from commons.testing import Person, call
from functions.communities.endpoints.ban_member import ban_member
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.list_read_states import list_read_states
from functions.messages.endpoints.update_read_state import update_read_state
from tests.functions.messages.places import (
    Body,
    Place,
    add_channel,
    check_refused,
    flush,
    found_place,
    say,
)


def states(who: Person) -> dict[str, Body]:
    """The caller's read states by channel."""
    reply = call(list_read_states, "/read-states", as_=who)
    assert reply.status == 200, reply
    return {state["channel_id"]: state for state in reply.body["data"]}


def test_every_channel_of_every_community_is_listed(place: Place, mallory: Person) -> None:
    more = add_channel(place)
    other = found_place(mallory, place.member)
    for where in (place, place, more):
        message = say(where, place.owner, mentions={"users": [place.member.user_id]})
    call(update_read_state, more.read_state, as_=place.member, body={"seq": message["seq"]})
    flush(place)
    flush(more)

    told = states(place.member)
    assert {channel: (s["seq"], s["unread"], s["mentions"]) for channel, s in told.items()} == {
        place.channel_id: (0, 2, 2),
        more.channel_id: (1, 0, 0),
        other.channel_id: (0, 0, 0),
    }
    assert set(states(mallory)) == {other.channel_id}


def test_what_was_deleted_is_read(place: Place) -> None:
    message = say(place, place.owner)
    flush(place)
    assert states(place.member)[place.channel_id]["unread"] == 1

    call(delete_message, f"{place.messages}/{message['id']}", as_=place.owner)
    assert states(place.member)[place.channel_id]["unread"] == 0


def test_the_banned_and_strangers_have_none(place: Place, mallory: Person) -> None:
    path = f"/communities/{place.community_id}/bans/{place.member.user_id}"
    call(ban_member, path, as_=place.owner)

    assert states(place.member) == {}
    assert states(mallory) == {}
    check_refused(call(list_read_states, "/read-states"), 401, "unauthorized")
