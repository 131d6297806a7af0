"""Everything the SDK raises on purpose; anything else is a bug in the SDK."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class CreavioError(Exception):
    """Base of every expected error."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One entry of a problem's `errors`: which field, and what is wrong with it."""

    pointer: str
    code: str
    detail: str


class ProblemError(CreavioError):
    """The server refused: `application/problem+json` (RFC 9457), or a gateway's own refusal.

    `code` is stable and meant for programs; `detail` is meant for people. A 403 names the
    permissions that are missing.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        *,
        title: str = "",
        request_id: str | None = None,
        errors: Sequence[FieldError] = (),
        retry_after: float | None = None,
        missing_permissions: Sequence[str] = (),
    ) -> None:
        super().__init__(f"{status} {code}: {detail or title}".rstrip(": "))
        self.status = status
        self.code = code
        self.detail = detail or title
        self.request_id = request_id
        self.errors = tuple(errors)
        self.retry_after = retry_after
        self.missing_permissions = tuple(missing_permissions)

    @classmethod
    def parse(
        cls,
        status: int,
        body: object,
        *,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> ProblemError:
        """Read a problem out of any body: ours, API Gateway's `{"message": ...}`, or none."""
        data: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
        detail = data.get("detail") or data.get("message") or data.get("Message") or ""
        return cls(
            int(data.get("status") or status),
            str(data.get("code") or f"http_{status}"),
            str(detail),
            title=str(data.get("title") or ""),
            request_id=str(data.get("request_id") or request_id or "") or None,
            errors=_field_errors(data.get("errors")),
            retry_after=retry_after,
            missing_permissions=_texts(data.get("missing_permissions")),
        )


class SessionEndedError(ProblemError):
    """The refresh token is no longer accepted: the person has to log in again."""


class NotLoggedInError(CreavioError):
    """The call needs a session and there is none."""


class MfaRequiredError(CreavioError):
    """The password was right and a second factor is needed: see `Client.verify_mfa`."""

    def __init__(self, ticket: str, methods: Sequence[str]) -> None:
        super().__init__("a second factor is needed: " + ", ".join(methods))
        self.ticket = ticket
        self.methods = tuple(methods)


class ConnectionFailedError(CreavioError):
    """The server could not be reached, or the answer was lost, after every retry."""


class UnexpectedAnswerError(CreavioError):
    """The server answered something that is not in the contract."""


class GatewayClosedError(CreavioError):
    """The gateway ended for good; reconnecting would not help.

    `close_code` is one of the contract's 40xx codes, or None when it was not given.
    """

    def __init__(self, detail: str, close_code: int | None = None) -> None:
        super().__init__(detail)
        self.close_code = close_code


def _field_errors(entries: object) -> list[FieldError]:
    if not isinstance(entries, list):
        return []
    return [
        FieldError(*(str(entry.get(name) or "") for name in ("pointer", "code", "detail")))
        for entry in entries
        if isinstance(entry, Mapping)
    ]


def _texts(entries: object) -> list[str]:
    return [str(entry) for entry in entries] if isinstance(entries, list) else []
