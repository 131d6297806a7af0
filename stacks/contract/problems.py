"""The refusals a function can answer with: its own, and what follows from its declaration."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import signature
from typing import Any, get_type_hints

from pydantic import BaseModel, TypeAdapter

from commons.auth import AccountSuspended, InvalidToken
from commons.closing import NotIdentified, NotJson, SessionEnded, Suspended, TooManyFrames, TooSlow
from commons.declare import Access
from commons.errors import (
    MEDIA_TYPE,
    BodyTooLarge,
    IdempotencyMismatch,
    InternalError,
    InvalidCursor,
    MalformedJson,
    MissingPermission,
    NotFound,
    Problem,
    Unauthorized,
    Unavailable,
    UnsupportedMediaType,
    ValidationFailed,
)
from commons.frames import FrameTooLarge
from commons.http import Endpoint
from commons.limits import RateLimited
from commons.permissions import Permission
from commons.sockets import SocketAction
from commons.transactions import IdempotencyInProgress
from stacks.contract.schemas import example_of

Kind = type[Problem]
PART = {
    "type": "object",
    "description": "What is wrong with one part of the request.",
    "required": ["pointer", "code", "detail"],
    "properties": {
        "pointer": {"type": "string", "description": "RFC 6901", "examples": ["/body/name"]},
        "code": {"type": "string", "examples": ["string_too_short"]},
        "detail": {"type": "string", "examples": ["String should have at least 1 character"]},
    },
}
PERMISSION_NAME = {
    "type": "string",
    "description": "The bits are in `x-bits`; on the wire a bitfield is a decimal string.",
    "enum": [p.name for p in Permission],
    "x-bits": {str(p.name): p.value.bit_length() - 1 for p in Permission},
    "x-texts": {str(p.name): p.text for p in Permission},
}
#: Schemas that problems refer to.
PARTS: dict[str, Any] = {"ProblemPart": PART, "PermissionName": PERMISSION_NAME}
EXAMPLES = {
    "missing_permissions": ["SEND_MESSAGES"],
    "explain_url": "/v1/permissions/explain",
    "max_bytes": 65_536,
    "rules_version": 4,
    "retry_after": 12,
    "close_code": 4008,
    "reconnect": True,
    "thread_id": "chn_01JD1XR5K8P0R2T4W6Y8A1C3E5",
}


def refusals(declared: Endpoint) -> list[Kind]:
    """Every problem that an endpoint can answer with, its own after the machinery's."""
    found: list[Kind] = []
    if declared.access is Access.USER:
        found += [Unauthorized, InvalidToken, AccountSuspended]
    if declared.permission is not None and declared.permission & ~Permission.VIEW:
        found.append(MissingPermission)
    if declared.path_parameters or declared.permission is not None:
        found.append(NotFound)
    if declared.takes_body:
        found += [MalformedJson, BodyTooLarge, UnsupportedMediaType]
    if declared.pages:
        found.append(InvalidCursor)
    if declared.takes_body or _has_parameters(declared):
        found.append(ValidationFailed)
    if declared.takes_key:
        found += [IdempotencyMismatch, IdempotencyInProgress, ValidationFailed]
    found.append(RateLimited)
    return _unique([*found, *declared.problems, InternalError, Unavailable])


def frame_model(action: SocketAction) -> type[BaseModel] | None:
    """The model of ``d`` of the frames it takes; None when it takes anything."""
    model = get_type_hints(action.run).get("d")
    return model if isinstance(model, type) and issubclass(model, BaseModel) else None


def frame_refusals(action: SocketAction) -> list[Kind]:
    """Every problem that a socket action can answer with or close the socket with."""
    found: list[Kind] = [NotJson, FrameTooLarge, NotIdentified, TooManyFrames, TooSlow]
    found += [SessionEnded, Suspended]
    if action.permission is not None:
        found.append(NotFound)
        if action.permission & ~Permission.VIEW:
            found.append(MissingPermission)
    if frame_model(action) is not None:
        found.append(ValidationFailed)
    return _unique([*found, *action.problems, InternalError, Unavailable])


def schema_of(kinds: Iterable[Kind]) -> dict[str, Any]:
    """The document of problems that share a code: one class, or one of each service."""
    first, *others = list(kinds)
    texts = " / ".join(dict.fromkeys(kind.text() for kind in (first, *others)))
    return {
        "description": f"{first.status} `{first.code()}`: {texts}",
        "type": "object",
        "required": [*BASE, *first.extensions],
        "properties": {
            "type": {"const": f"urn:creavio:problem:{first.code()}"},
            "title": {"type": "string"},
            "status": {"const": first.status},
            "code": {"const": first.code()},
            "detail": {"type": "string"},
            "instance": {"type": "string", "description": "The path that was asked."},
            "request_id": {"type": "string", "description": "Finds the request in the logs."},
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemPart"}},
            **{name: _extension(name, kind) for name, kind in first.extensions.items()},
        },
        "examples": [example(first)],
    }


BASE = ("type", "title", "status", "code", "detail", "instance", "request_id", "errors")


def example(kind: Kind) -> dict[str, Any]:
    """A whole problem document."""
    parts: tuple[dict[str, str], ...] = (example_of(PART, {}),) if kind is ValidationFailed else ()
    members = {name: EXAMPLES[name] for name in kind.extensions}
    problem = kind(parts)
    problem.members = dict(members)
    return problem.body(request_id="JKJaXmPLvHcESHA=", instance="/v1/communities")


def schema_name(kind: Kind) -> str:
    """Its name among the document's schemas."""
    return f"{kind.__name__}Problem"


def content(kinds: list[Kind]) -> dict[str, Any]:
    """The body of an answer that is one of these problems."""
    refs = [{"$ref": f"#/components/schemas/{schema_name(kind)}"} for kind in kinds]
    return {MEDIA_TYPE: {"schema": refs[0] if len(refs) == 1 else {"oneOf": refs}}}


def _extension(name: str, kind: Any) -> dict[str, Any]:
    if name == "missing_permissions":
        return {"type": "array", "items": {"$ref": "#/components/schemas/PermissionName"}}
    return TypeAdapter(kind).json_schema()


def _has_parameters(declared: Endpoint) -> bool:
    """Whether the handler takes anything from query or headers, which can be wrong."""
    known = {*declared.path_parameters, "body", "caller", "standing", "response", "request"}
    return bool(set(signature(declared.run).parameters) - known)


def _unique(kinds: Iterable[Kind]) -> list[Kind]:
    return list(dict.fromkeys(kinds))
