"""What others are to one comes to one's own sockets, and to nobody else's."""

from __future__ import annotations

import pytest

from commons.clock import now
from commons.contracts.users import RelationshipChanged
from commons.testing import Connections, Person, deliver
from functions.realtime.consumers.on_relationship_changed import on_relationship_changed
from tests.functions.realtime.consumers.test_on_conversation_changed import (
    flush,
    heard,
    identified,
)

pytestmark = pytest.mark.usefixtures("fresh_caches")


def test_a_block_is_told_to_who_blocks_once(
    alice: Person, bob: Person, connections: Connections
) -> None:
    sockets = [identified(one, connections) for one in (alice, bob)]
    event = RelationshipChanged(
        user_id=alice.user_id, other_id=bob.user_id, relation="blocked", since=now(), revision=7
    )
    for _ in range(2):
        assert deliver(on_relationship_changed, event) == []
    for one in (alice, bob):
        flush(f"u:{one.user_id}")
    told = {"user_id": bob.user_id, "type": "blocked", "since": event.since, "revision": 7}
    assert heard(sockets[0], f"u:{alice.user_id}") == [("RELATIONSHIP_UPDATE", told)]
    assert sockets[1].got("batch") == []
