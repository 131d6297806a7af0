"""GET /read-states"""

from commons.cursors import Page
from commons.http import endpoint
from commons.published import ACCESS, THREADS, stream_reader
from commons.web import Caller

from .. import standing_everywhere
from ..schemas import ReadStateOut


@endpoint("GET /read-states", uses=(ACCESS, THREADS, stream_reader("messages")))
async def list_read_states(caller: Caller) -> Page[ReadStateOut]:
    """Where the caller stands in every channel they see, and in threads they take part in."""
    return standing_everywhere.states(caller.user_id)
