"""The services' tables on the bare emulator: made, and emptied of what earlier tests left."""

from __future__ import annotations

from commons.aws import client
from commons.db import create_table
from commons.declare import services
from commons.settings import table_name
from tests.authorization.worlds import forget_worlds


def make_tables() -> None:
    """One for each service."""
    for service in services():
        create_table(service)


def empty_tables() -> None:
    """Begin anew: whatever scans a table does not read what nobody needs any more."""
    for service in services():
        client("dynamodb").delete_table(TableName=table_name(service))
    make_tables()
    forget_worlds()
