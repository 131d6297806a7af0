"""POST /channels/{channel_id}/typing"""

from __future__ import annotations

from commons.clock import now_s
from commons.testing import Connections, Person, call
from functions.communities.endpoints.ban_member import ban_member
from functions.communities.models.members import Member
from functions.realtime.endpoints.start_typing import start_typing
from functions.realtime.models import Focus
from tests.functions.messages.places import ABSENT_CHANNEL, Place, add_channel, check_refused, look
from tests.refusals import check_needs_caller, check_same, nothing_changes


def typed(place: Place, who: Person) -> int:
    return call(start_typing, f"/channels/{place.channel_id}/typing", as_=who).status


def test_the_others_who_look_are_told_and_nothing_is_stored(
    place: Place, connections: Connections
) -> None:
    elsewhere = look(add_channel(place), place.owner, connections)
    theirs, mine = look(place, place.owner, connections), look(place, place.member, connections)
    with nothing_changes("messages"), nothing_changes("realtime"):
        assert typed(place, place.member) == 204

    assert theirs.got("signal") == [
        {
            "type": "typing",
            "channel_id": place.channel_id,
            "user_id": place.member.user_id,
            "expires_in": 10,
        }
    ]
    assert mine.got("signal") == elsewhere.got("signal") == []


def test_a_socket_that_is_gone_is_forgotten(place: Place, connections: Connections) -> None:
    gone, there = (look(place, place.owner, connections) for _ in range(2))
    connections.closed.add(gone.connection_id)
    assert typed(place, place.member) == 204
    assert len(there.got("signal")) == 1
    assert [one.connection_id for one in Focus.list(place.stream)] == [there.connection_id]


def test_whoever_was_banned_since_is_not_told(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    path = f"/communities/{place.community_id}/bans/{place.member.user_id}"
    assert call(ban_member, path, as_=place.owner).status == 204
    assert typed(place, place.owner) == 204
    assert socket.got("signal") == []


def test_only_who_may_write_types(place: Place, mallory: Person, connections: Connections) -> None:
    socket = look(place, place.owner, connections)
    path = f"/channels/{place.channel_id}/typing"
    hidden = call(start_typing, path, as_=mallory)
    check_same(hidden, call(start_typing, f"/channels/{ABSENT_CHANNEL}/typing", as_=mallory))
    check_needs_caller(start_typing, path)
    member = Member.of(place.community_id, place.member.user_id)
    member.change([Member.timeout_until.set(now_s() + 3600)])
    check_refused(call(start_typing, path, as_=place.member), 403, "missing_permission")
    assert socket.got("signal") == []
