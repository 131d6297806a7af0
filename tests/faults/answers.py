"""Answers as AWS gives them when it refuses, for a client that speaks JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders


class _Raw(io.BytesIO):
    """The body of an answer, as urllib3 would stream it."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        """All of it."""
        yield self.read()


def refusal(code: str, status: int = 400, **members: object) -> AWSResponse:
    """An error answer; ``code`` is what ``commons.aws.error_code`` will read."""
    body = json.dumps({"__type": f"com.amazonaws#{code}", "message": "", **members}).encode()
    return AWSResponse("", status, HTTPHeaders(), _Raw(body))
