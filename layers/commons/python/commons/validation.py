"""pydantic's findings as a problem: where and what is wrong, never the input itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from commons.errors import ValidationFailed


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
