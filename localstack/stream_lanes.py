"""How a table's stream is fed to a function: lanes in order, side by side, with partial failures.

Pure bookkeeping after the Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB": records
of one partition key stay in order; `ParallelizationFactor` lanes run at once; a failed record
stops only its lane; a partial answer repeats from the lowest failed record; bisecting halves what
is repeated; attempts and age are bounded when the mapping says so.
"""

import json
import zlib
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0


@dataclass(frozen=True)
class Rules:
    """What an event source mapping asks for, with Lambda's defaults."""

    batch_size: int = 100
    window_s: float = 0.0
    lanes: int = 1
    bisect: bool = False
    partial: bool = False
    attempts: int | None = None  # repeats after the first try; None: until it succeeds or expires
    max_age_s: float | None = None

    @classmethod
    def of(cls, mapping: dict[str, Any]) -> "Rules":
        """The rules of an event source mapping as the API stores it (numbers may be text)."""
        attempts = int(mapping.get("MaximumRetryAttempts", -1))
        max_age = float(mapping.get("MaximumRecordAgeInSeconds", -1))
        return cls(
            batch_size=int(mapping.get("BatchSize", 100)),
            window_s=float(mapping.get("MaximumBatchingWindowInSeconds", 0)),
            lanes=int(mapping.get("ParallelizationFactor", 1)),
            bisect=str(mapping.get("BisectBatchOnFunctionError", False)).lower() == "true",
            partial="ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", []),
            attempts=None if attempts < 0 else attempts,
            max_age_s=None if max_age < 0 else max_age,
        )


@dataclass
class Lane:
    """Records of some partition keys, in order; at most one batch of them is under way."""

    records: deque[tuple[float, Record]] = field(default_factory=deque)
    batch: list[Record] = field(default_factory=list)
    failures: int = 0
    limit: int | None = None  # a bisected batch's size
    not_before: float = 0.0

    def due_in(self, rules: Rules, now: float) -> float | None:
        """Seconds until a batch may start; None when nothing waits or one is under way."""
        if self.batch or not self.records:
            return None
        ready = self.not_before
        if not self.failures and len(self.records) < rules.batch_size:
            ready = max(ready, self.records[0][0] + rules.window_s)
        return max(0.0, ready - now)

    def take(self, rules: Rules) -> list[Record]:
        """Start a batch: the oldest records, as many as the rules allow."""
        size = min(len(self.records), self.limit or rules.batch_size)
        self.batch = [self.records[place][1] for place in range(size)]
        return self.batch

    def settle(self, rules: Rules, failed_from: int | None, now: float) -> list[Record]:
        """End the batch; `failed_from` is the place of the first failed record, None if all went
        well. Answers the records given up, for the on-failure destination."""
        batch, self.batch = self.batch, []
        done = len(batch) if failed_from is None else failed_from
        for _ in range(done):
            self.records.popleft()
        if failed_from is None:
            self.failures, self.limit = 0, None
            return []
        rest = batch[failed_from:]
        self.failures = self.failures + 1 if failed_from == 0 else 1
        if self._exhausted(rules, rest, now):
            for _ in rest:
                self.records.popleft()
            self.failures, self.limit = 0, None
            return rest
        self.limit = max(1, -(-len(rest) // 2)) if rules.bisect and failed_from == 0 else None
        pause = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(self.failures - 1, 10))
        self.not_before = now + pause
        return []

    def _exhausted(self, rules: Rules, rest: list[Record], now: float) -> bool:
        if rules.bisect and len(rest) > 1 and self.limit != 1:
            return False  # halving does not count as an attempt
        if rules.attempts is not None and self.failures > rules.attempts:
            return True
        created = float(rest[0]["dynamodb"].get("ApproximateCreationDateTime", now))
        return rules.max_age_s is not None and now - created > rules.max_age_s


def lane_of(record: Record, partition_key: str, lanes: int) -> int:
    """The lane of a record: the same for every record of one partition key."""
    key = json.dumps(record["dynamodb"]["Keys"].get(partition_key), sort_keys=True)
    return zlib.crc32(key.encode()) % lanes


def first_failure(batch: list[Record], answer: Any) -> int | None:
    """The place of the first record a partial answer names; 0 when the answer makes no sense."""
    if not isinstance(answer, dict) or not answer.get("batchItemFailures"):
        return None
    places = {record["dynamodb"]["SequenceNumber"]: place for place, record in enumerate(batch)}
    named: Iterable[Any] = (
        failure.get("itemIdentifier") for failure in answer["batchItemFailures"]
    )
    return min(places.get(identifier, 0) for identifier in named)
