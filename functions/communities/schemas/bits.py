"""Permission bits on the wire: decimal strings of 64 bits; and the names of permissions."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, StringConstraints, WithJsonSchema

from commons.permissions import ALL, Permission
from commons.validation import shown


def _up_to(largest: str) -> str:
    """The decimal numbers from 0 to a largest one, as a pattern, without leading zeros."""
    shorter = f"[1-9][0-9]{{0,{len(largest) - 2}}}"
    below = [
        f"{largest[:place]}[{int(place == 0)}-{int(digit) - 1}][0-9]{{{len(largest) - place - 1}}}"
        for place, digit in enumerate(largest)
        if int(digit) > int(place == 0)
    ]
    return f"^(0|{shorter}|{'|'.join(below)}|{largest})$"


BITS = _up_to(str(ALL))
Bits = Annotated[str, StringConstraints(pattern=BITS), shown("7")]
"""What clients send and are shown."""


def _named(name: object) -> Permission:
    if not isinstance(name, str) or name not in Permission.__members__:
        raise ValueError("is no name of a permission")
    return Permission[name]


PermissionName = Annotated[
    Permission,
    BeforeValidator(_named),
    PlainSerializer(lambda permission: permission.name, return_type=str),
    WithJsonSchema({"type": "string", "enum": list(Permission.__members__)}),
]
"""A permission by its published name."""
