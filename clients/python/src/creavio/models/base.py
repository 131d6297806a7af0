"""What every resource of the public API can do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Self

from creavio.decode import decode

EPOCH = datetime.fromtimestamp(0, UTC)


class Model:
    """What every resource can do: be read from a JSON object."""

    __slots__ = ()

    @classmethod
    def read(cls, data: object) -> Self:
        """Raises `UnexpectedAnswerError`; unknown fields are ignored."""
        return decode(cls, data)
