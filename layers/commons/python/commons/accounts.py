"""The only reader of the accounts that auth publishes: who a user is.

Partition ``ACC#<user>`` A {handle, display_name, email, email_verified, created_at, locale,
suspended} and ``ACC#@<handle>`` H {user_id}.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from commons.aws import batch_get
from commons.settings import table_name
from commons.wire import item, plain


@dataclass(frozen=True)
class Account:
    """What auth knows of a user; ``display_name`` is the one given at registration."""

    user_id: str
    handle: str
    display_name: str
    email: str
    email_verified: bool
    created_at: str
    locale: str


def find_accounts(user_ids: Iterable[str]) -> dict[str, Account]:
    """Those of at most 100 accounts that exist, by user id."""
    rows = _rows([(f"ACC#{user_id}", "A") for user_id in dict.fromkeys(user_ids)])
    return {account.user_id: account for account in map(_account, rows)}


def find_by_handle(handle: str) -> str | None:
    """The user id behind a handle; case does not matter."""
    rows = _rows([(f"ACC#@{handle.lower()}", "H")])
    return str(rows[0]["user_id"]) if rows else None


def is_suspended(user_id: str) -> bool:
    """Whether an account is suspended, or not there: whatever acts for it later asks this."""
    rows = _rows([(f"ACC#{user_id}", "A")])
    return not rows or bool(rows[0].get("suspended"))


def _account(row: dict[str, Any]) -> Account:
    return Account(
        user_id=str(row["pk"]).removeprefix("ACC#"),
        handle=row["handle"],
        display_name=row["display_name"],
        email=row["email"],
        email_verified=row["email_verified"],
        created_at=row["created_at"],
        locale=row["locale"],
    )


def _rows(keys: list[tuple[str, str]]) -> list[dict[str, Any]]:
    if not keys:
        return []
    wanted = [item({"pk": pk, "sk": sk}) for pk, sk in keys]
    rows = batch_get({table_name("auth"): {"Keys": wanted, "ConsistentRead": True}})
    return [plain(row) for row in rows]
