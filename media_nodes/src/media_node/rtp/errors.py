"""The one error that packets from outside may cause."""

from __future__ import annotations


class Malformed(ValueError):
    """These bytes are not what their place says they are."""
