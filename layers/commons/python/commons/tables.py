"""Functions fed by the streams of tables: what was inserted, at least once, in order per key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Unpack

from commons.declare import Declaration, Needs
from commons.invocation import invocation

Rows = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class TableConsumer(Declaration):
    """A function called with rows newly inserted whose key begins with a prefix.

    Rows are in DynamoDB's own JSON (``{"pk": {"S": "…"}, …}``). A table's stream serves at most
    two consumers.
    """

    folder: ClassVar[str] = "consumers"

    tables: tuple[str, ...]
    """Services whose tables feed it."""
    key: str
    """``pk`` or ``sk``: the key that ``prefix`` filters."""
    prefix: str
    batch: int = 100
    parallelization: int = 10
    retry_for_s: int = 300
    """A row that keeps failing holds up its lane of the stream this long, then is a dead letter."""

    def __call__(self, event: dict[str, Any], context: object) -> dict[str, Any]:
        """One row at a time would cost one call each: the batch is tried whole, then reported."""
        records = event["Records"]
        rows = [record["dynamodb"]["NewImage"] for record in records]
        with invocation(self, context) as failure:
            bad = self.run(rows)
        if failure:
            bad = self._first_bad(rows)
        if bad is None:
            return {"batchItemFailures": []}
        sequence = records[bad]["dynamodb"]["SequenceNumber"]
        return {"batchItemFailures": [{"itemIdentifier": sequence}]}

    def _first_bad(self, rows: Rows) -> int | None:
        """The row that made the batch crash: those before it are done, one by one, and stay done.

        Naming the first row instead would repeat good ones at each halving, up to nine times.
        """
        for index, row in enumerate(rows):
            try:
                bad = self.run([row])
            except Exception:  # it is in the log already
                return index
            if bad is not None:
                return index
        return None


def on_inserts(
    *tables: str, key: str, prefix: str, **needs: Unpack[Needs]
) -> Callable[[Callable[[Rows], int | None]], TableConsumer]:
    """``@on_inserts("messages", key="sk", prefix="L#")``

    The function returns the index of the first row that must come again, or None.
    """
    return lambda run: TableConsumer(run=run, tables=tables, key=key, prefix=prefix, **needs)
