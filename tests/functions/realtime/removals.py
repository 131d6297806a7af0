"""What is the same for everybody who loses a community, whichever way: their sockets end."""

from __future__ import annotations

from typing import ClassVar

from commons.contracts.communities.members import MemberBanned, MemberRemoved
from commons.events import Consumer
from commons.testing import Connections, Person, connect, deliver, emitted
from commons.testing import Socket as OpenSocket
from tests.functions.messages.places import Place, flush, heard, last_error, look, open_socket, say
from tests.functions.realtime.rows import is_known, viewers


class Removals:
    """Subclass with the event, its consumer, and the request that causes it."""

    event: ClassVar[type[MemberBanned | MemberRemoved]]
    consumer: ClassVar[Consumer]

    def remove(self, place: Place) -> None:
        """The owner removes the member, through the front door."""
        raise AssertionError

    def _delivered(self, place: Place) -> MemberBanned | MemberRemoved:
        self.remove(place)
        [event] = emitted(self.event, community_id=place.community_id)
        assert deliver(self.consumer, event) == []
        return event

    def test_every_socket_is_told_and_closed(self, place: Place, connections: Connections) -> None:
        sockets = [look(place, place.member, connections) for _ in range(2)]
        owner = look(place, place.owner, connections)

        assert self._delivered(place).user_id == place.member.user_id
        for socket in sockets:
            problem = last_error(socket)
            assert (problem["code"], problem["close_code"]) == ("access_changed", 4012)
            assert problem["reconnect"] is True
            assert socket.closed
            assert not is_known(socket)
        assert viewers(place) == {owner.connection_id}
        assert not owner.closed

    def test_nothing_is_heard_afterwards(self, place: Place, connections: Connections) -> None:
        socket = look(place, place.member, connections)
        self._delivered(place)
        say(place, place.owner)
        flush(place)

        assert heard(socket) == []
        assert socket.frames[-1]["op"] == "error"

    def test_delivered_twice_it_changes_nothing_more(
        self, place: Place, connections: Connections
    ) -> None:
        socket = look(place, place.member, connections)
        event = self._delivered(place)

        assert deliver(self.consumer, event) == []
        assert len(socket.got("error")) == 1

    def test_they_come_back_to_what_is_left_to_them(
        self, place: Place, connections: Connections
    ) -> None:
        self._delivered(place)

        back = connect(place.member, connections)
        assert isinstance(back, OpenSocket)
        back.send("identify", {"focus": [place.channel_id]})
        assert back.got("ready")[0]["communities"] == []
        assert viewers(place) == set()

    def test_a_socket_opened_since_is_left_alone_by_what_comes_late_or_again(
        self, place: Place, connections: Connections
    ) -> None:
        event = self._delivered(place)
        back = open_socket(place.member, connections)
        back.send("identify", {"focus": [place.channel_id]})

        assert deliver(self.consumer, event, event) == []
        assert not back.closed
        assert is_known(back)

    def test_somebody_without_a_socket_is_no_error(self, aws: str, mallory: Person) -> None:
        event = self.event(community_id="com_x", user_id=mallory.user_id, actor_id="usr_x")

        assert deliver(self.consumer, event) == []
