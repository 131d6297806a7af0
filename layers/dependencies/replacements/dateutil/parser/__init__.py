"""dateutil's parsers, loaded when a date is parsed: botocore does so for few answers."""

from typing import Any

_ISO = ("isoparse", "isoparser")


def parse(timestr: object, parserinfo: object = None, **options: Any) -> Any:
    """The date in a text."""
    return _part("_parser").parse(timestr, parserinfo, **options)


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return getattr(_part("isoparser" if name in _ISO else "_parser"), name)


def _part(name: str) -> Any:
    from importlib import import_module

    return import_module(f".{name}", __name__)
