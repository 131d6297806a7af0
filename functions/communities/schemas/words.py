"""Kinds of values that several documents share."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from commons.validation import LINE, TEXT, shown

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
