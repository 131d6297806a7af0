"""PUT /read-states"""

from commons.cursors import Page
from commons.errors import NotFound
from commons.http import endpoint
from commons.published import ACCESS, THREADS, stream_writer
from commons.web import Caller

from .. import standing_everywhere
from ..schemas import AllRead, ReadStateOut


@endpoint(
    "PUT /read-states",
    problems=(NotFound,),
    uses=(ACCESS, THREADS, stream_writer("messages")),
    timeout_s=30,
)
async def read_everything(body: AllRead, caller: Caller) -> Page[ReadStateOut]:
    """Take everything as read, in one community or everywhere; what comes meanwhile is unread."""
    return standing_everywhere.read_all(caller.user_id, body.community_id)
