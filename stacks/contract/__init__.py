"""What clients may rely on, generated from the declarations: OpenAPI, AsyncAPI, reference pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stacks.catalog import Catalog
from stacks.contract import asyncapi, limits, openapi

#: What functions may ask to have beside their code (``bundles``), and what makes it.
FILES: Mapping[str, Callable[[Catalog, str], str]] = {
    asyncapi.FILE: asyncapi.text,
    limits.FILE: limits.text,
    openapi.FILE: openapi.text,
}
