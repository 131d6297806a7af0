"""JSON Schemas (2020-12) of events, and what may not change in them."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator
from typing import Any

from tools.events.described import Described, Undescribed, field_meanings
from tools.events.examples import example_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLAIN = {str: "string", int: "integer", bool: "boolean", float: "number", type(None): "null"}
TIME = {"type": "string", "format": "date-time"}

Schema = dict[str, Any]


def schema_of(event: Described) -> Schema:
    """The schema of an event: its ``detail`` on the bus, or the whole event of a stream."""
    made = _stream_schema(event) if event.stream else _bus_schema(event)
    head = {
        "$schema": DIALECT,
        "$id": f"urn:creavio:event:{event.publisher}.{event.name}",
        "title": event.name,
        "description": event.meaning,
    }
    return head | made | {"examples": [example_of(made)]}


def _bus_schema(event: Described) -> Schema:
    hints = typing.get_type_hints(event.kind)
    meanings, fields = field_meanings(event.kind), dataclasses.fields(event.kind)
    properties = {
        field.name: _type(hints[field.name]) | _told(event.name, field.name, meanings)
        for field in fields
    }
    needed = [f.name for f in fields if f.default is dataclasses.MISSING]
    return {"type": "object", "properties": properties, "required": needed}


def _stream_schema(event: Described) -> Schema:
    payload = event.kind.model_json_schema(mode="serialization")
    parts = payload.pop("$defs", {})
    models = {model.__name__: model for model in _models(event.kind)}
    for name, part in [(event.kind.__name__, payload), *parts.items()]:
        meanings = field_meanings(models[name])
        for field, shape in part["properties"].items():
            shape.pop("title", None)
            shape |= _told(f"{event.name} {name}", field, meanings)
        part.pop("title", None)
    properties = {
        "t": {"const": event.name, "type": "string", "description": "The type."},
        "id": {"type": "string", "description": "The same in every delivery of this event."},
        "sq": {"type": "integer", "description": "Its position in the stream."},
        "ts": TIME | {"description": "When it happened."},
        "d": payload,
    }
    made: Schema = {"type": "object", "properties": properties, "required": list(properties)}
    return made | ({"$defs": parts} if parts else {})


def strict(schema: Schema) -> Schema:
    """The schema as a publisher must keep it: every field present, and no other."""
    made: Schema = {}
    for name, value in schema.items():
        if isinstance(value, dict):
            made[name] = strict(value)
        elif isinstance(value, list):
            made[name] = [strict(part) if isinstance(part, dict) else part for part in value]
        else:
            made[name] = value
    if isinstance(made.get("properties"), dict) and made.get("type") == "object":
        made |= {"required": list(made["properties"]), "additionalProperties": False}
    return made


def changes_that_break(before: Schema, now: Schema) -> list[str]:
    """Every way in which somebody who reads by ``before`` cannot read what ``now`` allows.

    Removed and retyped fields; fields that may now be absent; and, on the bus, new fields that a
    consumer would need of events which were archived without them.
    """
    old, new = dict(_paths(before)), dict(_paths(now))
    broken = [f"{path} was removed" for path in old if path not in new]
    for path, (kind, needed) in old.items():
        if path in new and new[path][0] != kind:
            broken.append(f"{path} was {kind} and is {new[path][0]}")
        elif path in new and needed and not new[path][1]:
            broken.append(f"{path} was always there and may now be absent")
    on_bus = "sq" not in now["properties"]
    if on_bus:
        added = (path for path in new if path not in old)
        broken += [f"{path} is new and has no default" for path in added if new[path][1]]
    return broken


def _paths(schema: Schema) -> Iterator[tuple[str, tuple[str, bool]]]:
    """``d.mentions.users[]`` → its type, and whether it is always there."""
    parts = schema.get("$defs", {})

    def walk(node: Schema, path: str, needed: bool) -> Iterator[tuple[str, tuple[str, bool]]]:
        node = parts[node["$ref"].rpartition("/")[2]] if "$ref" in node else node
        if path:
            yield path, (_kind(node, parts), needed)
        for name, child in node.get("properties", {}).items():
            inner = f"{path}.{name}" if path else name
            yield from walk(child, inner, name in node.get("required", ()))
        for part in (one for one in node.get("anyOf", ()) if "$ref" in one):
            inside = walk(part, path, needed)  # what may be null is looked into as what it is else
            yield from (found for found in inside if found[0] != path)
        if isinstance(node.get("items"), dict):
            yield from walk(node["items"], f"{path}[]", True)
        if isinstance(node.get("additionalProperties"), dict):
            yield from walk(node["additionalProperties"], f"{path}{{}}", True)

    yield from walk(schema, "", True)


def _kind(node: Schema, parts: Schema) -> str:
    node = parts[node["$ref"].rpartition("/")[2]] if "$ref" in node else node
    if "anyOf" in node:
        return "|".join(sorted(_kind(part, parts) for part in node["anyOf"]))
    kind = node.get("type", "any")
    return "|".join(sorted(kind)) if isinstance(kind, list) else str(kind)


def _type(hint: Any) -> Schema:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return {"anyOf": [_type(part) for part in typing.get_args(hint)]}
    if typing.get_origin(hint) in (tuple, list):
        return {"type": "array", "items": _type(typing.get_args(hint)[0])}
    if typing.get_origin(hint) is dict:
        inner = typing.get_args(hint)[1]
        return {"type": "object"} | ({} if inner is Any else {"additionalProperties": _type(inner)})
    if hint not in PLAIN:
        raise Undescribed(f"no JSON type for {hint}")
    return {"type": PLAIN[hint]}


def _told(where: str, field: str, meanings: dict[str, str]) -> Schema:
    if field not in meanings:
        raise Undescribed(f"{where}: {field} has no string below it that says what it means")
    return {"description": meanings[field]}


def _models(kind: Any) -> Iterator[Any]:
    """A pydantic model and those in its fields."""
    yield kind
    for field in kind.model_fields.values():
        for part in (field.annotation, *typing.get_args(field.annotation)):
            if hasattr(part, "model_fields"):
                yield from _models(part)
