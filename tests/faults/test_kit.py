"""The fault kit does what it says: faults happen, and are missed when they do not."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest
from botocore.exceptions import ClientError

from commons.aws import ATTEMPTS, client, error_code
from commons.clock import now_ms
from commons.ids import new_id
from commons.settings import table_name
from tests.faults import Killed, NeverFired, Throttling, faults, work
from tests.faults.deliveries import disordered
from tests.faults.processes import Broken, worker
from tests.faults.work import put, row


def _is_there(name: str) -> bool:
    return "Item" in client("dynamodb").get_item(TableName=table_name("users"), Key=row(name))


def _tried(name: str) -> str:
    """What a put came to: done, an error, or death."""
    try:
        put(name)
    except Killed:
        return "killed"
    except Exception as error:
        return error_code(error) or type(error).__name__
    return "done"


@pytest.mark.parametrize(
    ("declared", "seen", "done"),
    [
        ("before_commit", "EndpointConnectionError", False),
        ("after_commit", "ConnectionClosedError", True),
        ("throttled", "ProvisionedThroughputExceededException", False),
    ],
)
def test_a_fault_happens_and_has_its_effect(aws: str, declared: str, seen: str, done: bool) -> None:
    name = new_id("kit")
    with faults(seed=1, **{declared: 1.0}) as injected:  # type: ignore[arg-type]
        assert _tried(name) == seen
    assert _is_there(name) is done
    assert injected.fired[declared] == injected.attempts["PutItem"] == injected.amplification
    assert injected.amplification == ATTEMPTS


def test_a_killed_process_dies_before_or_after_its_call(aws: str) -> None:
    names = [new_id("kit") for _ in range(12)]
    with faults(seed=1, killed=1.0):
        assert {_tried(name) for name in names} == {"killed"}
    assert {_is_there(name) for name in names} == {True, False}


def test_a_class_that_never_fired_fails_the_run(aws: str) -> None:
    with pytest.raises(NeverFired, match="after_commit"), faults(seed=1, after_commit=1.0):
        pass
    with faults(seed=1) as nothing:
        put(new_id("kit"))
    nothing.must_have_fired()


def test_the_same_seed_brings_the_same_faults(aws: str) -> None:
    def run(seed: int) -> int:
        with faults(seed=seed, before_commit=0.4, only="PutItem") as faulty:
            for name in map(str, range(12)):
                put(name)
        return faulty.attempts.total()

    assert run(3) == run(3) > 12


def test_throttling_has_a_time_and_a_place(aws: str) -> None:
    load = Throttling(1.0, from_s=1, for_s=2, touching="U#hot", elsewhere=0.1)
    assert [load.rate_of(at_s, "U#hot") for at_s in (0.9, 1.0, 2.9, 3.1)] == [0, 1, 1, 0]
    assert load.rate_of(2.0, "U#other") == 0.1
    hot = new_id("kit")
    with faults(seed=1, throttled=Throttling(1.0, touching=hot)) as injected:
        assert _tried(new_id("kit")) == "done"
        assert injected.attempts.total() == 1
        assert _tried(hot) != "done"


def test_transactions_that_meet_on_a_row_conflict(aws: str) -> None:
    name, refused = new_id("kit"), []
    put = {"Put": {"TableName": table_name("users"), "Item": row(name)}}

    def write() -> None:
        try:
            client("dynamodb").transact_write_items(TransactItems=[put])
        except ClientError as error:
            refused.append(error.response["CancellationReasons"][0]["Code"])

    with faults(seed=1, contended=True, conflicts_last_s=0.2):
        writers = [Thread(target=write) for _ in range(2)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        write()
    assert refused == ["TransactionConflict"]


def test_disorder_keeps_all_and_repeats_some() -> None:
    given = disordered(range(100), seed=5, repeated=0.3)
    assert len(given) == 130
    assert set(given) == set(range(100))
    assert given != sorted(given)


def test_a_worker_is_killed_at_any_line_before_or_after_its_write(aws: str) -> None:
    with worker() as apart:
        whole = apart.run(work.put_and_tell, new_id("kit"))
        assert whole.points > 100
        early, late = new_id("kit"), new_id("kit")
        assert apart.run(work.put_and_tell, early, kill_at=1).killed
        assert apart.run(work.put_and_tell, late, kill_at=whole.points).killed
        assert (_is_there(early), _is_there(late)) == (False, True)
        with pytest.raises(Broken, match="broken on purpose"):
            apart.run(work.fail)


def test_a_worker_lives_by_its_own_clock(aws: str, tmp_path: Path) -> None:
    with worker(clock=tmp_path / "clock") as apart:
        offsets = []
        for wanted in (0, 600, -600, -3600):
            apart.set_clock(wanted)
            told = apart.run(work.put_and_tell, new_id("kit")).result
            offsets.append(round((told - now_ms()) / 60_000))
    assert offsets == [0, 10, -10, -60]
