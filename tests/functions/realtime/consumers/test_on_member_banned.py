"""A banned member's sockets are told why and closed."""

from __future__ import annotations

from commons.contracts.communities import MemberBanned
from commons.testing import Connections, Person, call, connect, deliver, emitted
from commons.testing import Socket as OpenSocket
from functions.communities.endpoints.ban_member import ban_member
from functions.realtime.consumers.on_member_banned import on_member_banned
from tests.functions.messages.places import Place, flush, heard, last_error, look, say
from tests.functions.realtime.rows import is_known, viewers


def test_every_socket_is_told_and_closed(place: Place, connections: Connections) -> None:
    sockets = [look(place, place.member, connections) for _ in range(2)]
    owner = look(place, place.owner, connections)
    path = f"/communities/{place.community_id}/bans/{place.member.user_id}"
    assert call(ban_member, path, as_=place.owner).status == 204
    [event] = emitted(MemberBanned, community_id=place.community_id)
    assert event.user_id == place.member.user_id

    assert deliver(on_member_banned, event) == []
    for socket in sockets:
        problem = last_error(socket)
        assert (problem["code"], problem["close_code"]) == ("access_changed", 4012)
        assert problem["reconnect"] is True
        assert socket.closed
        assert not is_known(socket)
    assert viewers(place) == {owner.connection_id}
    assert not owner.closed


def test_nothing_is_heard_afterwards(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    path = f"/communities/{place.community_id}/bans/{place.member.user_id}"
    call(ban_member, path, as_=place.owner)
    deliver(on_member_banned, *emitted(MemberBanned, community_id=place.community_id))
    say(place, place.owner)
    flush(place)

    assert heard(socket) == []
    assert socket.frames[-1]["op"] == "error"


def test_delivered_twice_it_changes_nothing_more(place: Place, connections: Connections) -> None:
    event = MemberBanned(
        community_id=place.community_id,
        user_id=place.member.user_id,
        actor_id=place.owner.user_id,
    )
    socket = look(place, place.member, connections)

    assert deliver(on_member_banned, event, event) == []
    assert len(socket.got("error")) == 1


def test_they_come_back_to_what_is_left_to_them(place: Place, connections: Connections) -> None:
    path = f"/communities/{place.community_id}/bans/{place.member.user_id}"
    call(ban_member, path, as_=place.owner)
    deliver(on_member_banned, *emitted(MemberBanned, community_id=place.community_id))

    back = connect(place.member, connections)
    assert isinstance(back, OpenSocket)
    back.send("identify", {"focus": [place.channel_id]})
    assert back.got("ready")[0]["communities"] == []
    assert viewers(place) == set()


def test_somebody_without_a_socket_is_no_error(aws: str, mallory: Person) -> None:
    event = MemberBanned(community_id="com_x", user_id=mallory.user_id, actor_id="usr_x")

    assert deliver(on_member_banned, event) == []
