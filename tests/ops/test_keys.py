"""Operators see the signing keys, and have a leaked one refused."""

from __future__ import annotations

import pytest

from commons.clock import now_s
from ops.keys import _told
from tests.ops.conftest import MENDED, Stage

ROWS = {"before": (1, -900, 100), "signs": (2, -100, 7200), "waits": (3, 3600, None)}


@pytest.fixture
def keys(stage: Stage) -> Stage:
    """A stage with three keys, one that has ended, and one that only verifies."""
    dynamodb, table = stage.local.client("dynamodb"), f"{stage.name}-auth"
    names = ("pk", "sk")
    dynamodb.create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in names],
        KeySchema=[
            {"AttributeName": name, "KeyType": kind}
            for name, kind in zip(names, ("HASH", "RANGE"), strict=True)
        ],
    )
    for kid, (generation, begins, ends) in (ROWS | {"ended": (0, -9000, -1)}).items():
        row = {"pk": {"S": "KEY#"}, "sk": {"S": kid}, "generation": {"N": str(generation)}}
        row["signs_from_s"] = {"N": str(now_s() + begins)}
        if ends is not None:
            row["ttl"] = {"N": str(now_s() + ends)}
        dynamodb.put_item(TableName=table, Item=row)
    other = {"pk": {"S": "KEY#"}, "sk": {"S": "verifies"}, "x": {"S": "x"}}
    dynamodb.put_item(TableName=table, Item=other)
    return stage


def test_keys_are_listed_oldest_first_with_their_times(keys: Stage) -> None:
    lines = keys.ops("keys", "list").splitlines()
    assert [line.split()[0] for line in lines] == ["before", "signs", "waits"]
    assert "signs from" in lines[2]
    assert ["ends" in line for line in lines] == [True, True, False]


def test_a_leaked_key_is_given_to_the_job(keys: Stage) -> None:
    keys.function("auth-rotate-keys", MENDED)
    said = keys.ops("keys", "retire", "signs")
    assert "within a minute by all" in said
    assert keys.done("auth-rotate-keys") == [{"detail": {"leaked": "signs"}}]


def test_a_key_that_is_not_there_is_said_to_be_none(keys: Stage) -> None:
    keys.function("auth-rotate-keys", MENDED)
    for kid in ("nobody", "ended", "verifies"):
        assert f"no key '{kid}' is published" in keys.ops("keys", "retire", kid, code=1)
    assert keys.done("auth-rotate-keys") == []


def test_a_job_that_fails_is_said_to_have_failed(keys: Stage) -> None:
    keys.function("auth-rotate-keys")
    assert "run it again" in keys.ops("keys", "retire", "signs", code=1)


def test_times_are_in_utc() -> None:
    assert _told({"N": "0"}) == "1970-01-01T00:00:00Z"
