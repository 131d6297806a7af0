"""Carries the events that a service committed to its outbox from its table's stream to the bus.

Every service that emits gets this function from its stack; nobody writes one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from commons.aws import client
from commons.events import details_of
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
    numbered = [(index, entry) for index, row in enumerate(rows) for entry in _entries(row)]
    for some in batched(numbered, PUT_EVENTS_LIMIT):
        answer = client("events").put_events(Entries=[entry for _, entry in some])
        if answer["FailedEntryCount"]:
            count("EventRefused", answer["FailedEntryCount"])
            told = zip(some, answer["Entries"], strict=True)
            return next(index for (index, _), result in told if "ErrorCode" in result)
    return None


def _entries(row: dict[str, Any]) -> Iterator[dict[str, str]]:
    for detail in details_of(row["detail"]["S"]):
        yield {
            "Source": row["source"]["S"],
            "DetailType": row["type"]["S"],
            "Detail": json.dumps(detail, separators=(",", ":")),
            "EventBusName": f"{settings().stage}-bus",
        }


def carry(event: dict[str, Any], context: object) -> dict[str, Any]:
    """The Lambda handler of every carrier."""
    return carrier(os.environ.get("POWERTOOLS_SERVICE_NAME", "commons"))(event, context)
