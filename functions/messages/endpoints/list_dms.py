"""GET /dms"""

from typing import Literal

from commons.cursors import CursorText, Limit, Page
from commons.http import endpoint
from commons.published import stream_reader
from commons.web import Caller

from .. import conversing
from ..dm_schemas import DirectOut
from ..dms import Direct, Person, Seat

State = Literal["open", "request", "ignored"]


@endpoint("GET /dms", pages=True, reads=(Seat, Direct, Person), uses=(stream_reader("messages"),))
async def list_dms(
    caller: Caller, state: State = "open", limit: Limit = 50, cursor: CursorText = None
) -> Page[DirectOut]:
    """The caller's DMs and groups; or, apart from them, requests of strangers."""
    return conversing.listed(caller.user_id, state, limit=limit, cursor=cursor)
