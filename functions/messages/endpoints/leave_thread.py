"""DELETE /threads/{thread_id}/members/me"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from .. import taking_part
from ..thread_rows import Participant, TakesPart


@endpoint(
    "DELETE /threads/{thread_id}/members/me",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    status=204,
    purges=(TakesPart, Participant),
)
async def leave_thread(thread_id: str, standing: Standing) -> None:
    """Take part in a thread no more: what is unread there does not count."""
    taking_part.leave(standing)
