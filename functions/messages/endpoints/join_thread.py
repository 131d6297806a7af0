"""PUT /threads/{thread_id}/members/me"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from .. import taking_part
from ..thread_rows import Participant, TakesPart


@endpoint(
    "PUT /threads/{thread_id}/members/me",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    status=204,
    writes=(TakesPart, Participant),
)
async def join_thread(thread_id: str, standing: Standing) -> None:
    """Take part in a thread: what is unread there counts. Writing there does it too."""
    taking_part.join(standing)
