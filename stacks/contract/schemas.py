"""JSON Schema by hand: references, examples, and schemas that allow nothing they do not name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

Schema = dict[str, Any]
Schemas = Mapping[str, Schema]
REF = "#/components/schemas/"


def resolved(schema: Schema, schemas: Schemas) -> Schema:
    """The schema a reference leads to, or the schema itself."""
    while "$ref" in schema:
        schema = schemas[str(schema["$ref"]).removeprefix(REF)]
    return schema


def example_of(schema: Schema, schemas: Schemas) -> Any:
    """A value of the schema, made of the examples its parts give."""
    made = _example(schema, schemas)
    if made is NOTHING:
        return {} if resolved(schema, schemas).get("type") == "object" else None
    return made


class _Nothing:
    """No part of the schema gave an example."""


NOTHING = _Nothing()


def _example(schema: Schema, schemas: Schemas) -> Any:
    schema = resolved(schema, schemas)
    if schema.get("examples"):
        return schema["examples"][0]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    for word in ("anyOf", "oneOf"):
        if word in schema and "properties" not in schema:
            return _first(schema[word], schemas)
    match schema.get("type"):
        case "object":
            return _object(schema, schemas)
        case "array":
            made = _example(schema.get("items", {}), schemas)
            return [] if made is NOTHING else [made]
    return PLAIN.get(str(schema.get("type")), schema.get("default", NOTHING))


PLAIN: dict[str, Any] = {"boolean": False, "null": NOTHING}


def _first(alternatives: list[Schema], schemas: Schemas) -> Any:
    """The first alternative that has an example; null where it is one and no other has."""
    for alternative in alternatives:
        made = _example(alternative, schemas)
        if made is not NOTHING:
            return made
    return None if {"type": "null"} in alternatives else NOTHING


def _object(schema: Schema, schemas: Schemas) -> Any:
    """All required members, and those optional ones that have an example or a default."""
    made = {}
    if not schema.get("properties"):
        return NOTHING
    for name, part in schema["properties"].items():
        value = _example(part, schemas)
        if value is NOTHING and "default" in part:
            value = part["default"]
        if value is not NOTHING:
            made[name] = value
        elif name in schema.get("required", ()):
            made[name] = LAST_RESORT[str(part.get("type"))]
    return made


LAST_RESORT: dict[str, Any] = {"string": "text", "integer": 1, "number": 1, "object": {}}


def walk(schema: Any) -> Iterator[Schema]:
    """The schema and every schema inside it."""
    if isinstance(schema, dict):
        yield schema
        for part in schema.values():
            yield from walk(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from walk(part)


def closed(schema: Any) -> Any:
    """A copy in which objects hold nothing but what is named: fields may be added, not slip in."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        word: part if word in ("examples", "default", "const", "enum") else closed(part)
        for word, part in schema.items()
    }
    if isinstance(made.get("properties"), dict) and made.get("type") == "object":
        made.setdefault("additionalProperties", False)
    return made


def untitled(schema: Any) -> Any:
    """A copy without the titles that pydantic makes of names: they say nothing new."""
    if isinstance(schema, list):
        return [untitled(part) for part in schema]
    if isinstance(schema, float) and schema.is_integer():
        return int(schema)  # FastAPI reads limits as floats
    if not isinstance(schema, dict):
        return schema
    return {
        word: part if word in ("examples", "default") else untitled(part)
        for word, part in schema.items()
        if not (word == "title" and isinstance(part, str))
    }


def plain(document: dict[str, Any]) -> dict[str, Any]:
    """The same of JSON's own types alone: limits are ints that know what they limit."""
    made: dict[str, Any] = json.loads(json.dumps(document))
    return made
