"""OpenAPI links: which operations take what an answer holds.

They follow from names and forms alone. An id in an answer (``id`` or the parameter's own name, with
the parameter's pattern) leads to every operation whose path it fills; what else that path needs is
taken from the request. An answer that holds every field a body requires, in the same form, leads
there too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stacks.contract.schemas import resolved

Document = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    method: str
    body: Document

    @property
    def id(self) -> str:
        """Its operationId."""
        return str(self.body["operationId"])

    def parameters(self, place: str) -> dict[str, Document]:
        """Schemas of its parameters in one place."""
        found = self.body.get("parameters", ())
        return {p["name"]: p["schema"] for p in found if p["in"] == place}


def link_all(document: Document) -> None:
    """Add the links of every operation that makes or lists something."""
    operations = [
        Operation(method, body)
        for methods in document["paths"].values()
        for method, body in methods.items()
    ]
    schemas = document["components"]["schemas"]
    for source in operations:
        for answer in _answers(source):
            schema = resolved(answer["content"]["application/json"]["schema"], schemas)
            if source.method != "post" and "data" not in schema.get("properties", {}):
                continue
            held = _held(schema, schemas)
            links = dict(_links(source, held, operations, schemas))
            if links:
                answer["links"] = links


def _answers(source: Operation) -> Iterator[Document]:
    for status, answer in source.body["responses"].items():
        if status.startswith("2") and "application/json" in answer.get("content", {}):
            yield answer


def _held(schema: Document, schemas: dict[str, Any]) -> dict[str, tuple[str, Document]]:
    """Expression and schema of each field, of the answer or of the first row it lists."""
    properties = schema.get("properties", {})
    if "data" in properties:
        row = resolved(properties["data"].get("items", {}), schemas)
        rows = row.get("properties", {}).items()
        return {name: (f"$response.body#/data/0/{name}", part) for name, part in rows}
    return {name: (f"$response.body#/{name}", part) for name, part in properties.items()}


def _links(
    source: Operation,
    held: dict[str, tuple[str, Document]],
    operations: list[Operation],
    schemas: dict[str, Any],
) -> Iterator[tuple[str, Document]]:
    given = source.parameters("path")
    for target in operations:
        if target.id == source.id:
            continue
        taken = [_filled(name, schema, held, given) for name, schema in _path(target)]
        if None in taken:
            continue
        parameters = {name: found for (name, _), found in zip(_path(target), taken, strict=True)}
        body = _body_of(target, held, schemas)
        from_answer = [e for e in parameters.values() if str(e).startswith("$response")]
        if not from_answer and not body:
            continue
        link: Document = {"operationId": target.id}
        if parameters:
            link["parameters"] = parameters
        if body:
            link["requestBody"] = body
        yield target.id, link


def _path(operation: Operation) -> list[tuple[str, Document]]:
    return list(operation.parameters("path").items())


def _filled(
    name: str, schema: Document, held: dict[str, tuple[str, Document]], given: dict[str, Document]
) -> str | None:
    """Where the parameter's value comes from."""
    pattern = str(schema.get("pattern", "")).removeprefix("^me$|")
    for candidate in (name, "id"):
        expression, part = held.get(candidate, ("", {}))
        if pattern and part.get("pattern") == pattern:
            return expression
    return f"$request.path.{name}" if name in given else None


def _body_of(
    target: Operation, held: dict[str, tuple[str, Document]], schemas: dict[str, Any]
) -> dict[str, str]:
    """The body of required fields, when the answer holds all of them."""
    content = target.body.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return {}
    schema = resolved(content["schema"], schemas)
    required = schema.get("required", [])
    taken = schema.get("properties", {})
    same = [name for name in required if held.get(name, ("", {}))[1] == taken[name]]
    return {name: held[name][0] for name in same} if required and same == required else {}
