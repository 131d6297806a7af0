"""The lanes of a table's stream: order, partial failures, bisecting, giving up."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localstack.stream_lanes import Lane, Rules, first_failure, lane_of


def record(number: int, key: str = "k", created: float = 0) -> dict[str, Any]:
    details = {"Keys": {"pk": {"S": key}}, "SequenceNumber": str(number)}
    return {"dynamodb": details | {"ApproximateCreationDateTime": created}}


def lane_with(count: int, at: float = 0) -> Lane:
    lane = Lane()
    lane.records.extend((at, record(number)) for number in range(count))
    return lane


def numbers(records: list[dict[str, Any]]) -> list[int]:
    return [int(each["dynamodb"]["SequenceNumber"]) for each in records]


def test_records_of_one_key_share_a_lane_and_keys_spread() -> None:
    assert len({lane_of(record(n, "same"), "pk", 10) for n in range(20)}) == 1
    assert len({lane_of(record(1, f"key{n}"), "pk", 10) for n in range(200)}) == 10


def test_a_lane_has_one_batch_under_way() -> None:
    lane, rules = lane_with(3), Rules(batch_size=2)
    assert numbers(lane.take(rules)) == [0, 1]
    assert lane.due_in(rules, 0) is None
    lane.settle(rules, None, 0)
    assert numbers(lane.take(rules)) == [2]


def test_a_window_waits_until_the_batch_is_full_or_the_time_is_up() -> None:
    rules = Rules(batch_size=3, window_s=5)
    assert lane_with(2, at=10).due_in(rules, now=11) == 4
    assert lane_with(2, at=10).due_in(rules, now=15) == 0
    assert lane_with(3, at=10).due_in(rules, now=11) == 0


def test_a_partial_failure_repeats_from_the_failed_record_after_a_pause() -> None:
    lane, rules = lane_with(4), Rules()
    lane.take(rules)
    assert lane.settle(rules, 2, now=100) == []
    assert (lane.due_in(rules, 100) or 0) > 0
    assert numbers(lane.take(rules)) == [2, 3]


def test_bisecting_halves_until_the_bad_record_is_alone_and_gives_up_only_that() -> None:
    lane, rules = lane_with(8), Rules(bisect=True, attempts=1)
    sizes, lost = [], []
    while lane.records:
        batch = numbers(lane.take(rules))
        sizes.append(len(batch))
        lost += numbers(lane.settle(rules, 0 if 5 in batch else None, now=0))
    assert lost == [5]
    assert sizes[:3] == [8, 4, 4]


def test_attempts_and_age_are_bounded_only_when_asked() -> None:
    for rules, given_up in (
        (Rules(), []),
        (Rules(attempts=0), [0, 1]),
        (Rules(max_age_s=60), [0, 1]),
    ):
        lane = lane_with(2)
        lane.take(rules)
        assert numbers(lane.settle(rules, 0, now=1000)) == given_up


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        (None, None),
        ({}, None),
        ({"batchItemFailures": []}, None),
        ({"batchItemFailures": [{"itemIdentifier": "2"}, {"itemIdentifier": "1"}]}, 1),
        ({"batchItemFailures": [{"itemIdentifier": ""}]}, 0),
        ({"batchItemFailures": [{"itemIdentifier": "unknown"}]}, 0),
    ],
)
def test_the_first_failure_of_an_answer(answer: Any, place: int | None) -> None:
    assert first_failure([record(0), record(1), record(2)], answer) == place


def test_rules_read_what_templates_write_as_text() -> None:
    mapping = {"BatchSize": "25", "ParallelizationFactor": "10", "MaximumRetryAttempts": "-1"}
    rules = Rules.of(mapping | {"BisectBatchOnFunctionError": "true"})
    assert (rules.batch_size, rules.lanes, rules.attempts, rules.bisect) == (25, 10, None, True)


@given(
    outcomes=st.lists(st.integers(-1, 6), max_size=60),
    batch_size=st.integers(1, 5),
    bisect=st.booleans(),
    attempts=st.none() | st.integers(0, 3),
)
def test_every_record_ends_once_and_in_order(
    outcomes: list[int], batch_size: int, bisect: bool, attempts: int | None
) -> None:
    rules = Rules(batch_size=batch_size, bisect=bisect, attempts=attempts)
    lane, ended = lane_with(12), []
    for outcome in [*outcomes, *([-1] * 12)]:
        if not lane.records:
            break
        batch = numbers(lane.take(rules))
        failed_from = None if outcome < 0 or outcome >= len(batch) else outcome
        given_up = lane.settle(rules, failed_from, now=0)
        ended += batch[:failed_from] + numbers(given_up)
    assert ended == list(range(12))
