"""The answer to every request that no route takes."""

from fastapi import Request, Response

from commons.declare import Api
from commons.errors import MethodNotAllowed, NotFound, Problem
from commons.http import Access, endpoint

from .. import document
from ..document import OPENAPI
from ..rules import methods_of


@endpoint(
    "$default",
    api=Api.EVERY,
    access=Access.ANONYMOUS,
    problems=(NotFound, MethodNotAllowed),
    bundles=(OPENAPI,),
)
async def not_found(request: Request) -> Response:
    """405 with the methods that the path has, or 404."""
    found = document.bundled(OPENAPI)
    allowed = methods_of(request.url.path, found) if found else []
    refusal: Problem = NotFound()
    if allowed and request.method not in allowed:
        refusal = MethodNotAllowed()
        refusal.headers = {"Allow": ", ".join(allowed)}
    if request.method == "HEAD":  # has no body, whatever it is answered
        return Response(status_code=refusal.status, headers=dict(refusal.headers))
    raise refusal
