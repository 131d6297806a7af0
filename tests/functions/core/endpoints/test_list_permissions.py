"""GET /permissions"""

from __future__ import annotations

from commons.permissions import EVERYONE, Permission
from commons.testing import call
from functions.core.endpoints.list_permissions import list_permissions


def test_the_table_names_every_bit_that_means_something(aws: str) -> None:
    table = call(list_permissions, "/permissions").body["data"]

    assert {row["name"]: row["bit"] for row in table} == {
        str(one.name): int(one).bit_length() - 1 for one in Permission
    }
    assert all(row["value"] == str(1 << row["bit"]) for row in table)
    assert all(row["text"].endswith(".") for row in table)
    assert [row["bit"] for row in table] == sorted(row["bit"] for row in table)


def test_it_says_what_everybody_holds_in_a_new_community(aws: str) -> None:
    table = call(list_permissions, "/permissions").body["data"]
    assert sum(int(row["value"]) for row in table if row["everyone"]) == int(EVERYONE)


def test_names_and_bits_never_change() -> None:
    """A few, by hand: whoever renumbers the table has to come here."""
    assert (Permission.VIEW, Permission.SEND_MESSAGES, Permission.MANAGE_ROLES) == (1, 4, 1 << 17)
    assert (Permission.CONNECT, Permission.CREATE_POSTS) == (1 << 32, 1 << 48)
    assert Permission.ADMINISTRATOR == 1 << 62
