"""Moments that clients give: RFC 3339, to the second."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from commons.validation import shown

#: RFC 3339, section 5.6, in capitals; what is no date, such as February 30, is found afterwards.
RFC3339 = (
    r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
)


def seconds(moment: str) -> int:
    """Seconds since the epoch. Raises ValueError for what is in no calendar."""
    return int(datetime.fromisoformat(moment).timestamp())


def _is_one(moment: str) -> str:
    try:
        seconds(moment)
    except (ValueError, OverflowError):
        raise ValueError("there is no such moment") from None
    return moment


Moment = Annotated[
    str,
    StringConstraints(pattern=RFC3339, max_length=40),
    AfterValidator(_is_one),
    shown("2026-11-20T17:45:00Z", format="date-time"),
]
