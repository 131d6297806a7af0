"""Sort keys that put the newest first: pages are read in key order."""

from __future__ import annotations

#: Past it, in the year 5138, keys would be longer.
LAST_MS = 10**14
LAST_REVISION = 10**9


def age(ms: int) -> str:
    """A later moment sorts before an earlier one."""
    return f"{LAST_MS - ms:015d}"


def later(revision: int) -> str:
    """A higher revision sorts before a lower one."""
    return f"{LAST_REVISION - revision:010d}"
