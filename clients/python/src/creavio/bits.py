"""Permissions by name: their bits, by the table that the API publishes (`permissions.table`)."""

from __future__ import annotations

from collections.abc import Iterable

from creavio.models import PermissionInfo


def bits_of(names: Iterable[str], table: Iterable[PermissionInfo]) -> int:
    """The bits of these permissions. Raises ValueError for a name that is none."""
    known = {one.name: 1 << one.bit for one in table}
    bits = 0
    for name in names:
        if name.upper() not in known:
            raise ValueError(f"no permission is called {name!r}; see: creavio permissions")
        bits |= known[name.upper()]
    return bits


def names_of(bits: int | str, table: Iterable[PermissionInfo]) -> list[str]:
    """The permissions in these bits, lowest bit first; bits without a name are left out."""
    return [one.name for one in table if int(bits) >> one.bit & 1]
