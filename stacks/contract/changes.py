"""What an older client could no longer do: incompatible differences between two documents.

Requests may only take more, answers may only hold more. What follows from a refusal that is gone,
or from an operation that needs more than before, is named as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from stacks.contract.schemas import REF

Document = dict[str, Any]
#: Words that allow less when their number falls, and when it rises.
CEILINGS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
TYPES = ("", "object", "array", "string", "integer", "number", "boolean", "null")
FLOORS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")


def broken(before: Document, now: Document) -> list[str]:
    """Every incompatible change, as a sentence; either kind of document."""
    compare = _http if "paths" in before else _frames
    return list(compare(before, now))


def _http(before: Document, now: Document) -> Iterator[str]:
    for path, methods in before["paths"].items():
        for method, old in methods.items():
            name = f"{method.upper()} {path}"
            new = now["paths"].get(path, {}).get(method)
            if new is None:
                yield f"{name} was removed"
            else:
                yield from _operation(name, old, new, before, now)


def _operation(
    name: str, old: Document, new: Document, before: Document, now: Document
) -> Iterator[str]:
    if new.get("security") and not old.get("security"):
        yield f"{name} now needs a token"
    for permission in new.get("x-permissions", ()):
        if permission not in old.get("x-permissions", ()):
            yield f"{name} now needs {permission}"
    yield from _parameters(name, old, new, before, now)
    yield from _bodies(name, old, new, before, now)
    for status, answer in old["responses"].items():
        if status not in new["responses"]:
            yield f"{name} no longer answers {status}"
            continue
        one, other = _found(answer, before), _found(new["responses"][status], now)
        for media_type, content in one.get("content", {}).items():
            held = other.get("content", {}).get(media_type)
            if held is None:
                yield f"{name} {status} is no longer sent as {media_type}"
                continue
            schemas = Compared(f"{name} {status}", _schemas(before), _schemas(now), answers=True)
            yield from schemas.differ(content["schema"], held["schema"], "")


def _parameters(
    name: str, old: Document, new: Document, before: Document, now: Document
) -> Iterator[str]:
    earlier = {(p["in"], p["name"].lower()): p for p in old.get("parameters", ())}
    later = {(p["in"], p["name"].lower()): p for p in new.get("parameters", ())}
    for key, parameter in later.items():
        if parameter.get("required") and not earlier.get(key, {}).get("required"):
            yield f"{name} now requires {key[1]}"
    for key, parameter in earlier.items():
        if key not in later:
            yield f"{name} no longer takes {key[1]}"
            continue
        compared = Compared(name, _schemas(before), _schemas(now), answers=False)
        yield from compared.differ(parameter["schema"], later[key]["schema"], key[1])


def _bodies(
    name: str, old: Document, new: Document, before: Document, now: Document
) -> Iterator[str]:
    taken = new.get("requestBody", {})
    if taken.get("required") and not old.get("requestBody", {}).get("required"):
        yield f"{name} now requires a body"
    for media_type, content in old.get("requestBody", {}).get("content", {}).items():
        if media_type not in taken.get("content", {}):
            yield f"{name} no longer takes {media_type}"
            continue
        compared = Compared(name, _schemas(before), _schemas(now), answers=False)
        yield from compared.differ(
            content["schema"], taken["content"][media_type]["schema"], "body"
        )


def _frames(before: Document, now: Document) -> Iterator[str]:
    later = now["components"]["messages"]
    for name, message in before["components"]["messages"].items():
        if name not in later:
            yield f"{name} was removed"
            continue
        theirs = not name.startswith("client_")
        compared = Compared(name, _schemas(before), _schemas(now), answers=theirs)
        yield from compared.differ(message["payload"], later[name]["payload"], "")


def _found(answer: Document, document: Document) -> Document:
    if "$ref" not in answer:
        return answer
    name = answer["$ref"].rpartition("/")[2]
    return dict(document["components"]["responses"][name])


def _schemas(document: Document) -> Document:
    found: Document = document["components"]["schemas"]
    return found


@dataclass
class Compared:
    """Two versions of one schema; ``answers`` when the server sends it."""

    where: str
    before: Document
    now: Document
    answers: bool
    seen: set[tuple[str, str]] = field(default_factory=set)

    def differ(self, old: Document, new: Document, path: str) -> Iterator[str]:
        """Sentences that begin with where."""
        if "$ref" in old and "$ref" in new:
            if (pair := (old["$ref"], new["$ref"])) in self.seen:
                return
            self.seen.add(pair)
        old, new = self._resolved(old, self.before), self._resolved(new, self.now)
        one, other = self._kinds(old, self.before), self._kinds(new, self.now)
        if self.answers and (more := other - one) and one:
            yield self._say(path, f"was {_or(one)} and may be {_or(more)}")
        elif not self.answers and (fewer := one - other) and other:
            yield self._say(path, f"may no longer be {_or(fewer)}")
        yield from self._alternatives(old, new, path)
        yield from self._members(old, new, path)
        if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
            yield from self.differ(old["items"], new["items"], f"{path}[]")
        if not self.answers:
            yield from self._limits(old, new, path)

    def _members(self, old: Document, new: Document, path: str) -> Iterator[str]:
        earlier, later = old.get("properties", {}), new.get("properties", {})
        needed, need = set(old.get("required", ())), set(new.get("required", ()))
        for name, part in earlier.items():
            inner = f"{path}.{name}" if path else name
            if name not in later:
                if later or old.get("type") == new.get("type"):
                    yield self._say(inner, "was removed")
                continue
            yield from self.differ(part, later[name], inner)
            if self.answers and name in needed - need:
                yield self._say(inner, "was always there and may now be absent")
        if not self.answers:
            for name in sorted(need - needed):
                yield self._say(f"{path}.{name}" if path else name, "is now required")

    def _alternatives(self, old: Document, new: Document, path: str) -> Iterator[str]:
        """Alternatives pair by what tells them apart: a code, a type of event, a type of value."""
        earlier, later = self._by_tag(old, self.before), self._by_tag(new, self.now)
        for tag, part in earlier.items():
            if tag in later:
                both = part and later[tag]
                yield from self.differ(part, later[tag], path) if both else ()
            elif tag not in TYPES:
                yield self._say(path, f"can no longer be {tag}")

    def _by_tag(self, schema: Document, schemas: Document) -> dict[str, Document]:
        alternatives = schema.get("oneOf", schema.get("anyOf"))
        if alternatives is None:  # itself the only one, and compared already
            tag = _tag(schema)
            return {} if tag in TYPES else {tag: {}}
        parts = [self._resolved(part, schemas) for part in alternatives]
        return {tag: part for part in parts if (tag := _tag(part))}

    def _limits(self, old: Document, new: Document, path: str) -> Iterator[str]:
        for word in CEILINGS:
            if word in new and new[word] < old.get(word, new[word] + 1):
                yield self._say(path, f"has a lower {word}: {new[word]}")
        for word in FLOORS:
            if word in new and new[word] > old.get(word, min(0, new[word] - 1)):
                yield self._say(path, f"has a higher {word}: {new[word]}")
        if "pattern" in new and not _allows(new["pattern"], old.get("pattern")):
            yield self._say(path, "has another pattern")
        if "enum" in new and (gone := set(old.get("enum", ())) - set(new["enum"])):
            yield self._say(path, f"may no longer be {_or(gone)}")

    def _kinds(self, schema: Document, schemas: Document) -> set[str]:
        schema = self._resolved(schema, schemas)
        if "anyOf" in schema:
            return {kind for part in schema["anyOf"] for kind in self._kinds(part, schemas)}
        kind = schema.get("type", ())
        return {kind} if isinstance(kind, str) else set(kind)

    def _resolved(self, schema: Document, schemas: Document) -> Document:
        while "$ref" in schema:
            schema = schemas[schema["$ref"].removeprefix(REF)]
        return schema

    def _say(self, path: str, what: str) -> str:
        return f"{self.where}: {path or 'it'} {what}"


def _tag(schema: Document) -> str:
    """The code of a problem, the type of an event, the type of a value."""
    properties = schema.get("properties", {})
    for name in ("code", "t"):
        if "const" in properties.get(name, {}):
            return str(properties[name]["const"])
    return str(schema.get("type", ""))


def _or(names: set[Any]) -> str:
    return " or ".join(sorted(map(str, names)))


def _allows(new: str, old: str | None) -> bool:
    """Whether a pattern is the same, or the old one with alternatives added behind it."""
    return old is not None and (new == old or new.startswith(f"{old}|"))
