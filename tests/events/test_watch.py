"""Every event type passes the watch's four places on its way through the front doors."""

from __future__ import annotations

from commons.testing import Connections, Person
from tests.events import watch
from tests.functions.messages.places import flush, found_place, look, say


def test_what_is_said_is_checked_in_its_stream_and_at_the_socket(
    alice: Person, bob: Person, connections: Connections, fresh_caches: None
) -> None:
    place = found_place(alice, bob)
    look(place, bob, connections)
    before = dict(watch.seen)
    say(place, alice)
    flush(place)

    new = {name: n - before.get(name, 0) for name, n in watch.seen.items()}
    assert new["messages.MESSAGE_CREATE"] == 2
    assert before["communities.MemberJoined"] > 0
