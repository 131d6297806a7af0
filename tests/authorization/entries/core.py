"""Requests to core, and what its handlers decide by themselves."""

from __future__ import annotations

from tests.authorization.expectations import NOT_FOUND, OPEN, Entry, Outcome
from tests.authorization.worlds import Persona

ENTRIES = {
    "$default": Entry(decided={Persona.ANONYMOUS: NOT_FOUND}),
    "GET /v1/health": Entry(decided=OPEN),
    "GET /v1/limits": Entry(decided=OPEN),
    "GET /v1/permissions": Entry(decided=OPEN),
    "GET /v1/openapi.json": Entry(decided={Persona.ANONYMOUS: Outcome(404, "no_document")}),
    "GET /v1/asyncapi.json": Entry(decided={Persona.ANONYMOUS: Outcome(404, "no_document")}),
}
