"""The OpenAPI 3.1 document, generated from the declarations: nothing in it is written by hand."""

from __future__ import annotations

import importlib.util
import json
import re
from collections import defaultdict
from typing import Any, get_type_hints

from pydantic import BaseModel, TypeAdapter
from starlette.responses import Response

from commons import validation
from commons.declare import Access, Api
from commons.errors import Problem
from commons.http import Endpoint
from commons.permissions import names
from commons.web import PREFIXES
from stacks.catalog import Catalog
from stacks.contract import problems
from stacks.contract.headers import HEADERS, answer_headers, request_headers
from stacks.contract.links import link_all
from stacks.contract.schemas import example_of, plain, untitled
from tools.events.described import field_meanings

FILE = "openapi.json"
TITLE = "Creavio"
DESCRIPTION = (
    "Generated from the functions. Refusals are `application/problem+json` (RFC 9457); each "
    "operation lists every `code` it can answer. `x-permissions` are the permissions it needs on "
    "the channel or community of its path. Fields and operations are only ever added."
)
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "The `access_token` of register, login or refresh: at most 10 minutes.",
}
Document = dict[str, Any]


def text(catalog: Catalog, version: str) -> str:
    """The document as it is served."""
    return json.dumps(document(catalog, version), ensure_ascii=False, separators=(",", ":"))


def routed(catalog: Catalog) -> list[Endpoint]:
    """The endpoints that have a route of their own, by service and name."""
    return [d for d in catalog.declarations if isinstance(d, Endpoint) and d.path != "$default"]


def document(catalog: Catalog, version: str) -> Document:
    """Every route of every service, in name order."""
    from fastapi import FastAPI

    from commons.web import add_route

    endpoints = routed(catalog)
    app = FastAPI(title=TITLE, version=version, description=DESCRIPTION)
    for endpoint in endpoints:
        add_route(app, endpoint)
    made: Document = untitled(app.openapi())
    made["info"]["title"] = TITLE
    made["servers"] = [{"url": "/"}]
    made["tags"] = [_tag(name) for name in sorted({e.service for e in endpoints})]
    refused = [d for d in catalog.declarations if isinstance(d, Endpoint)]
    made["components"] = _components(made.get("components", {}).get("schemas", {}), refused)
    _tell_meanings(made["components"]["schemas"], made["tags"])
    for endpoint in endpoints:
        operation = made["paths"][endpoint.route][endpoint.method.lower()]
        Described(endpoint, operation, made["components"]).describe()
    link_all(made)
    return plain(made)


def _tag(service: str) -> dict[str, str]:
    package = importlib.import_module(f"functions.{service}")
    return {"name": service, "description": (package.__doc__ or "").strip()}


def _tell_meanings(schemas: dict[str, Any], tags: list[dict[str, str]]) -> None:
    """What the strings below the fields of a model say; functions do not pay for reading them."""
    for tag in tags:
        name = f"functions.{tag['name']}.schemas"
        if importlib.util.find_spec(name) is None:
            continue
        for model in vars(importlib.import_module(name)).values():
            if not (isinstance(model, type) and issubclass(model, BaseModel)):
                continue
            fields = schemas.get(model.__name__, {}).get("properties", {})
            for field, meaning in field_meanings(model).items():
                if field in fields:
                    fields[field]["description"] = meaning


def _components(schemas: dict[str, Any], endpoints: list[Endpoint]) -> Document:
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    by_code = defaultdict[str, list[problems.Kind]](list)
    for kind in dict.fromkeys(k for e in endpoints for k in problems.refusals(e)):
        by_code[problems.schema_name(kind)].append(kind)
    schemas |= {name: problems.schema_of(kinds) for name, kinds in sorted(by_code.items())}
    schemas |= problems.PARTS
    return {
        "schemas": schemas,
        "headers": HEADERS,
        "responses": {
            kind.code(): _shared(endpoint, [kind])
            for endpoint in endpoints
            if endpoint.path == "$default"
            for kind in problems.refusals(endpoint)
        },
        "securitySchemes": {"bearer": BEARER},
    }


class Described:
    """One operation, with what the declaration knows and FastAPI does not."""

    def __init__(self, endpoint: Endpoint, operation: Document, components: Document) -> None:
        self.endpoint, self.operation, self.components = endpoint, operation, components
        self.schemas: dict[str, Any] = components["schemas"]

    def describe(self) -> None:
        """Complete it."""
        endpoint, operation = self.endpoint, self.operation
        operation["security"] = [] if endpoint.access is Access.ANONYMOUS else [{"bearer": []}]
        if endpoint.permission is not None:
            operation["x-permissions"] = names(endpoint.permission)
        if endpoint.unless_self is not None:
            operation["x-unless-self"] = endpoint.unless_self
        if endpoint.api is not Api.CLIENT:
            operation["x-api"] = str(endpoint.api)
        self._parameters()
        self._body()
        self._answers()

    def _parameters(self) -> None:
        """Path parameters are ids of a kind; null is a way to leave a field out, not a parameter"""
        found = [p for p in self.operation.get("parameters", ())]
        for parameter in found:
            name, schema = parameter["name"], parameter["schema"]
            if parameter["in"] == "path":
                schema |= _id_schema(name) if name in PREFIXES else {}
                if name == self.endpoint.unless_self:
                    schema["pattern"] = f"^me$|{schema['pattern']}"
            else:
                parameter["schema"] = _without_null(schema)
            if "description" in parameter["schema"]:
                parameter["description"] = parameter["schema"].pop("description")
        known = {p["name"].lower() for p in found}
        more = [p for p in request_headers(self.endpoint) if p["name"].lower() not in known]
        if found or more:
            self.operation["parameters"] = [*found, *more]

    def _body(self) -> None:
        """Merge patches have a media type of their own (RFC 7396); plain JSON is taken too."""
        if "requestBody" not in self.operation:
            return
        content = self.operation["requestBody"]["content"]
        if self.endpoint.method == "PATCH":
            content["application/merge-patch+json"] = dict(content["application/json"])
        for body in content.values():
            body["example"] = example_of(body["schema"], self.schemas)

    def _answers(self) -> None:
        answers = self.operation["responses"]
        answers.pop("422", None)
        good = answers[str(self.endpoint.status)]
        self._good(good)
        if any(p["name"].lower() == "if-none-match" for p in self.operation.get("parameters", ())):
            answers["304"] = {
                "description": "It has not changed.",
                "headers": answer_headers(self.endpoint, 304),
            }
        by_status = defaultdict[int, list[problems.Kind]](list)
        for problem in problems.refusals(self.endpoint):
            by_status[problem.status].append(problem)
        for status, kinds in sorted(by_status.items()):
            answers[str(status)] = self._refusal(kinds)
        self.operation["responses"] = dict(sorted(answers.items()))

    def _good(self, answer: Document) -> None:
        returned = get_type_hints(self.endpoint.run).get("return")
        answer["headers"] = answer_headers(self.endpoint, self.endpoint.status)
        for media_type, body in answer.get("content", {}).items():
            if isinstance(returned, type) and issubclass(returned, Response):
                kind = "object" if media_type == "application/json" else "string"
                body["schema"] = {"type": kind, "description": "The document."}
                answer["description"] = "The document."
                continue
            schema = body["schema"]
            body["example"] = example_of(schema, self.schemas)
            answer["description"] = self._described(schema) or answer["description"]

    def _described(self, schema: Document) -> str:
        if (name := schema.get("$ref")) is not None:
            return str(self.schemas[name.rpartition("/")[2]].get("description", ""))
        return str(schema.get("description", ""))

    def _refusal(self, kinds: list[problems.Kind]) -> Document:
        """Refusals of the machinery alone are the same in many places: said once, referred to."""
        answer = _shared(self.endpoint, kinds)
        if not all(_is_shared(kind) for kind in kinds):
            return answer
        name = "_or_".join(kind.code() for kind in kinds)
        name += "_to_key" if self.endpoint.takes_key else ""  # which may be replayed
        self.components["responses"].setdefault(name, answer)
        return {"$ref": f"#/components/responses/{name}"}


def _shared(endpoint: Endpoint, kinds: list[problems.Kind]) -> Document:
    return {
        "description": "\n".join(f"- `{kind.code()}`: {kind.text()}" for kind in kinds),
        "headers": answer_headers(endpoint, kinds[0].status, kinds),
        "content": problems.content(kinds),
    }


def _is_shared(kind: type[Problem]) -> bool:
    return kind.__module__.startswith("commons.")


def _id_schema(parameter: str) -> Document:
    """``channel_id`` is a ``commons.validation.ChannelId``."""
    kind = "".join(part.capitalize() for part in re.split("_", parameter))
    return TypeAdapter(getattr(validation, kind)).json_schema()


def _without_null(schema: Document) -> Document:
    alternatives = [part for part in schema.get("anyOf", ()) if part != {"type": "null"}]
    if len(alternatives) != 1:
        return schema
    rest = {word: part for word, part in schema.items() if word != "anyOf"}
    return {**alternatives[0], **rest}
