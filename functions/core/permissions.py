"""The published table of permissions."""

from __future__ import annotations

from commons.permissions import EVERYONE, Permission

from .schemas import PermissionOut


def published() -> list[PermissionOut]:
    """One row for each bit that means something, lowest first."""
    return [
        PermissionOut(
            name=str(one.name),
            bit=int(one).bit_length() - 1,
            value=str(int(one)),
            text=one.text,
            everyone=bool(one & EVERYONE),
        )
        for one in Permission
    ]
