"""JMESPath, loaded when an expression is compiled: by paginators and waiters, not by clients."""

from typing import Any

__version__ = "1.1.0"


def compile(expression: str) -> Any:
    """The parsed expression."""
    return _part("parser").Parser().parse(expression)


def search(expression: str, data: object, options: object = None) -> Any:
    """What an expression finds."""
    return compile(expression).search(data, options=options)


def __getattr__(name: str) -> Any:
    if name != "Options":
        raise AttributeError(name)
    return _part("visitor").Options


def _part(name: str) -> Any:
    from importlib import import_module

    return import_module(f".{name}", __name__)
