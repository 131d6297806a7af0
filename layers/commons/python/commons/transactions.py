"""All of it or none of it, events included: rows and outbox in one TransactWriteItems."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from commons.aws import client, error_code
from commons.clock import now_s
from commons.db import Record
from commons.errors import Problem, Unavailable
from commons.settings import table_name

if TYPE_CHECKING:
    from commons.events import Event

OUTBOX_LIFE_S = 7 * 86400
ATTEMPTS = 10
SETTLE_TRIES = 5
RETRIED = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
FAILED = "ConditionalCheckFailed"


class Conflict(Problem):
    """This changed while you were changing it. Look again and repeat."""

    status = 409


class Transaction:
    """Collects writes; ``commit`` sends them. Each condition brings the refusal it means."""

    def __init__(self) -> None:
        self._items: list[dict[str, Any]] = []
        self._refusals: list[type[Problem]] = []

    def create(self, record: Record, *, taken: type[Problem] = Conflict) -> None:
        """Put a row whose key must be free."""
        self.save(record, type(record).pk.does_not_exist(), refused=taken)

    def save(
        self,
        record: Record,
        condition: Condition | None = None,
        *,
        refused: type[Problem] = Conflict,
    ) -> None:
        """Put a row, over whatever is there."""
        self._add("Put", record.get_save_kwargs_from_instance(condition), refused)

    def update(
        self,
        record: Record,
        actions: Sequence[Action],
        condition: Condition | None = None,
        *,
        refused: type[Problem] = Conflict,
    ) -> None:
        """Change attributes of a row."""
        change = record.get_update_kwargs_from_instance(list(actions), condition)
        self._add("Update", change, refused)

    def delete(
        self,
        record: Record,
        condition: Condition | None = None,
        *,
        refused: type[Problem] = Conflict,
    ) -> None:
        """Delete a row."""
        self._add("Delete", record.get_delete_kwargs_from_instance(condition), refused)

    def emit(self, event: Event) -> None:
        """Commit an event with the rows; the table's stream carries it to the bus."""
        row = {
            "pk": {"S": f"OUTBOX#{event.event_id}"},
            "sk": {"S": type(event).__name__},
            "source": {"S": event.source},
            "type": {"S": type(event).__name__},
            "detail": {"S": event.to_json()},
            "ttl": {"N": str(now_s() + OUTBOX_LIFE_S)},
        }
        self._add("Put", {"TableName": table_name(event.source), "Item": row}, Conflict)

    def commit(self) -> None:
        """Write everything. Raises the refusal of the first condition that does not hold.

        A conflict with another transaction wrote nothing and is tried again; an answer that was
        lost is repeated by botocore under the same token, which DynamoDB honours for 10 minutes.
        """
        for attempt in range(ATTEMPTS):
            try:
                client("dynamodb").transact_write_items(
                    TransactItems=self._items, ClientRequestToken=str(uuid.uuid4())
                )
                return
            except ClientError as error:
                self._raise_refusal(error)
            time.sleep(random.uniform(0, min(0.5, 0.01 * 2**attempt)))
        raise Unavailable

    def _add(self, kind: str, write: dict[str, Any], refused: type[Problem]) -> None:
        self._items.append({kind: write})
        self._refusals.append(refused)

    def _raise_refusal(self, error: ClientError) -> None:
        """Raise unless trying again is right."""
        code = error_code(error)
        if code == "TransactionInProgressException":
            return
        if code != "TransactionCanceledException":
            raise error
        reasons = [reason.get("Code") for reason in cancellation_reasons(error)]
        for refused, reason in zip(self._refusals, reasons, strict=True):
            if reason == FAILED:
                raise refused
        if not RETRIED.intersection(reasons):
            raise error


def cancellation_reasons(error: ClientError) -> list[dict[str, Any]]:
    """One reason per item of a cancelled transaction, in order."""
    answer: Any = error.response
    reasons: list[dict[str, Any]] = answer.get("CancellationReasons", [])
    return reasons


@contextmanager
def transaction() -> Iterator[Transaction]:
    """Write on leaving the block; an exception in the block writes nothing."""
    collected = Transaction()
    yield collected
    collected.commit()


def settle[T](attempt: Callable[[], T]) -> T:
    """Run a load-check-commit again when what it had loaded changed before it committed."""
    for _ in range(SETTLE_TRIES):
        try:
            return attempt()
        except Conflict:
            continue
    raise Unavailable
