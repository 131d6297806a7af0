"""pydantic's findings as a problem: where and what is wrong, never the input itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from commons.errors import ValidationFailed

#: Patterns of one line, and of text with line breaks: other control characters are nobody's words,
#: and move the cursor of whoever reads them in a terminal.
LINE = r"^[^\x00-\x1f\x7f-\x9f]*$"
TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"


class Input(BaseModel):
    """What a client sends: unknown fields are refused, types are not coerced."""

    model_config = ConfigDict(extra="forbid", strict=True)


def invalid(found: Iterable[Any]) -> ValidationFailed:
    """Errors as RFC 6901 pointers, pydantic's codes, and texts."""
    return ValidationFailed(
        tuple(
            {
                "pointer": "".join(f"/{part}" for part in e["loc"]),
                "code": str(e["type"]),
                "detail": str(e["msg"]),
            }
            for e in found
        )
    )


def validated[M: BaseModel](model: type[M], value: object) -> M:
    """The value as a model. Raises ValidationFailed."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise invalid(error.errors(include_input=False, include_url=False)) from None
