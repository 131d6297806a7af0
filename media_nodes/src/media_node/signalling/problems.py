"""Refusals over HTTP, as problem+json (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_EXPOSED = "Location, ETag, Link, Accept-Post, Accept-Patch"


class Problem(Exception):
    """A request that is refused."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail

    def response(self) -> web.Response:
        """As the client gets it."""
        body = {"type": "about:blank", "status": self.status, "code": self.code}
        headers = {"WWW-Authenticate": "Bearer"} if self.status == 401 else {}
        return web.Response(
            status=self.status,
            text=json.dumps(body | {"detail": self.detail}),
            content_type="application/problem+json",
            headers=headers,
        )


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals into answers, and let pages of other origins read all of them.

    Tokens are in headers and never in cookies, so there is nothing that another origin could ride.
    """
    try:
        response = await handler(request)
    except Problem as problem:
        response = problem.response()
    except web.HTTPException as error:
        response = Problem(error.status, error.reason.lower().replace(" ", "_"), "").response()
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
    if not response.prepared:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "POST, PATCH, DELETE, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = (
                "Authorization, Content-Type, If-Match"
            )
    return response
