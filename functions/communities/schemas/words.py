"""Kinds of values that several documents share."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from commons.ids import ROLE
from commons.validation import LINE, TEXT, id_form, shown

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=LINE),
    shown("Sunday Bakers"),
]


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=1000, pattern=TEXT),
    shown("Sourdough, crumb shots and honest failures."),
]


Role = Annotated[str, StringConstraints(pattern=id_form(ROLE))]


def once[T](values: list[T]) -> list[T]:
    """The values without repetitions, in their order."""
    return list(dict.fromkeys(values))
