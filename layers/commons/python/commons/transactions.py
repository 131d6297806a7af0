"""All of it or none of it, events included: rows and outbox in one TransactWriteItems."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import batched
from typing import TYPE_CHECKING, Any, Protocol

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
#: Events in one row of the outbox: the longest we have fill 350 KB, and a row holds 400.
TOGETHER = 25
#: Ten tries pause 3.5 s on average and 7 s at most: inside a function's ten seconds.
ATTEMPTS = 10
SETTLE_TRIES = 10
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 1.0
RETRIED = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
FAILED = "ConditionalCheckFailed"
_settling: ContextVar[bool] = ContextVar("settling", default=False)


class Conflict(Problem):
    """This changed while you were changing it. Look again and repeat."""

    status = 409
    transient = True


class IdempotencyInProgress(Problem):
    """The first request with this Idempotency-Key has not been answered yet."""

    status = 409
    transient = True


class Keeper(Protocol):
    """Keeps the answer of a request that came with an Idempotency-Key (``commons.idempotency``)."""

    def kept(self, answer: Any) -> dict[str, Any]:
        """The write that keeps it, unless the key has an answer already."""


#: Set around a request that came with an Idempotency-Key.
keeper: ContextVar[Keeper | None] = ContextVar("keeper", default=None)


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

    def check(
        self, record: Record, condition: Condition, *, refused: type[Problem] = Conflict
    ) -> None:
        """Write nothing here, but all of it only if this holds of a row."""
        self._add("ConditionCheck", record.get_delete_kwargs_from_instance(condition), refused)

    def add(self, *writes: dict[str, Any]) -> None:
        """Writes that are made already, each ``{"Put": …}`` or the like; a condition of theirs that
        fails is a Conflict."""
        for [(kind, write)] in (one.items() for one in writes):
            self._add(kind, write, Conflict)

    def emit(self, event: Event) -> None:
        """Commit an event with the rows; the table's stream carries it to the bus."""
        self._add("Put", outbox(event), Conflict)

    def emit_all(self, events: Iterable[Event]) -> None:
        """Commit many events of one kind, in few rows: a transaction holds a hundred."""
        for some in batched(events, TOGETHER):
            self._add("Put", outbox(*some), Conflict)

    def answer[T](self, answered: T) -> T:
        """Commit the answer too: whoever repeats the request under its Idempotency-Key gets it.

        Of requests under one key, one commits; the others raise IdempotencyInProgress.
        """
        if (keeping := keeper.get()) is not None:
            self._items.insert(0, keeping.kept(answered))
            self._refusals.insert(0, IdempotencyInProgress)
        return answered

    def commit(self) -> None:
        """Write everything. Raises the refusal of the first condition that does not hold.

        A conflict with another transaction wrote nothing and is tried again; within ``settle`` only
        after another look, since the other has changed what was seen. All tries carry one token,
        which DynamoDB honours for 10 minutes: a try that was not answered is not written twice.
        """
        if not self._items:
            return
        token = str(uuid.uuid4())
        for attempt in range(1 if _settling.get() else ATTEMPTS):
            try:
                client("dynamodb").transact_write_items(
                    TransactItems=self._items, ClientRequestToken=token
                )
                return
            except ClientError as error:
                self._raise_refusal(error)
            if not _settling.get():
                _pause(attempt)
        raise Conflict if _settling.get() else Unavailable

    def _add(self, kind: str, write: dict[str, Any], refused: type[Problem]) -> None:
        self._items.append({kind: write})
        self._refusals.append(refused)

    def _raise_refusal(self, error: ClientError) -> None:
        """Raise unless trying again is right."""
        if error_code(error) != "TransactionCanceledException":
            raise error
        reasons = [reason.get("Code") for reason in cancellation_reasons(error)]
        for refused, reason in zip(self._refusals, reasons, strict=True):
            if reason == FAILED:
                raise refused
        if not RETRIED.intersection(reasons):
            raise error


def outbox(event: Event, *more: Event) -> dict[str, Any]:
    """The Put of an event into its service's outbox; or of several of its kind, as one row."""
    said = ",".join(one.to_json() for one in (event, *more))
    row = {
        "pk": {"S": f"OUTBOX#{event.event_id}"},
        "sk": {"S": type(event).__name__},
        "source": {"S": event.source},
        "type": {"S": type(event).__name__},
        "detail": {"S": f"[{said}]" if more else said},
        "ttl": {"N": str(now_s() + OUTBOX_LIFE_S)},
    }
    return {"TableName": table_name(event.source), "Item": row}


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
    for tried in range(SETTLE_TRIES):
        settling = _settling.set(True)
        try:
            return attempt()
        except Conflict:
            _pause(tried)
        finally:
            _settling.reset(settling)
    raise Unavailable


def _pause(tried: int) -> None:
    """Wait before trying again: soon at first, then spread wide enough for a hundred others."""
    time.sleep(random.uniform(0, min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 4**tried)))
