"""A table's stream feeds its functions in parallel lanes, with partial batch failures.

Upstream (services/lambda_svc.py, `_poll_dynamodb_streams`) calls stream functions one after the
other inside the single poll thread that also serves every queue; it ignores
`ParallelizationFactor`, `ReportBatchItemFailures` (a failed record counts as done and is lost),
`BisectBatchOnFunctionError`, `MaximumRetryAttempts` and the batching window. This feeder has its
own thread, wakes on each write, and keeps the rules of `localstack/stream_lanes.py`.
"""

import threading
import time
from typing import Any

from ministack.core.arn import parse_arn
from ministack.core.responses import _request_account_id, _request_region
from ministack.services import dynamodb, lambda_svc

from localstack.stream_lanes import Lane, Rules, first_failure, lane_of

IDLE_S = 1.0
_wake = threading.Event()


class Feeder:
    """Reads one mapping's stream from a position and keeps its lanes."""

    def __init__(self, mapping: dict[str, Any], position: int) -> None:
        self.mapping = mapping
        self.position = position
        self.rules = Rules.of(mapping)
        self.lanes = [Lane() for _ in range(self.rules.lanes)]
        self.lock = threading.Lock()

    def read(self, table_name: str) -> None:
        """Sort what is new in the stream into the lanes; what the filter drops is done."""
        self.position = max(self.position, dynamodb.stream_start_position(table_name))
        fresh = dynamodb.stream_records_since(table_name, self.position, 10_000)
        self.position += len(fresh)
        wanted = lambda_svc._apply_filter_criteria(fresh, self.mapping)
        if not wanted:
            return
        key, now = dynamodb._tables[table_name]["pk_name"], time.time()
        with self.lock:
            for record in wanted:
                lane = self.lanes[lane_of(record, key, self.rules.lanes)]
                lane.records.append((now, record))

    def start_due(self, function: dict[str, Any]) -> float:
        """Start every batch that may run now; seconds until the next one may."""
        soonest = IDLE_S
        with self.lock:
            for lane in self.lanes:
                due_in = lane.due_in(self.rules, time.time())
                if due_in is None:
                    continue
                if due_in > 0:
                    soonest = min(soonest, due_in)
                    continue
                batch = lane.take(self.rules)
                threading.Thread(
                    target=self._run, args=(function, lane, batch), daemon=True
                ).start()
        return soonest

    def _run(self, function: dict[str, Any], lane: Lane, batch: list[dict[str, Any]]) -> None:
        result: dict[str, Any] = {"error": True}
        try:
            result = lambda_svc._execute_function(function, {"Records": batch})
        finally:
            self._settle(function, lane, batch, result)
            _wake.set()

    def _settle(
        self, function: Any, lane: Lane, batch: list[dict[str, Any]], result: dict[str, Any]
    ) -> None:
        failed_from: int | None = None
        if result.get("error") or result.get("throttle"):
            failed_from = 0
        elif self.rules.partial:
            failed_from = first_failure(batch, result.get("body"))
        with self.lock:
            given_up = lane.settle(self.rules, failed_from, time.time())
        self.mapping["LastProcessingResult"] = "OK" if failed_from is None else "FAILED"
        if failed_from is not None:
            lambda_svc.logger.warning(
                "stream batch of %s failed at record %d of %d (given up: %d): %s",
                self.mapping["FunctionName"], failed_from, len(batch), len(given_up),
                result.get("body"),
            )  # fmt: skip
        if given_up:
            lambda_svc._run_with_function_config_scope(
                function, lambda_svc._send_ddb_stream_failure_record, self.mapping, function,
                given_up, self.mapping["EventSourceArn"], result, "RetryAttemptsExhausted",
            )  # fmt: skip


def feed_all(feeders: dict[str, Feeder]) -> float:
    """One pass over every stream mapping; seconds until something falls due."""
    soonest, alive = IDLE_S, set()
    for account, region, mapping in lambda_svc._iter_all_esms():
        if ":dynamodb:" not in mapping.get("EventSourceArn", ""):
            continue
        alive.add(mapping["UUID"])
        account_token = _request_account_id.set(account)
        region_token = _request_region.set(region)
        try:
            soonest = min(soonest, feed(feeders, mapping))
        finally:
            _request_account_id.reset(account_token)
            _request_region.reset(region_token)
    for gone in feeders.keys() - alive:
        del feeders[gone]
    return soonest


def feed(feeders: dict[str, Feeder], mapping: dict[str, Any]) -> float:
    """Read and start what one mapping has."""
    table_name = parse_arn(mapping["EventSourceArn"]).resource.split("/")[1]
    table = dynamodb._tables.get(table_name)
    function, _config = lambda_svc._get_func_record_for_qualifier(
        mapping["FunctionName"], mapping.get("Qualifier")
    )
    if not table or function is None or not mapping.get("Enabled", True):
        return IDLE_S
    if table.get("LatestStreamArn") != mapping["EventSourceArn"]:
        return IDLE_S
    feeder = feeders.get(mapping["UUID"])
    if feeder is None or feeder.rules != Rules.of(mapping):
        start = lambda_svc._dynamodb_stream_positions.get(mapping["UUID"])
        if start is None:
            start = dynamodb.stream_end_position(table_name)
        position = feeder.position if feeder else start
        feeder = feeders[mapping["UUID"]] = Feeder(mapping, position)
    feeder.mapping = mapping
    feeder.read(table_name)
    return feeder.start_due(function)


def run() -> None:
    """Feed every stream for as long as the emulator runs."""
    feeders: dict[str, Feeder] = {}
    while True:
        soonest = IDLE_S
        try:
            _wake.clear()
            soonest = feed_all(feeders)
        except Exception:  # a bug in one pass must not stop every stream until the next start
            lambda_svc.logger.exception("table streams")
        _wake.wait(soonest)


def apply() -> None:
    """Take the streams off upstream's poll thread and start our own."""
    lambda_svc._poll_dynamodb_streams = lambda: False
    dynamodb.esm_wake = _wake
    threading.Thread(target=run, name="creavio-table-streams", daemon=True).start()
