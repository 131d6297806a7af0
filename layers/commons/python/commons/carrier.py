"""Carries the events that a service committed to its outbox from its table's stream to the bus.

Every service that emits gets this function from its stack; nobody writes one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from commons.aws import client
from commons.invocation import count
from commons.settings import settings
from commons.tables import Rows, TableConsumer

PUT_EVENTS_LIMIT = 10


@dataclass(frozen=True, kw_only=True)
class Carrier(TableConsumer):
    """The carrier of one service."""

    owner: str
    key: str = "pk"
    prefix: str = "OUTBOX#"
    tables: tuple[str, ...] = field(default=())
    retry_for_s: int = 12 * 3600  # an event is a fact: outlast an outage of the bus

    @property
    def service(self) -> str:
        """The service whose outbox it carries."""
        return self.owner

    @property
    def handler(self) -> str:
        """All carriers share one handler: the rows say which service they came from."""
        return "commons.carrier.carry"

    @property
    def name(self) -> str:
        """Its name in the deployment."""
        return "carry_outbox"


def carrier(owner: str) -> Carrier:
    """The carrier that the stack of ``owner`` deploys."""
    return Carrier(run=publish, owner=owner, tables=(owner,))


def publish(rows: Rows) -> int | None:
    """Put the events of outbox rows on the bus; the index of the first that was refused."""
    for start in range(0, len(rows), PUT_EVENTS_LIMIT):
        entries = [_entry(row) for row in rows[start : start + PUT_EVENTS_LIMIT]]
        answer = client("events").put_events(Entries=entries)
        if answer["FailedEntryCount"]:
            count("EventRefused", answer["FailedEntryCount"])
            results = answer["Entries"]
            return start + next(i for i, result in enumerate(results) if "ErrorCode" in result)
    return None


def _entry(row: dict[str, Any]) -> dict[str, str]:
    return {
        "Source": row["source"]["S"],
        "DetailType": row["type"]["S"],
        "Detail": row["detail"]["S"],
        "EventBusName": f"{settings().stage}-bus",
    }


def carry(event: dict[str, Any], context: object) -> dict[str, Any]:
    """The Lambda handler of every carrier."""
    return carrier(os.environ.get("POWERTOOLS_SERVICE_NAME", "commons"))(event, context)
