"""Declarations say what was reviewed: no permission is weakened in passing."""

from __future__ import annotations

from commons.declare import Access
from commons.http import Endpoint
from commons.permissions import Permission, names
from commons.sockets import SocketAction
from commons.testing import declarations

from .reviewed import ANYBODY, KNOWN, REVIEWED


def test_every_function_takes_what_was_reviewed() -> None:
    declared = {}
    for function in declarations():
        match function:
            case Endpoint():
                key = function.route_key.replace("/v1", "")
                anybody = function.access is Access.ANONYMOUS
                declared[key] = _needs(anybody, function.permission, function.unless_self)
            case SocketAction():
                anybody = not function.is_frame
                declared[f"op {function.route}"] = _needs(anybody, function.permission, None)
    assert declared == REVIEWED


def _needs(anybody: bool, permission: Permission | None, unless_self: str | None) -> str:
    if permission is None:
        return ANYBODY if anybody else KNOWN
    return " ".join(names(permission)) + (" (or oneself)" if unless_self else "")
