"""X-Audit-Reason: why a moderator did something, for the audit log.

Header values are ASCII in practice (RFC 9110, section 5.5), so what is not is sent percent-encoded
UTF-8 (RFC 3986, section 2.1); a percent sign itself is ``%25``.
"""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import unquote_to_bytes

from fastapi import Depends, Header

from commons.bounds import Bound
from commons.errors import ValidationFailed
from commons.validation import LINE

HEADER = "x-audit-reason"
MAX_REASON = Bound(512, "audit_reason_characters", "Characters of a reason for the audit log.")
#: Visible ASCII and spaces, each percent sign the beginning of an octet.
ENCODED = r"^(?:[ !-$&-~]|%[0-9A-Fa-f]{2})+$"
#: A character is at most four octets, and an octet three characters.
MAX_ENCODED = MAX_REASON * 12

Sent = Annotated[
    str | None,
    Header(
        description=f"Why, for the audit log: 1 to {MAX_REASON} characters on one line, "
        "percent-encoded UTF-8 where they are not ASCII.",
        json_schema_extra={"maxLength": MAX_ENCODED, "pattern": ENCODED},
    ),
]


async def _reason(x_audit_reason: Sent = None) -> str | None:
    return None if x_audit_reason is None else decoded(x_audit_reason)


AuditReason = Annotated[str | None, Depends(_reason)]
"""Why the caller does it, as a handler's parameter; None when they do not say."""


def decoded(sent: str) -> str:
    """The reason in a header. Raises ValidationFailed, pointing at the header."""
    if not re.fullmatch(ENCODED, sent):
        raise _refused("must be visible ASCII, with everything else percent-encoded")
    try:
        reason = unquote_to_bytes(sent).decode()
    except UnicodeDecodeError:
        raise _refused("must be UTF-8 once it is decoded") from None
    if len(reason) > MAX_REASON or not re.match(LINE, reason):
        raise _refused(f"must be one line of 1 to {MAX_REASON} characters once it is decoded")
    return reason


def _refused(detail: str) -> ValidationFailed:
    found = {"pointer": f"/header/{HEADER}", "code": "invalid_reason", "detail": detail}
    return ValidationFailed((found,))
