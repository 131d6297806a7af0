"""What the kit's own tests let a worker do; it imports little, so that the worker starts soon."""

from __future__ import annotations

from typing import Any

from commons.aws import client
from commons.clock import now_ms
from commons.settings import table_name
from commons.wire import item


def row(name: str) -> dict[str, Any]:
    """The key of a row, which is all there is in it."""
    return item({"pk": f"U#{name}", "sk": "K"})


def put(name: str) -> None:
    """Write a row."""
    client("dynamodb").put_item(TableName=table_name("users"), Item=row(name))


def put_and_tell(name: str) -> int:
    """Write a row; the clock here."""
    put(name)
    return now_ms()


def fail() -> None:
    """Be broken."""
    raise RuntimeError("broken on purpose")
