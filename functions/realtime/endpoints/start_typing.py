"""POST /channels/{channel_id}/typing"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.published import DIRECTS
from commons.web import Standing

from .. import signalling, sockets_of
from ..models import Connection, Focus, UserSocket


@endpoint(
    "POST /channels/{channel_id}/typing",
    permission=Permission.SEND_MESSAGES,
    status=204,
    reads=(Connection, Focus, UserSocket),
    writes=sockets_of.WRITES,
    uses=(DIRECTS,),
    posts=True,
)
async def start_typing(channel_id: str, standing: Standing) -> None:
    """Show those who look at a channel that one types there, for ten seconds."""
    signalling.typing(standing)
