"""Markdown of schemas: tables of fields, examples, texts of types."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from stacks.contract.schemas import resolved

Schema = dict[str, Any]
DEEPEST = 4


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """A table; none without rows."""
    if not rows:
        return []
    lines = [head, ("---",) * len(head), *rows]
    return [*("| " + " | ".join(_cell(c) for c in line) + " |" for line in lines), ""]


def fields(schema: Schema, schemas: Schema, prefix: str = "") -> Iterator[tuple[str, ...]]:
    """Name, type, presence and meaning of every field, those of parts included."""
    schema = resolved(schema, schemas)
    required = schema.get("required", ())
    for name, part in schema.get("properties", {}).items():
        told = part if "description" in part else resolved(part, schemas)
        presence = "always" if name in required else "optional"
        yield f"`{prefix}{name}`", kind(part, schemas), presence, told.get("description", "")
        inner, mark = _inside(part, schemas)
        if inner is not None and prefix.count(".") < DEEPEST:
            yield from fields(inner, schemas, f"{prefix}{name}{mark}.")


def kind(schema: Schema, schemas: Schema) -> str:
    """A type in words: ``string, 1 to 64 characters``."""
    schema = resolved(schema, schemas)
    for word in ("anyOf", "oneOf"):
        if word in schema and "properties" not in schema:
            return " or ".join(dict.fromkeys(kind(part, schemas) for part in schema[word]))
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return "one of " + ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        most = f", at most {schema['maxItems']}" if "maxItems" in schema else ""
        return f"list of {kind(schema.get('items', {}), schemas)}{most}"
    types = schema.get("type", "any")
    named = " or ".join(types) if isinstance(types, list) else str(types)
    return ", ".join([named, *_limits(schema)])


def _limits(schema: Schema) -> Iterator[str]:
    pattern = str(schema.get("pattern", ""))
    if pattern.endswith("_[0-7][0-9A-HJKMNP-TV-Z]{25}$"):
        yield f"`{pattern.rpartition('^')[2].split('[')[0]}…`" + ("" if pattern[1:3] != "me" else
                                                                     " or `me`")  # fmt: skip
        return
    if "format" in schema:
        yield str(schema["format"])
    low, high = schema.get("minLength", 0), schema.get("maxLength")
    if high is not None:
        yield f"{low} to {high} characters"
    least, most = schema.get("minimum"), schema.get("maximum", schema.get("exclusiveMaximum"))
    if most is not None:
        yield f"{least} to {most}" if "maximum" in schema else f"{least} to below {most}"
    elif least is not None:
        yield f"at least {least}"
    if schema.get("default") is not None:
        yield f"default `{json.dumps(schema['default'])}`"


def code(value: Any, language: str = "json") -> list[str]:
    """An example."""
    return [f"```{language}", json.dumps(value, indent=2, ensure_ascii=False), "```", ""]


def _inside(part: Schema, schemas: Schema) -> tuple[Schema | None, str]:
    """The object a field holds, or lists, and how its name is marked."""
    part = resolved(part, schemas)
    for alternative in part.get("anyOf", ()):
        if resolved(alternative, schemas).get("type") in ("object", "array"):
            part = resolved(alternative, schemas)
    if part.get("type") == "array":
        items = resolved(part.get("items", {}), schemas)
        return (items, "[]") if items.get("properties") else (None, "")
    return (part, "") if part.get("properties") else (None, "")


def _cell(text: str) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")
