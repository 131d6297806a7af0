"""What clients of threads send."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from commons.validation import ABSENT, LINE, Input, shown

from .schemas import GivenMessageId

ThreadName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=LINE),
    shown("Which flour?"),
]
QuietMinutes = Literal[60, 1440, 4320, 10080]


class NewThread(Input):
    """POST /channels/{channel_id}/threads"""

    name: ThreadName
    message_id: GivenMessageId | None = None
    auto_archive_min: QuietMinutes = 1440


class ThreadChanges(Input):
    """PATCH /threads/{thread_id} (RFC 7396): absent leaves."""

    name: ThreadName = ABSENT
    archived: bool = ABSENT
    locked: bool = ABSENT
    auto_archive_min: QuietMinutes = ABSENT
