"""The limits clients run into, collected from the code that enforces them: ``limits.json``."""

from __future__ import annotations

import json
import sys
from typing import Any

from commons.bounds import Bound
from commons.http import Endpoint
from commons.limits import Bucket
from stacks.catalog import Catalog

FILE = "limits.json"


def text(catalog: Catalog, _version: str) -> str:
    """The file as ``core`` reads it."""
    return json.dumps(document(catalog), separators=(",", ":"))


def document(catalog: Catalog) -> dict[str, Any]:
    """``{limits: [{name, value, description}], routes: {bucket: [route keys]}}``"""
    routed = [d for d in catalog.declarations if isinstance(d, Endpoint)]
    return {
        "limits": [
            {"name": bound.name, "value": int(bound), "description": bound.text}
            for bound in sorted(_bounds(catalog.package), key=lambda bound: bound.name)
        ],
        "routes": {
            bucket: sorted(d.route_key for d in routed if d.bucket is bucket) for bucket in Bucket
        },
    }


def _bounds(package: str) -> list[Bound]:
    """Those of the services and of commons; discovering the catalog has imported them all."""
    import commons.frames
    import commons.idempotency  # noqa: F401 - no declaration imports what only runs around it

    ours = (f"{package}.", "commons.")
    modules = [m for name, m in sys.modules.items() if name.startswith(ours)]
    found = {v.name: v for m in modules for v in vars(m).values() if isinstance(v, Bound)}
    return list(found.values())
