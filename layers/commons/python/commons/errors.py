"""Refusals a caller is meant to see. Anything else is a bug and becomes a plain 500.

Bodies are ``application/problem+json`` (RFC 9457).
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, ClassVar

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """An expected refusal. The class name is the code; the docstring is the detail."""

    status: ClassVar[int] = 400
    transient: ClassVar[bool] = False
    """Whether the same request can succeed a moment later; such an answer is not kept."""
    headers: Mapping[str, str] = MappingProxyType({})
    extensions: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    """Members beside RFC 9457's and ours, with their types."""

    def __init__(self, errors: tuple[dict[str, str], ...] = (), **members: object) -> None:
        super().__init__(self.code())
        self.errors = errors
        self.members = members

    @classmethod
    def code(cls) -> str:
        """Stable and snake_case: ``MissingPermission`` is ``missing_permission``."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def text(cls) -> str:
        """The docstring on one line."""
        return " ".join((cls.__doc__ or "").split())

    def body(self, *, request_id: str, instance: str) -> dict[str, Any]:
        """The problem document."""
        return {
            "type": f"urn:creavio:problem:{self.code()}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code(),
            "detail": self.text(),
            "instance": instance,
            "request_id": request_id,
            "errors": list(self.errors),
            **self.members,
        }


class MalformedJson(Problem):
    """The body is not valid JSON."""


class InvalidCursor(Problem):
    """The cursor is not one that this list gave to you."""


class Unauthorized(Problem):
    """A valid access token is required."""

    status = 401
    headers = MappingProxyType({"WWW-Authenticate": "Bearer"})


class NotAllowed(Problem):
    """You may not do this."""

    status = 403


class RoleTooHigh(NotAllowed):
    """You act only on members and roles below your own highest role."""


class MissingPermission(NotAllowed):
    """You lack a permission that this needs."""

    extensions = MappingProxyType({"missing_permissions": list[str], "explain_url": str})


class NotFound(Problem):
    """There is nothing here, or you may not see it."""

    status = 404


class MethodNotAllowed(Problem):
    """This path exists, but not with this method."""

    status = 405
    headers: Mapping[str, str] = MappingProxyType({"Allow": ""})


class BodyTooLarge(Problem):
    """The body is larger than this endpoint takes."""

    status = 413
    extensions = MappingProxyType({"max_bytes": int})


class UnsupportedMediaType(Problem):
    """The body must be sent as application/json."""

    status = 415


class ValidationFailed(Problem):
    """The request does not have the form this endpoint takes."""

    status = 422


class IdempotencyMismatch(Problem):
    """This Idempotency-Key was used for another request."""

    status = 422


class InternalError(Problem):
    """Something broke on our side. It has been logged under this request id."""

    status = 500
    transient = True


class Unavailable(Problem):
    """This could not be done just now. Try again."""

    status = 503
    transient = True
    headers = MappingProxyType({"Retry-After": "1"})
