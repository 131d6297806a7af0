"""Distinct words put into requests, and the schemas that say where they can go."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import getitem
from typing import Any

from commons.http import Endpoint
from stacks.catalog import Catalog
from stacks.contract import openapi

Make = Callable[[str], Any]
Schema = dict[str, Any]
WORD = re.compile(r"cnry[0-9a-f]{16}", re.IGNORECASE)
#: Headers that any client may send to any route; two are words of the contract.
HEADERS = (
    "authorization",
    "idempotency-key",
    "x-audit-reason",
    "if-match",
    "if-none-match",
    "user-agent",
    "cookie",
    "referer",
    "x-forwarded-for",
    "content-type",
)


@dataclass
class Canaries:
    """The words that were sent, and where each was put."""

    places: dict[str, str] = field(default_factory=dict)

    def word(self, place: str) -> str:
        """A new word, short and plain enough for a handle, a name, a password or a header."""
        made = f"cnry{secrets.token_hex(8)}"
        self.places[made] = place
        return made

    def found_in(self, text: str) -> list[str]:
        """Where the words in a text had been put."""
        found = map(str.lower, WORD.findall(text))
        return [self.places[word] for word in found if word in self.places]


@dataclass(frozen=True)
class Fields:
    """What one endpoint takes, as its part of the OpenAPI document says."""

    path: tuple[str, ...]
    query: tuple[str, ...]
    headers: tuple[str, ...]
    body: Schema | None

    def body_fields(self) -> list[str]:
        """The body's fields, nested ones with dots."""
        return [] if self.body is None else list(leaves(self.body, document()))

    def count(self) -> int:
        """All of them."""
        return len(self.path) + len(self.query) + len(self.headers) + len(self.body_fields())


@cache
def document() -> Schema:
    """The OpenAPI document of this checkout."""
    return dict(openapi.document(Catalog.load(), "0"))


def fields_of(declared: Endpoint) -> Fields:
    """The fields of an endpoint; whatever it takes, the headers of everybody can be sent too."""
    if declared.path == "$default":
        return Fields((), (), HEADERS, None)
    root = document()
    operation = root["paths"][declared.route][declared.method.lower()]
    named: dict[str, list[str]] = {"path": [], "query": [], "header": []}
    for parameter in (resolved(one, root) for one in operation.get("parameters", [])):
        named[parameter["in"]].append(parameter["name"])
    content = resolved(operation.get("requestBody", {}), root).get("content", {})
    body = next((resolved(kind["schema"], root) for kind in content.values()), None)
    headers = dict.fromkeys((*HEADERS, *(name.lower() for name in named["header"])))
    return Fields(tuple(named["path"]), tuple(named["query"]), tuple(headers), body)


def resolved(schema: Schema, root: Schema) -> Schema:
    """The schema behind ``$ref`` or a choice of which one is null; references start at ``root``."""
    while True:
        if "$ref" in schema:
            schema = reduce(getitem, schema["$ref"].removeprefix("#/").split("/"), root)
        elif choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
            schema = next(choice for choice in choices if choice.get("type") != "null")
        else:
            return schema


def leaves(schema: Schema, root: Schema, above: str = "") -> Iterator[str]:
    """Names of everything in an object that is no object itself, nor a list of objects."""
    for name, part in schema.get("properties", {}).items():
        inner = resolved(part, root)
        while inner.get("type") == "array":
            inner = resolved(inner.get("items", {}), root)
        if inner.get("properties"):
            yield from leaves(inner, root, f"{above}{name}.")
        else:
            yield f"{above}{name}"


def filled(schema: Schema, root: Schema, make: Make, name: str = "") -> Any:
    """A value of the schema's outline; every leaf is made, whatever its type should be."""
    inner = resolved(schema, root)
    if inner.get("properties"):
        below = inner["properties"].items()
        return {key: filled(part, root, make, f"{name}.{key}".strip(".")) for key, part in below}
    if inner.get("type") == "array":
        return [filled(inner.get("items", {}), root, make, name)]
    return make(name)


def bodies(schema: Schema, root: Schema, make: Make) -> Iterator[dict[str, Any]]:
    """Words everywhere at once, in a body that no validation takes."""
    yield filled(schema, root, make)
    yield {name: [value] for name, value in filled(schema, root, make).items()}
    yield {name: {"of": value} for name, value in filled(schema, root, make).items()}
