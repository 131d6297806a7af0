"""The OpenAPI 3.1 document, generated from the declarations: nothing in it is written by hand."""

from __future__ import annotations

import json
from typing import Any

from commons.declare import Access, Api
from commons.errors import (
    MEDIA_TYPE,
    BodyTooLarge,
    InternalError,
    MalformedJson,
    NotAllowed,
    NotFound,
    Problem,
    Unauthorized,
    UnsupportedMediaType,
    ValidationFailed,
)
from commons.http import Endpoint
from stacks.catalog import Catalog

FILE = "openapi.json"
TITLE = "Creavio"
DESCRIPTION = "Generated from the functions. Errors are `application/problem+json` (RFC 9457)."
PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is stable; `request_id` finds the request in the logs.",
    "required": ["type", "title", "status", "code", "detail", "instance", "request_id", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemPart"}},
    },
}
PROBLEM_PART = {
    "type": "object",
    "required": ["pointer", "code", "detail"],
    "properties": {
        "pointer": {"type": "string", "description": "RFC 6901"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}
BEARER = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


def text(catalog: Catalog, version: str) -> str:
    """The document as it is served."""
    return json.dumps(document(catalog, version), ensure_ascii=False, separators=(",", ":"))


def document(catalog: Catalog, version: str) -> dict[str, Any]:
    """Every route of every service, in name order."""
    from fastapi import FastAPI

    from commons.web import add_route

    routed = [d for d in catalog.declarations if isinstance(d, Endpoint) and d.path != "$default"]
    app = FastAPI(title=TITLE, version=version, description=DESCRIPTION)
    for endpoint in routed:
        add_route(app, endpoint)
    made = app.openapi()
    made["servers"] = [{"url": "/"}]
    components = made.setdefault("components", {})
    components["securitySchemes"] = {"bearer": BEARER}
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas |= {"Problem": PROBLEM, "ProblemPart": PROBLEM_PART}
    for endpoint in routed:
        _describe(endpoint, made["paths"][endpoint.route][endpoint.method.lower()])
    return made


def _describe(endpoint: Endpoint, operation: dict[str, Any]) -> None:
    """What the declaration knows and FastAPI does not."""
    operation["security"] = [] if endpoint.access is Access.ANONYMOUS else [{"bearer": []}]
    if endpoint.permission is not None:
        operation["x-permission"] = endpoint.permission.name
    if endpoint.api is not Api.CLIENT:
        operation["x-api"] = str(endpoint.api)
    answers = operation["responses"]
    answers.pop("422", None)
    for problem in _problems(endpoint, operation):
        answers.setdefault(str(problem.status), _refusal(problem))


def _problems(endpoint: Endpoint, operation: dict[str, Any]) -> list[type[Problem]]:
    """Refusals that the machinery can answer with, whatever the handler does."""
    found: list[type[Problem]] = []
    if endpoint.access is not Access.ANONYMOUS:
        found.append(Unauthorized)
    if endpoint.permission is not None:
        found.append(NotAllowed)
    if endpoint.path_parameters:
        found.append(NotFound)
    if "requestBody" in operation:
        found += [MalformedJson, BodyTooLarge, UnsupportedMediaType]
    elif endpoint.pages:
        found.append(MalformedJson)
    if "requestBody" in operation or operation.get("parameters"):
        found.append(ValidationFailed)
    return [*found, InternalError]


def _refusal(problem: type[Problem]) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": problem.text(), "content": {MEDIA_TYPE: {"schema": schema}}}
