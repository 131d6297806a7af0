"""GET /scheduled-messages"""

from commons.cursors import CursorText, Limit, Page
from commons.http import endpoint
from commons.web import Caller

from .. import scheduling
from ..kept import Scheduled
from ..scheduled_schemas import ScheduledMessage


@endpoint("GET /scheduled-messages", pages=True, reads=(Scheduled,))
async def list_scheduled_messages(
    caller: Caller, limit: Limit = 50, cursor: CursorText = None
) -> Page[ScheduledMessage]:
    """The caller's scheduled messages, those made first first; sent ones for a week."""
    return scheduling.listed(caller.user_id, limit=limit, cursor=cursor)
