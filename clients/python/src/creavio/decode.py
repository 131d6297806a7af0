"""Turns JSON into the dataclasses of `models`; unknown fields are ignored, wrong ones refused."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from creavio.errors import UnexpectedAnswerError


def decode[T](kind: type[T], data: object) -> T:
    """Build the dataclass `kind` from a JSON object.

    A missing or null field takes the dataclass' default. Raises `UnexpectedAnswerError` when a
    field without default is missing or a value has another type than declared.
    """
    if not isinstance(data, dict):
        raise UnexpectedAnswerError(f"expected {kind.__name__} as an object, got {data!r:.80}")
    values: dict[str, Any] = {}
    for name, read, required in _fields(kind):  # type: ignore[arg-type]
        value = data.get(name)
        if value is not None:
            values[name] = read(f"{kind.__name__}.{name}", value)
        elif required:
            raise UnexpectedAnswerError(f"{kind.__name__}.{name} is missing in the answer")
    return kind(**values)


def encode(value: Any) -> Any:
    """The JSON form `decode` reads back: None is left out, times are RFC 3339."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: encode(part) for name, part in pairs if part is not None}
    if isinstance(value, list | tuple):
        return [encode(part) for part in value]
    if isinstance(value, dict):
        return {name: encode(part) for name, part in value.items()}
    return value.isoformat() if isinstance(value, datetime) else value


def parse_time(text: str) -> datetime:
    """An RFC 3339 time as an aware datetime in UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


type _Reader = Callable[[str, Any], Any]


@cache
def _fields(kind: type[Any]) -> list[tuple[str, _Reader, bool]]:
    hints = typing.get_type_hints(kind)
    return [
        (
            field.name,
            _reader(hints[field.name]),
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(kind)
        if field.init
    ]


def _reader(hint: Any) -> _Reader:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _reader(next(part for part in arguments if part is not type(None)))
    if origin in (list, tuple):
        item = _reader(arguments[0])
        return lambda where, value: origin(
            item(where, part) for part in _expect(list, where, value)
        )
    if origin is dict:
        part = _reader(arguments[1])
        return lambda where, value: {
            name: part(f"{where}.{name}", one) for name, one in _expect(dict, where, value).items()
        }
    if hint is datetime:
        return _read_time
    if hint is Any:
        return lambda _where, value: value
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return lambda _where, value: decode(hint, value)
    plain = origin or hint
    return lambda where, value: _expect(plain, where, value)


def _read_time(where: str, value: Any) -> datetime:
    try:
        return parse_time(_expect(str, where, value))
    except ValueError as error:
        raise UnexpectedAnswerError(f"{where} is not a time: {value!r:.80}") from error


def _expect(kind: type[Any], where: str, value: Any) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise UnexpectedAnswerError(f"{where} is not a {kind.__name__}: {value!r:.80}")
    return value
