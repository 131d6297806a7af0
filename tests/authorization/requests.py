"""Requests to any endpoint, made from its declaration and its entry in the table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from commons.http import Endpoint
from commons.testing import Reply, call

from .entries import ENTRIES
from .worlds import World


@dataclass(frozen=True)
class Request:
    """One request: the ids in its path, its body and its query."""

    ids: Mapping[str, str]
    body: Any = None
    query: Mapping[str, str] | None = None


def valid_request(declared: Endpoint, world: World) -> Request:
    """A request that the community's owner may make."""
    entry = ENTRIES[declared.route_key]
    ids = {**world.ids, **entry.ids(world)}
    return Request({name: ids[name] for name in declared.path_parameters}, entry.body(world))


def send(
    declared: Endpoint,
    request: Request,
    token: str | None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Send it; a route of every method is asked with GET."""
    if declared.path == "$default":
        return call(replace(declared, method="GET"), "/v1/nonesuch", as_=token)
    path = re.sub(r"{(\w+)}", lambda m: quote(request.ids[m[1]], safe=":"), declared.path)
    return call(declared, path, as_=token, body=request.body, query=request.query, headers=headers)
