"""DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji}"""

from commons.errors import ValidationFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.reactions import PathEmoji
from commons.streams.append import PUMP_QUEUE
from commons.web import Standing

from .. import reacting
from ..models import Given, Reacted


@endpoint(
    "DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji}",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    status=204,
    problems=(ValidationFailed,),
    purges=(Reacted, Given),
    uses=(stream_writer("messages"),),
    appends=("REACTION_REMOVE",),
    queues=(PUMP_QUEUE,),
)
async def remove_reaction(
    channel_id: str, message_id: str, emoji: PathEmoji, standing: Standing
) -> None:
    """Take back one's reaction to a message; without one nothing changes."""
    reacting.take_back(standing, message_id, emoji)
