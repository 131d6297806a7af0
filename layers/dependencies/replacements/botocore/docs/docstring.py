"""Docstrings of generated methods, left empty in this layer."""

from typing import Any, Self


class LazyLoadedDocstring(str):
    """Stands where botocore would generate text on demand."""

    def __new__(cls, *_: Any, **__: Any) -> Self:
        return super().__new__(cls)

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__()


class ClientMethodDocstring(LazyLoadedDocstring):
    """Of a client's method."""


class WaiterDocstring(LazyLoadedDocstring):
    """Of a waiter."""


class PaginatorDocstring(LazyLoadedDocstring):
    """Of a paginator."""
