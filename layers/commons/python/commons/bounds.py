"""Numbers that clients run into, each with the words ``GET /v1/limits`` gives it."""

from __future__ import annotations

from typing import Self


class Bound(int):
    """An int that the code compares with; the deployment collects all of them."""

    name: str
    text: str

    def __new__(cls, value: int, name: str, text: str) -> Self:
        """name: stable and snake_case, with the unit where it counts no things."""
        made = super().__new__(cls, value)
        made.name, made.text = name, text
        return made

    def __deepcopy__(self, _: object) -> Self:  # schemas that hold one are copied
        return self
