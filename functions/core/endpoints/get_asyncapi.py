"""The AsyncAPI document of all services."""

from typing import Annotated

from fastapi import Header, Response

from commons.http import Access, endpoint

from .. import document
from ..document import ASYNCAPI
from ..errors import NoDocument


@endpoint(
    "GET /asyncapi.json",
    access=Access.ANONYMOUS,
    problems=(NoDocument,),
    bundles=(ASYNCAPI,),
)
async def get_asyncapi(if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """The AsyncAPI 3 document: frames of the gateway and events, generated from the code."""
    found = document.bundled(ASYNCAPI)
    if found is None:
        raise NoDocument
    headers = document.headers(ASYNCAPI)
    if if_none_match in (headers["etag"], "*"):
        return Response(status_code=304, headers=headers)
    return Response(found, media_type="application/json", headers=headers)
