"""The OpenAPI document of all services."""

from typing import Annotated

from fastapi import Header, Response

from commons.http import Access, endpoint

from .. import document
from ..document import OPENAPI
from ..errors import NoDocument


@endpoint(
    "GET /openapi.json",
    access=Access.ANONYMOUS,
    problems=(NoDocument,),
    bundles=(OPENAPI,),
)
async def get_openapi(if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """The OpenAPI 3.1 document of this API, generated from its functions."""
    found = document.bundled(OPENAPI)
    if found is None:
        raise NoDocument
    headers = document.headers(OPENAPI)
    if if_none_match in (headers["etag"], "*"):
        return Response(status_code=304, headers=headers)
    return Response(found, media_type="application/json", headers=headers)
