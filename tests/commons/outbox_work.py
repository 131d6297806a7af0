"""What the workers of test_outbox_kills do: commit facts with their events, and carry events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from commons.carrier import carry
from commons.contracts.communities.members import MemberJoined
from commons.db import Record
from commons.ids import new_id
from commons.testing import Context
from commons.transactions import transaction


class Fact(Record):
    """Something a handler wrote together with its events."""

    prefix = "F#"

    @classmethod
    def service(cls) -> str:
        """Its table is the one whose outbox the events are in."""
        return "communities"


def events_of(name: str) -> list[MemberJoined]:
    """What belongs to a fact: two events about one key, in order."""
    one = MemberJoined(community_id="com_kills", user_id=name, inviter_id="")
    return [replace(one, event_id=f"{name}.{number}") for number in range(2)]


def write(name: str) -> None:
    """A handler's commit."""
    with transaction() as tx:
        tx.create(Fact(f"F#{name}", new_id("fct")))
        for event in events_of(name):
            tx.emit(event)


def publish(records: list[dict[str, Any]]) -> Any:
    """The carrier, given a batch of the table's stream."""
    return carry({"Records": records}, Context())
