"""Every frame that a socket gets in tests, held to the AsyncAPI document.

Frames are posted from other threads, so what is wrong is noted and fails the test at its end.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from commons.closing import Closing
from commons.declare import Declaration
from commons.sockets import SocketAction
from stacks.catalog import Catalog
from stacks.contract import asyncapi, problems
from stacks.contract.schemas import closed

#: What was wrong since somebody last looked: ``batch: d/e/0/t breaks …``.
violations: list[str] = []


class Frames:
    """The document, ready to judge."""

    def __init__(self, catalog: Catalog) -> None:
        self.document = asyncapi.document(catalog, "0")
        self.refusals = {a.route: problems.frame_refusals(a) for a in asyncapi.actions(catalog)}
        self.told = {k.code() for d in catalog.declarations for k in _closings(d)}
        self._validators: dict[str, Draft202012Validator] = {}
        self.checked = 0

    def check(self, action: SocketAction | None, frame: dict[str, Any]) -> None:
        """Note what is wrong with a frame; never its values, only where."""
        self.checked += 1
        op = str(frame.get("op"))
        if op not in self.document["components"]["messages"]:
            violations.append(f"{op}: no such frame")
            return
        for error in self._validator(op).iter_errors(frame):
            at = "/".join(map(str, error.instance_path)) or "frame"
            violations.append(f"{op}: {at} breaks {'/'.join(map(str, error.schema_path))}")
        if action is not None:
            self._check_answer(action, op, frame["d"])

    def _check_answer(self, action: SocketAction, op: str, d: dict[str, Any]) -> None:
        """It is the answer or the refusal that the action declares, with a code it declares."""
        if op == action.answers:
            return
        known = {kind.code() for kind in self.refusals[action.route]}
        if op != action.refuses or d.get("code") not in known:
            violations.append(f"{action.route} is answered by {op} {d.get('code', '')}")

    def _validator(self, op: str) -> Draft202012Validator:
        if op not in self._validators:
            payload = closed(self.document["components"]["messages"][op]["payload"])
            schemas = closed(self.document["components"]["schemas"])
            whole = payload | {"components": {"schemas": schemas}}
            self._validators[op] = Draft202012Validator(whole, validate_formats=True)
        return self._validators[op]


@cache
def frames() -> Frames:
    """The one of this process."""
    return Frames(Catalog.load())


def _closings(declared: Declaration) -> list[problems.Kind]:
    return [kind for kind in declared.problems if issubclass(kind, Closing)]
